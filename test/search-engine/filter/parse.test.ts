import { expect, test } from 'vitest'
import { parseFilter } from '../../../src/search-engine/filter/parse.ts'
import { rewrite } from '../../../src/search-engine/filter/rewrite.ts'
import { finish } from '../finish.ts'

const read: [filter: string, meaning: string][] = [
  ['a = 1', '"a" = "1"'],
  ['a=1', '"a" = "1"'],
  [' a != "b c" ', '"a" != "b c"'],
  [`a = 'it\\'s'`, `"a" = "it's"`],
  ['a = 北京-_.x', '"a" = "北京-_.x"'],
  ['a > 1 AND b <= 2 OR c < 3', '(("a" > "1") AND ("b" <= "2")) OR ("c" < "3")'],
  ['a >= 1 AND (b = 2 OR c = 3)', '("a" >= "1") AND (("b" = "2") OR ("c" = "3"))'],
  ['NOT a = 1 AND b = 2', '(NOT ("a" = "1")) AND ("b" = "2")'],
  ['NOT NOT a = 1', '"a" = "1"'],
  ['NOT a NOT IN [1]', '"a" IN ["1"]'],
  ['NOT(a = 1)', 'NOT ("a" = "1")'],
  ['a IN[]', '"a" IN []'],
  ['a IN [x, "y z",]', '"a" IN ["x", "y z"]'],
  ['a NOT IN [x]', 'NOT ("a" IN ["x"])'],
  ['a 1 TO 5', '"a" "1" TO "5"'],
  ['a EXISTS', '"a" EXISTS'],
  ['a NOT   EXISTS', 'NOT ("a" EXISTS)'],
  ['a IS NULL', '"a" IS NULL'],
  ['a IS NOT EMPTY', 'NOT ("a" IS EMPTY)'],
  ['a CONTAINS x', '"a" CONTAINS "x"'],
  ['a NOT CONTAINS x', 'NOT ("a" CONTAINS "x")'],
  ['a STARTS WITH x', '"a" STARTS WITH "x"'],
  ['a NOT STARTS WITH "x y"', 'NOT ("a" STARTS WITH "x y")'],
  ['"AND" = "OR"', '"AND" = "OR"'],
  ['_geoRadius(1, -2.5, 3e2)', '_geoRadius(1, -2.5, 3e2)'],
  ['_geoRadius(1, 2, 3, 40)', '_geoRadius(1, 2, 3, 40)'],
  ['_geoBoundingBox([1,2], [3,4])', '_geoBoundingBox([1, 2], [3, 4])'],
  ['_geoPolygon([1,2],[3,4],[5,6],)', '_geoPolygon([1, 2], [3, 4], [5, 6])'],
]

test.each(read)('%s means %s', (filter, meaning) => {
  const condition = finish(parseFilter(filter))
  expect(condition && finish(rewrite(condition))).toBe(meaning)
})

test('what a rewritten filter means does not change when it is read again', () => {
  for (const [, meaning] of read) {
    const condition = finish(parseFilter(meaning))
    expect(condition && finish(rewrite(condition))).toBe(meaning)
  }
})

test.each(['', ' ', '\n\t', '\u3000'])('the blank filter %j filters nothing', (filter) => {
  expect(finish(parseFilter(filter))).toBeNull()
})

const OPERATIONS =
  '`=`, `!=`, `>=`, `>`, `<=`, `<`, `IN`, `NOT IN`, `TO`, `EXISTS`, `NOT EXISTS`, `IS NULL`, `IS NOT NULL`, `IS EMPTY`, `IS NOT EMPTY`, `CONTAINS`, `NOT CONTAINS`, `STARTS WITH`, `NOT STARTS WITH`, `_geoRadius`, `_geoBoundingBox` or `_geoPolygon`'

