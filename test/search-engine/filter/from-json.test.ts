import { expect, test } from 'vitest'
import { filterFromJson } from '../../../src/search-engine/filter/from-json.ts'
import { rewrite } from '../../../src/search-engine/filter/rewrite.ts'
import { finish } from '../finish.ts'

const read: [filter: unknown, meaning: string | null][] = [
  ['a = 1', '"a" = "1"'],
  [['a = 1', 'b = 2'], '("a" = "1") AND ("b" = "2")'],
  [[['a = 1', 'b = 2'], 'c = 3'], '(("a" = "1") OR ("b" = "2")) AND ("c" = "3")'],
  [['a = 1 OR b = 2', 'c = 3'], '(("a" = "1") OR ("b" = "2")) AND ("c" = "3")'],
  [[['a = 1']], '"a" = "1"'],
  [['', 'a = 1', []], '"a" = "1"'],
  ['  ', null],
  [[], null],
  [[[]], null],
]

test.each(read)('%j means %s', (filter, meaning) => {
  const condition = finish(filterFromJson(filter, 'invalid_search_filter'))
  expect(condition && finish(rewrite(condition))).toBe(meaning)
})

const refused: [filter: unknown, inside: string][] = [
  [42, 'expected String, Array, found: 42'],
  [{ a: 1 }, 'expected String, Array, found: {"a":1}'],
  [['not a filter', 7], 'expected String, [String], found: 7'],
  [[[['a = 1']]], 'expected String, found: ["a = 1"]'],
]

test.each(refused)('the filter %j is refused', (filter, inside) => {
  expect(() => finish(filterFromJson(filter, 'the_code'))).toThrow(
    expect.objectContaining({
      message: `Invalid syntax for the filter parameter: \`${inside}\`.`,
      code: 'the_code',
    }),
  )
})
