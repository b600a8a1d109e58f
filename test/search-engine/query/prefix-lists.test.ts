import { expect, test } from 'vitest'
import { createPrefixLists } from '../../../src/search-engine/query/prefix-lists.ts'
import { finish } from '../finish.ts'
import { wordSource } from './word-source-fixture.ts'

const source = wordSource(['tea table', 'sofa', 'table tea tea', 'chair'])
const docidsOf = (pairs: ArrayLike<number>) => Array.from(pairs).filter((_, at) => at % 2 === 0)
const placesOf = (pairs: ArrayLike<number>) =>
  Array.from(pairs)
    .filter((_, at) => at % 2 === 1)
    .map((place) => place & 0xffff)

test('the words of a prefix are one list by document', () => {
  const pairs = finish(createPrefixLists().pairsOf('t', source))
  expect(docidsOf(pairs)).toEqual([0, 0, 2, 2, 2])
  expect(placesOf(pairs)).toEqual([1, 0, 0, 1, 2])
})

test('a prefix of no word has an empty list', () => {
  expect(finish(createPrefixLists().pairsOf('x', source))).toHaveLength(0)
})

test('a list is kept until it is forgotten, or others take its room', () => {
  const lists = createPrefixLists(12)
  const once = finish(lists.pairsOf('t', source))
  expect(finish(lists.pairsOf('t', source))).toBe(once)
  finish(lists.pairsOf('s', source))
  expect(finish(lists.pairsOf('t', source))).toBe(once)
  finish(lists.pairsOf('c', source))
  expect(finish(lists.pairsOf('t', source))).toBe(once)
  finish(lists.pairsOf('ta', source))
  expect(finish(lists.pairsOf('t', source))).not.toBe(once)
  const anew = finish(lists.pairsOf('t', source))
  lists.forget()
  expect(finish(lists.pairsOf('t', source))).not.toBe(anew)
})
