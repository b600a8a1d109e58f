import { expect, test } from 'vitest'
import { damerauLevenshtein, didYouMean } from '../../../src/search-engine/request/did-you-mean.ts'

const distances: [left: string, right: string, distance: number][] = [
  ['', '', 0],
  ['abc', '', 3],
  ['limit', 'limitt', 1],
  ['limit', 'limti', 1],
  ['ca', 'abc', 2],
  ['filter', 'sort', 5],
]

test.each(distances)('%j and %j are %i mistakes apart', (left, right, distance) => {
  expect(damerauLevenshtein(left, right)).toBe(distance)
  expect(damerauLevenshtein(right, left)).toBe(distance)
})

const accepted = ['q', 'offset', 'limit', 'filter', 'attributesToRetrieve']
const hints: [received: string, hint: string][] = [
  ['Q', ''],
  ['lim', ''],
  ['limt', 'did you mean `limit`? '],
  ['filt', ''],
  ['attributes_to_retrieve', 'did you mean `attributesToRetrieve`? '],
  ['marin', ''],
]

test.each(hints)('for %j the hint is %j', (received, hint) => {
  expect(didYouMean(received, accepted)).toBe(hint)
})
