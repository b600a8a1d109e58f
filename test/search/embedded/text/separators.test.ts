import { expect, test } from 'vitest'
import { classify, separatorPattern } from '../../../../src/search/embedded/text/separators.ts'

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
  expect('a. b.c, d'.match(separatorPattern())).toEqual(['. ', '.', ', '])
})
