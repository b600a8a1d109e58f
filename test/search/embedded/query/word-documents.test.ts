import { expect, test } from 'vitest'
import { DocSet } from '../../../../src/search/embedded/docset.ts'
import { visitPairs } from '../../../../src/search/embedded/query/places.ts'
import type { Phrase } from '../../../../src/search/embedded/query/term.ts'
import { createWordDocuments } from '../../../../src/search/embedded/query/word-documents.ts'
import { wordSource } from './word-source-fixture.ts'

const TEXTS = ['a b c', 'b a', 'a x b', 'a. b', 'a x y b', 'a b, a x b', 'b c a b']
const documents = createWordDocuments(wordSource(TEXTS), null)

const PHRASES: [Phrase, number[]][] = [
  [['a'], [0, 1, 2, 3, 4, 5, 6]],
  [
    ['a', 'b'],
    [0, 5, 6],
  ],
  [
    ['a', null, 'b'],
    [0, 2, 5, 6],
  ],
  [['a', 'b', 'c'], [0]],
  [['a', 'z'], []],
  [[null], []],
]
for (const [phrase, expected] of PHRASES) {
  test(`the phrase ${phrase.join(' ')} is found where its words are next to each other`, () => {
    expect([...documents.ofPhrase(phrase)]).toEqual(expected)
  })
}

test('a pair of words counts at its least distance', () => {
  expect([1, 2, 3].map((distance) => [...documents.following('a', 'b', distance)])).toEqual([
    [0, 5, 6],
    [2],
    [4],
  ])
})

test('only searched fields count', () => {
  const none = createWordDocuments(wordSource(TEXTS), new Set([7]))
  expect([...none.ofWord('a')]).toEqual([])
})

test('few documents are found in a long list as in one pass', () => {
  const pairs = Array.from({ length: 3_000 }, (_, at) => [Math.floor(at / 3), at % 3]).flat()
  const wanted = DocSet.of([0, 7, 500, 999, 2_000])
  for (const count of [wanted.size, 10_000]) {
    const visited: number[] = []
    visitPairs(pairs, wanted, count, (docid, place) => visited.push(docid * 10 + place))
    expect(visited).toEqual([0, 1, 2, 70, 71, 72, 5_000, 5_001, 5_002, 9_990, 9_991, 9_992])
  }
})
