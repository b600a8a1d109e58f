import { expect, test } from 'vitest'
import { parseSort } from '../../src/search-engine/sorting/sort-criteria.ts'
import { finish } from './finish.ts'

test('a sort names fields with their directions', () => {
  expect(finish(parseSort(['a.b:asc', 'c:d:desc', '_geoPoint(1, 2):asc'], 'code'))).toEqual([
    { field: 'a.b', ascending: true },
    { field: 'c:d', ascending: false },
    { field: '_geo', ascending: true },
  ])
})

const syntax = 'Invalid syntax for the sort parameter: expected expression ending by'
const refused: [sort: string, message: string][] = [
  ['a', `${syntax} \`:asc\` or \`:desc\`, found \`a\`.`],
  ['a:up', `${syntax} \`:asc\` or \`:desc\`, found \`a:up\`.`],
  [
    '_geo:asc',
    "`_geo` is a reserved keyword and thus can't be used as a sort expression. Use the _geoPoint(latitude, longitude) built-in rule to sort on _geo field coordinates.",
  ],
  [
    '_geoDistance:asc',
    "`_geoDistance` is a reserved keyword and thus can't be used as a sort expression.",
  ],
  [
    '_geoRadius(1,2,3):asc',
    "`_geoRadius` is a reserved keyword and thus can't be used as a sort expression. Use the _geoPoint(latitude, longitude) built-in rule to sort on _geo field coordinates.",
  ],
  [
    '_geoPoint(1):asc',
    'Invalid syntax for the geo parameter: expected expression formated like `_geoPoint(latitude, longitude)` and ending by `:asc` or `:desc`, found `_geoPoint(1)`.',
  ],
  [
    '_geoPoint(91, 0):asc',
    'Bad latitude `91`. Latitude must be contained between -90 and 90 degrees.',
  ],
  [
    '_geoPoint(0, 190):asc',
    'Bad longitude `190`. Longitude must be contained between -180 and 180 degrees. Hint: try using `-170` instead.',
  ],
  [
    '_geoPoint(NaN, 0):asc',
    'Bad latitude `NaN`. Latitude must be contained between -90 and 90 degrees.',
  ],
  [
    '_geoPoint(0, -inf):asc',
    'Bad longitude `-inf`. Longitude must be contained between -180 and 180 degrees. Hint: try using `NaN` instead.',
  ],
]

test.each(refused)('the sort %s is refused', (sort, message) => {
  expect(() => finish(parseSort([sort], 'invalid_search_sort'))).toThrow(
    expect.objectContaining({ message, code: 'invalid_search_sort' }),
  )
})
