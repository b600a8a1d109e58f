import { expect, test } from 'vitest'
import {
  contentTypeOf,
  extensionOf,
  isShown,
  sentType,
} from '../../../src/operations/uploads/file-names.ts'
import { rangeOf } from '../../../src/operations/uploads/range.ts'

test.each([
  ['a.png', 'image/png', '.png'],
  ['A.PNG', 'image/png', '.png'],
  ['archive.tar.gz', 'application/gzip', '.gz'],
  ['../../x', 'text/plain', '.txt'],
  ['../../etc/passwd', 'application/octet-stream', ''],
  ['..\\..\\x.exe', 'application/octet-stream', '.exe'],
  ['.htaccess', 'application/octet-stream', ''],
  ['價目表.pdf', 'application/pdf', '.pdf'],
  ['x.價目', 'application/pdf', '.pdf'],
  ['x.p/ng', 'image/png', '.png'],
  ['x.png\0.html', 'image/png', '.html'],
  [`${'x'.repeat(100_000)}.png`, 'image/png', '.png'],
  [`x.${'y'.repeat(100_000)}`, 'image/png', '.png'],
  ['', 'video/mp4', '.mp4'],
  [undefined, 'application/octet-stream', ''],
])('a file %j of type %s ends in %j', (filename, type, extension) => {
  expect(extensionOf(filename, type)).toBe(extension)
})

test.each([
  ['image/png', undefined, 'image/png'],
  ['IMAGE/PNG', 'text/html', 'image/png'],
  ['application/octet-stream', 'image/png', 'image/png'],
  [undefined, 'image/png', 'image/png'],
  ['nonsense', undefined, 'application/octet-stream'],
  ['text/html\r\nx: y', 'a b/c', 'application/octet-stream'],
  [`a/${'b'.repeat(200)}`, undefined, 'application/octet-stream'],
])('%j beside %j is %s', (sent, destination, type) => {
  expect(contentTypeOf(sent, destination)).toBe(type)
})

test.each([
  ['image/png', true],
  ['application/pdf', true],
  ['text/plain', true],
  ['text/html', false],
  ['application/xhtml+xml', false],
  ['image/svg+xml', false],
  ['image/anything+xml', false],
  ['text/xml', false],
  ['application/xml', false],
  ['text/javascript', false],
  ['application/octet-stream', false],
])('%s is shown: %s', (type, shown) => {
  expect(isShown(type)).toBe(shown)
})

test('text is sent as UTF-8', () => {
  expect([sentType('text/csv'), sentType('image/png')]).toEqual([
    'text/csv; charset=utf-8',
    'image/png',
  ])
})

test.each([
  ['bytes=0-3', { start: 0, end: 4 }],
  ['bytes=5-', { start: 5, end: 10 }],
  ['bytes=-3', { start: 7, end: 10 }],
  ['bytes=-30', { start: 0, end: 10 }],
  ['bytes=8-100', { start: 8, end: 10 }],
  ['bytes=10-', undefined],
  ['bytes=3-2', undefined],
  ['bytes=-0', undefined],
  ['bytes=-', undefined],
  ['bytes=0-1,3-4', undefined],
  ['lines=0-3', undefined],
  [undefined, undefined],
])('%j of ten bytes is %j', (header, range) => {
  expect(rangeOf(header, 10)).toEqual(range)
})
