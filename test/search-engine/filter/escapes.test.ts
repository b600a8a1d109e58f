import { expect, test } from 'vitest'
import { resolveEscapes } from '../../../src/search-engine/filter/escapes.ts'

const resolved: [written: string, meant: string][] = [
  ['plain', 'plain'],
  ['', ''],
  [String.raw`a\nb\tc\rd`, 'a\nb\tc\rd'],
  [String.raw`\b\f\/`, '\b\f/'],
  [String.raw`\"\'\\`, `"'\\`],
  [String.raw`\x41\u0042\u{43}\u{1F600}`, 'ABC😀'],
  [String.raw`\101\60\0\377\400`, 'A0\0ÿ 0'],
  [String.raw`\u{1F600`, '😀'],
  [String.raw`\\n`, '\\n'],
]

test.each(resolved)('the value %j means %j', (written, meant) => {
  expect(resolveEscapes(written)).toEqual({ ok: true, text: meant })
})

const refused: [written: string, reason: string][] = [
  ['a\\', 'incomplete'],
  [String.raw`\x4`, 'incomplete'],
  [String.raw`\u004`, 'incomplete'],
  [String.raw`\xzz`, 'number'],
  [String.raw`\u{}`, 'number'],
  [String.raw`\u{fffffffff}`, 'number'],
  [String.raw`\u{110000}`, 'malformed'],
  [String.raw`\ud800`, 'malformed'],
  [String.raw`\q`, 'malformed'],
  [String.raw`\9`, 'malformed'],
]

test.each(refused)('the value %j is %s', (written, reason) => {
  expect(resolveEscapes(written)).toEqual({ ok: false, reason })
})
