import { expect, test } from 'vitest'
import { classify, separatorEnd } from '../../../src/search-engine/text/separators.ts'

const KINDS: [string, 'word' | 'soft' | 'hard'][] = [
  [' ', 'soft'],
  ['.', 'soft'],
  ['. ', 'hard'],
  [',', 'soft'],
  [', ', 'hard'],
  ['!', 'hard'],
  ['?', 'hard'],
  [';', 'hard'],
  [':', 'soft'],
  ['-', 'soft'],
  ['_', 'soft'],
  ['"', 'soft'],
  ["'", 'soft'],
  ['’', 'soft'],
  ['+', 'soft'],
  ['\n', 'soft'],
  ['。', 'hard'],
  ['、', 'hard'],
  ['។ល។', 'hard'],
  ['$', 'word'],
  ['<', 'word'],
  ['=', 'word'],
  ['~', 'word'],
  ['|', 'word'],
  ['°', 'word'],
  ['\u00a0', 'word'],
  ['...', 'word'],
  ['', 'word'],
]
for (const [piece, kind] of KINDS) {
  test(`${JSON.stringify(piece)} is ${kind}`, () => expect(classify(piece)).toBe(kind))
}

test('the longest separator is found at each place', () => {
  const text = 'a. b.c, d'
  const ends = Array.from(text, (_, at) => separatorEnd(text, at))
  expect(ends).toEqual([-1, 3, 3, -1, 5, -1, 8, 8, -1])
})