const refused: [filter: string, message: string][] = [
  ['a', `Was expecting an operation ${OPERATIONS} at \`a\`.\n1:2 a`],
  [
    'a = 1 AND ',
    `Was expecting an operation ${OPERATIONS} but instead got nothing.\n11:11 a = 1 AND `,
  ],
  ['a & 1', `Was expecting an operation ${OPERATIONS} at \`a & 1\`.\n1:6 a & 1`],
  ['a =', 'Was expecting a value but instead got nothing.\n4:4 a ='],
  ['a = 🦀 AND', 'Was expecting a value but instead got `🦀`.\n5:6 a = 🦀 AND'],
  [
    'a = AND',
    'Was expecting a value but instead got `AND`, which is a reserved keyword. To use `AND` as a field name or a value, surround it by quotes.\n5:8 a = AND',
  ],
  [
    'OR = 1',
    'Was expecting a value but instead got `OR`, which is a reserved keyword. To use `OR` as a field name or a value, surround it by quotes.\n1:3 OR = 1',
  ],
  [
    'a = 1 b',
    'Found unexpected characters at the end of the filter: `b`. You probably forgot an `OR` or an `AND` rule.\n7:8 a = 1 b',
  ],
  [
    'a EXISTS ',
    'Found unexpected characters at the end of the filter: ` `. You probably forgot an `OR` or an `AND` rule.\n9:10 a EXISTS ',
  ],
  ["a = 'b", "Expression `\\'b` is missing the following closing delimiter: `'`.\n5:7 a = 'b"],
  ['(a = 1', 'Expression `(a = 1` is missing the following closing delimiter: `)`.\n1:7 (a = 1'],
  ['a IN 1', 'Expected `[` after `IN` keyword.\n6:7 a IN 1'],
  ['a IN [1', 'Expected matching `]` after the list of field names given to `IN[`\n8:8 a IN [1'],
  [
    'a IN [1 2]',
    'Expected only comma-separated field names inside `IN[..]` but instead found `2]`.\n9:11 a IN [1 2]',
  ],
  ['a = "\\q"', 'Malformed value: `\\\\q`.\n6:8 a = "\\q"'],
  ['a = "\\xzz"', 'Found an invalid escaped sequence number: `\\\\xzz`.\n6:10 a = "\\xzz"'],
  [
    'a = "\\x4"',
    'The filter is incomplete and requires Unknown additional bytes to be parsed.\n1:10 a = "\\x4"',
  ],
  ['a = 1\nAND b', `Was expecting an operation ${OPERATIONS} at \`b\`.\n5:6 a = 1\nAND b`],
  [
    'a = _geoRadius(1,2,3)',
    "The `_geoRadius` filter is an operation and can't be used as a value.\n5:22 a = _geoRadius(1,2,3)",
  ],
  [
    '_geoRadius(1, 2)',
    'Was expecting 3 or 4 arguments for `_geoRadius`, but instead found 2.\n17:17 _geoRadius(1, 2)',
  ],
  [
    '_geoBoundingBox([1,2],[3])',
    'Was expecting 2 coordinates but instead found 1.\n24:25 _geoBoundingBox([1,2],[3])',
  ],
  [
    '_geoPolygon([1,2],[3,4])',
    'The `_geoPolygon` filter expects at least 3 points but only 2 were specified\n22:23 _geoPolygon([1,2],[3,4])',
  ],
  [
    '_geoDistance < 3',
    "`_geoDistance` is a reserved keyword and thus can't be used as a filter expression. Use the `_geoRadius(latitude, longitude, distance)` or `_geoBoundingBox([latitude, longitude], [latitude, longitude])` built-in rules to filter on `_geo` coordinates.\n1:17 _geoDistance < 3",
  ],
  [
    '_vectors.mine.fragment EXISTS',
    'Was expecting one of `fragments`, `userProvided`, `documentTemplate`, `regenerate` or nothing, but instead found `fragment`. Did you mean `fragments`?\n15:23 _vectors.mine.fragment EXISTS',
  ],
]

test.each(refused)('%j is refused in the words of Meilisearch', (filter, message) => {
  expect(() => finish(parseFilter(filter))).toThrow(expect.objectContaining({ message }))
})

test('36 parentheses are read, 37 are too deep', () => {
  const nested = (depth: number): string => `${'('.repeat(depth)}a = 1${')'.repeat(depth)}`
  expect(finish(parseFilter(nested(36)))).not.toBeNull()
  expect(() => finish(parseFilter(nested(37)))).toThrow('exceeded the maximum depth limit')
  expect(() => finish(parseFilter(nested(100_000)))).toThrow('exceeded the maximum depth limit')
})

test('lists of conditions may be long', () => {
  const clauses = Array.from({ length: 10_000 }, (_, at) => `a = ${at}`)
  expect(finish(parseFilter(clauses.join(' OR ')))).toMatchObject({ type: 'or' })
})
