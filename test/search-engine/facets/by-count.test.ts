import { expect, test } from 'vitest'
import {
  type CountedValue,
  countLevels,
  orderByCount,
} from '../../../src/search-engine/facet-counts/by-count.ts'

const levels: [type: 'number' | 'string', values: number, levels: number][] = [
  ['number', 0, 0],
  ['number', 19, 0],
  ['number', 20, 1],
  ['string', 1000, 1],
  // 1001 values make 251, 63, 16 and 4 groups.
  ['number', 1001, 3],
  ['string', 1001, 3],
  // 1280 values make 320, 80, 20 and 5 groups; strings need 20 for five more, numbers five.
  ['number', 1280, 4],
  ['string', 1280, 4],
  ['number', 1217, 4],
  ['string', 1217, 4],
  ['string', 1216, 3],
  ['number', 1216, 4],
]

test.each(levels)('of %s values %i are grouped on %i levels', (type, values, expected) => {
  expect(countLevels(type, values)).toBe(expected)
})

/** One value for each list of candidates, its place being that of the list. */
function valuesOf(docids: number[][]): CountedValue<number>[] {
  return docids
    .map((ids, place) => ({ value: place, place, docids: ids }))
    .filter((value) => value.docids.length > 0)
}

const orders: [name: string, docids: number[][], levels: number, order: number[]][] = [
  ['the most frequent first', [[1], [1, 2, 3], [2, 3]], 0, [1, 2, 0]],
  ['the last of equally frequent ones first', [[1], [2], [3, 4], [5, 6]], 0, [3, 2, 1, 0]],
  [
    'the only one of a group after those of larger groups',
    [[1], [2], [], [], [3], [], [], [], [4], [5]],
    1,
    [9, 8, 1, 0, 4],
  ],
  [
    'those whose group has no other documents too',
    [[1], [1], [], [], [2], [3], [], []],
    1,
    [5, 4, 1, 0],
  ],
  [
    'the only one of a larger group last',
    [[1], ...Array.from({ length: 15 }, () => []), [2], [], [], [], [3]],
    2,
    [20, 16, 0],
  ],
  ['in groups that nothing tells apart', [[1], [], [], [], [], [], [], [2]], 1, [7, 0]],
]

test.each(orders)('values come by count, %s', (_name, docids, grouped, expected) => {
  const order = [...orderByCount(valuesOf(docids), grouped)]
  expect(order.map(({ place }) => place)).toEqual(expected)
})
