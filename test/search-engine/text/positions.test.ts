import { expect, test } from 'vitest'
import {
  hasPositionsLeft,
  isIndexable,
  visitWords,
} from '../../../src/search-engine/text/positions.ts'

const NONE: ReadonlySet<string> = new Set()

function positionedWords(
  text: string,
  start: number,
  stopWords: ReadonlySet<string>,
): [word: string, position: number][] {
  const words: [string, number][] = []
  visitWords(text, start, stopWords, (word, position) => words.push([word, position]))
  return words
}

const TEXTS: [string, number, [string, number][]][] = [
  [
    'late delivery',
    0,
    [
      ['late', 0],
      ['delivery', 1],
    ],
  ],
  [
    'late. delivery',
    0,
    [
      ['late', 0],
      ['delivery', 8],
    ],
  ],
  [
    '...late? ... again',
    0,
    [
      ['late', 0],
      ['again', 8],
    ],
  ],
  [
    'a-b',
    16,
    [
      ['a', 16],
      ['b', 17],
    ],
  ],
  ['  ', 0, []],
]
for (const [text, start, expected] of TEXTS) {
  test(`the words of ${JSON.stringify(text)} from ${start} have their positions`, () => {
    expect(positionedWords(text, start, NONE)).toEqual(expected)
  })
}

test('a stop word takes a position but is left out', () => {
  expect(positionedWords('out of stock', 0, new Set(['of']))).toEqual([
    ['out', 0],
    ['stock', 2],
  ])
})

test('words beyond the last position are not indexed', () => {
  expect(positionedWords('a b c', 65_534, NONE)).toEqual([
    ['a', 65_534],
    ['b', 65_535],
  ])
  expect(hasPositionsLeft(65_535)).toBe(true)
  expect(hasPositionsLeft(65_536)).toBe(false)
})

test('a word of more than 250 bytes is not indexed', () => {
  expect(isIndexable('x'.repeat(250))).toBe(true)
  expect(isIndexable('x'.repeat(251))).toBe(false)
  expect(isIndexable('é'.repeat(126))).toBe(false)
})
