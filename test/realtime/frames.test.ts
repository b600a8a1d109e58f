import { expect, test } from 'vitest'
import { eventFrames } from '../../src/realtime/frames.ts'

/** Lengths of the message, `42/o,` before its arguments included, and the head that says so. */
test.each([
  [125, [0x81, 125]],
  [126, [0x81, 126, 0, 126]],
  [65_535, [0x81, 126, 255, 255]],
  [65_536, [0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]],
])('a message of %i bytes has its length in front', (length, head) => {
  const text = 'x'.repeat(length - '42/o,'.length)
  const frame = eventFrames('/o', [text])
  expect([...frame.subarray(0, head.length)]).toEqual(head)
  expect(frame.subarray(head.length).toString()).toBe(`42/o,${text}`)
})

test('its length is in bytes', () => {
  const frame = eventFrames('/o', ['["ü"]'])
  expect(frame[1]).toBe(frame.length - 2)
})

test('several are one behind the other', () => {
  const texts = ['["a"]', `["${'ü'.repeat(100)}"]`, '["b"]']
  const each = texts.map((text) => eventFrames('/o', [text]))
  expect(eventFrames('/o', texts)).toEqual(Buffer.concat(each))
})
