import { expect, test } from 'vitest'
import { batchesOf } from '../../../src/search/meilisearch/batches.ts'

const tables: [string, string[], number, number, string[][]][] = [
  ['nothing', [], 10, 10, []],
  ['few', ['a', 'b'], 10, 10, [['a', 'b']]],
  ['many', ['a', 'b', 'c'], 2, 10, [['a', 'b'], ['c']]],
  ['large ones', ['aaaa', 'bbb', 'ccc'], 10, 7, [['aaaa', 'bbb'], ['ccc']]],
  ['one too large', ['a', 'bbbbbbbb', 'c'], 10, 4, [['a'], ['bbbbbbbb'], ['c']]],
  ['bytes, not characters', ['中', '文'], 10, 5, [['中'], ['文']]],
]
for (const [name, items, maxCount, maxBytes, expected] of tables) {
  test(`${name}: no batch is larger than it may be`, () => {
    expect([...batchesOf(items, maxCount, (item) => item, maxBytes)]).toEqual(expected)
  })
}
