import { expect, test } from 'vitest'
import { measureJson } from '../../../src/operations/search/json-size.ts'

const limits = { depth: 1_000, values: 1_000 }

test.each([
  ['', 0, 0],
  ['"text, [and] {more}"', 0, 0],
  ['[1,2,[3]]', 2, 4],
  ['{"a":{"b":[]},"c":1}', 3, 4],
  ['["\\"[",[]]', 2, 3],
  ['["\\\\",[]]', 2, 3],
  ['["never closed, [', 1, 1],
  ['}]}', 0, 0],
])('%s nests %i deep and has %i values', async (text, depth, values) => {
  expect(await measureJson(text, limits)).toEqual({ depth, values })
})

test('it ends where a limit is exceeded', async () => {
  const text = '[1,'.repeat(3_000_000)
  expect(await measureJson(text, { depth: 10, values: 1_000 })).toEqual({ depth: 11, values: 21 })
  expect(await measureJson(text, { depth: 1_000, values: 50 })).toEqual({ depth: 26, values: 51 })
})

test('a long text of backslashes and quotes takes its length', async () => {
  const text = `["${'\\\\\\"'.repeat(2_000_000)}"]`
  expect(await measureJson(text, limits)).toEqual({ depth: 1, values: 1 })
})
