import { expect, test } from 'vitest'
import { encodeLists, visitLists } from '../../../src/search-engine/index/journal.ts'
import { PostingList } from '../../../src/search-engine/index/posting-list.ts'
import { createWordLists, HIDDEN } from '../../../src/search-engine/index/word-lists.ts'
import { compareCodePoints, withPrefix } from '../../../src/search-engine/index/word-order.ts'

function appended(...batches: number[][]): PostingList {
  const list = new PostingList()
  for (const batch of batches) list.append(Uint32Array.from(batch), 0, batch.length)
  return list
}

test('a posting list keeps its pairs in order of docid and place', () => {
  const list = appended([1, 5, 1, 9], [4, 0], [2, 7, 3, 1], [2, 3])
  expect(Array.from(list.pairs)).toEqual([1, 5, 1, 9, 2, 3, 2, 7, 3, 1, 4, 0])
})

test('a long posting list grows, is put in order and loses documents as a short one', () => {
  const ids = Array.from({ length: 500 }, (_, at) => at)
  const list = appended(...ids.toReversed().map((docid) => [docid, docid * 2]))
  list.remove(new Set(ids.slice(10)))
  expect(Array.from(list.pairs)).toEqual(ids.slice(0, 10).flatMap((docid) => [docid, docid * 2]))
  list.remove(new Set(ids))
  expect(list.isEmpty).toBe(true)
})

test('places beyond 31 bits stay what they are', () => {
  expect(Array.from(appended([7, 4_294_967_295], [3, 2_147_483_648]).pairs)).toEqual([
    3, 2_147_483_648, 7, 4_294_967_295,
  ])
})

test('a word is in the dictionary as long as a document has it', () => {
  const lists = createWordLists()
  for (const word of ['late', 'lately', 'ärger', `${HIDDEN}0:3`]) {
    lists.append(lists.numberOf(word), Uint32Array.of(1, 0), 0, 2)
  }
  lists.numberOf('never')
  expect(lists.takeNewWords()).toEqual(['late', 'lately', 'ärger', `${HIDDEN}0:3`, 'never'])
  expect(lists.takeNewWords()).toEqual([])
  expect(lists.firstChars()).toEqual(['l', 'ä'])
  expect(lists.wordsWithPrefix('late', 9)).toEqual(['late', 'lately'])
  expect(lists.wordsWithPrefix('late', 1)).toEqual(['late'])
  expect(lists.hasWord('never')).toBe(false)
  lists.remove(lists.numberOf('late'), new Set([1]))
  lists.remove(lists.numberOf('ärger'), new Set([1]))
  expect(lists.wordsFrom('l')).toEqual(['lately'])
  expect(lists.firstChars()).toEqual(['l'])
  expect(Array.from(lists.pairsOf('late'))).toEqual([])
})

test('encoded changes are read back as they were', () => {
  const encoded = encodeLists([[7, [3, 4]]], [[8, [1, 0, 2, 5]]])
  const visited: unknown[] = []
  visitLists(encoded, (kind, word, from, to) => {
    visited.push([kind, word, Array.from(encoded.subarray(from, to))])
  })
  expect(visited).toEqual([
    ['remove', 7, [3, 4]],
    ['append', 8, [1, 0, 2, 5]],
  ])
})

const ORDERED = ['', 'a', 'ab', 'b', 'é', '中', '\ufffd', '😀', '😁']
test('words are ordered by code points', () => {
  expect(ORDERED.toReversed().sort(compareCodePoints)).toEqual(ORDERED)
})

const RANGES: [string, { start: number; end: number }][] = [
  ['a', { start: 1, end: 3 }],
  ['ab', { start: 2, end: 3 }],
  ['aa', { start: 2, end: 2 }],
  ['😀', { start: 7, end: 8 }],
  ['', { start: 0, end: 9 }],
]
for (const [prefix, range] of RANGES) {
  test(`the words beginning with ${JSON.stringify(prefix)} are a range`, () => {
    expect(withPrefix(ORDERED, prefix)).toEqual(range)
  })
}
