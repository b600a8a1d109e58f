import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareCodePoints } from '../../../src/search-engine/index/word-order.ts'
import { typoDistance, visitWithinDistance } from '../../../src/search-engine/query/typo-words.ts'
import { finish } from '../finish.ts'

/** More typos than any of these words are apart. */
const MANY = 99

const DISTANCES: [string, string, boolean, number][] = [
  ['late', 'late', false, 0],
  ['late', 'lat', false, 1],
  ['late', 'lately', false, 2],
  ['late', 'lately', true, 0],
  ['recieve', 'receive', false, 1],
  ['delvi', 'delivery', true, 1],
  ['delvi', 'delivery', false, 4],
  ['ab', 'ba', false, 1],
  ['abc', 'ca', false, 3],
  ['kitten', 'sitting', false, 3],
  ['na\u{1f600}ve', 'na\u{1f601}ve', false, 1],
  ['ab\u{1f600}', 'a\u{1f600}b', false, 1],
  ['a\u{1f600}b', 'ab', false, 1],
]
for (const [query, word, prefix, distance] of DISTANCES) {
  test(`${query} is ${distance} typos from ${word}${prefix ? ' as a prefix' : ''}`, () => {
    expect(typoDistance(query, word, MANY, prefix)).toBe(distance)
  })
}

/** Two typos before the last character: what is found there is lost where the word goes on. */
const LOST: [string, string, number | null][] = [
  ['deliverxxy', 'delivery', 2],
  ['deliverxxy', 'deliverybox', null],
  ['deliverxxyb', 'deliverybox', 2],
  ['deliverxy', 'deliverybox', 1],
  ['deliveryxx', 'deliverybox', 2],
  ['ddffcgc', 'ddffbcea', null],
]
for (const [query, word, distance] of LOST) {
  test(`as a prefix ${query} ${distance === null ? 'does not find' : 'finds'} ${word}`, () => {
    const found: number[] = []
    finish(visitWithinDistance([word], query, 2, true, (_word, each) => found.push(each) > 0))
    expect(found).toEqual(distance === null ? [] : [distance])
  })
}

test('the words found with shared work are those found one by one', () => {
  const unit = fc.constantFrom('a', 'b', 'c', '\u{1f600}', '\u{1f601}')
  const word = fc.string({ unit, minLength: 1, maxLength: 7 })
  fc.assert(
    fc.property(
      fc.uniqueArray(word, { maxLength: 60 }),
      word,
      fc.constantFrom(1, 2),
      fc.boolean(),
      (unordered, query, max, prefix) => {
        const words = unordered.sort(compareCodePoints)
        const found: [string, number][] = []
        const note = (each: string, distance: number) => found.push([each, distance]) > 0
        finish(visitWithinDistance(words, query, max, prefix, note))
        const expected = words
          .map((each): [string, number] => [each, typoDistance(query, each, MANY, prefix)])
          .filter(([, distance]) => distance <= max)
        expect(found).toEqual(expected)
      },
    ),
  )
})

test('visiting ends when it is told to', () => {
  const found: string[] = []
  finish(visitWithinDistance(['aa', 'ab', 'ac'], 'aa', 1, false, (word) => found.push(word) < 2))
  expect(found).toEqual(['aa', 'ab'])
})
