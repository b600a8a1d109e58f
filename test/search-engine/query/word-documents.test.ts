import { expect, test } from 'vitest'
import { DocSet } from '../../../src/search-engine/base/docset.ts'
import { visitPairs } from '../../../src/search-engine/query/places.ts'
import type { Phrase } from '../../../src/search-engine/query/term.ts'
import { createWordDocuments } from '../../../src/search-engine/query/word-documents.ts'
import { finish } from '../finish.ts'
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
    expect([...finish(documents.ofPhrase(phrase))]).toEqual(expected)
  })
}

test('a pair of words counts at its least distance', () => {
  expect([1, 2, 3].map((distance) => [...finish(documents.following('a', 'b', distance))])).toEqual(
    [[0, 5, 6], [2], [4]],
  )
})

test('only searched fields count', () => {
  const none = createWordDocuments(wordSource(TEXTS), new Set([7]))
  expect([...finish(none.ofWord('a'))]).toEqual([])
})

test('few documents are found in a long list, and in a short one', () => {
  const long = Array.from({ length: 3_000 }, (_, at) => [Math.floor(at / 3), at % 3]).flat()
  const short = [7, 3, 8, 3]
  const wanted = DocSet.of([0, 7, 500, 999, 2_000])
  const visited: number[] = []
  finish(
    visitPairs([long, short], wanted, (pairs, end) => {
      for (let at = 0; at < end; at += 2) visited.push((pairs[at] ?? 0) * 10 + (pairs[at + 1] ?? 0))
    }),
  )
  expect(visited).toEqual([0, 1, 2, 70, 71, 72, 5_000, 5_001, 5_002, 9_990, 9_991, 9_992, 73])
})

const LONG_LISTS: [string, number, number][] = [
  ['of many documents', 40_000, 1],
  ['of one document', 1, 40_000],
]
for (const [name, docids, places] of LONG_LISTS) {
  test(`a long list ${name} is visited with pauses, each pair once`, () => {
    const pairs = Array.from({ length: docids }, (_, docid) =>
      Array.from({ length: places }, (_, place) => [docid, place]),
    ).flat(2)
    for (const wanted of [DocSet.below(docids), DocSet.of([0])]) {
      const visited: number[] = []
      const steps = visitPairs([pairs, pairs], wanted, (met, end) => {
        for (let at = 0; at < end; at += 2) visited.push((met[at] ?? 0) + (met[at + 1] ?? 0))
      })
      let pauses = 0
      while (!steps.next().done) pauses++
      const once = Array.from({ length: wanted.size * places }, (_, at) => at)
      expect(visited).toEqual([...once, ...once])
      expect(pauses > 4).toBe(visited.length > 2)
    }
  })
}
