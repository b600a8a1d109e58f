import { expect, test } from 'vitest'
import { checkGeo, sayBadLongitude } from '../../../src/search-engine/filter/geo-bounds.ts'
import { parseFilter } from '../../../src/search-engine/filter/parse.ts'
import { finish } from '../finish.ts'

type GeoCondition = Parameters<typeof checkGeo>[0]

const refused: [filter: string, message: string][] = [
  [
    '_geoRadius(91, 0, 1)',
    'Bad latitude `91`. Latitude must be contained between -90 and 90 degrees.\n12:14 _geoRadius(91, 0, 1)',
  ],
  [
    '_geoRadius(0, -181.5, 1)',
    'Bad longitude `-181.5`. Longitude must be contained between -180 and 180 degrees. Hint: try using `178.5` instead.\n15:21 _geoRadius(0, -181.5, 1)',
  ],
  [
    '_geoRadius(0, 0, 1, 2)',
    'Invalid resolution `2`. Resolution must be between 3 and 1000.\n21:22 _geoRadius(0, 0, 1, 2)',
  ],
  ['_geoRadius(0, 0, 1e999)', 'Non finite floats are not supported\n18:23 _geoRadius(0, 0, 1e999)'],
  [
    '_geoBoundingBox([1, 2], [3, 4])',
    'The top latitude `1` is below the bottom latitude `3`.\n29:30 _geoBoundingBox([1, 2], [3, 4])',
  ],
]

test.each(refused)('%s is out of bounds', (filter, message) => {
  const condition = finish(parseFilter(filter)) as GeoCondition
  expect(() => checkGeo(condition)).toThrow(expect.objectContaining({ message }))
})

const fine: [filter: string, attribute: string, first: string][] = [
  ['_geoRadius(90, -180, 1, 3)', '_geo/_geojson', '90'],
  ['_geoBoundingBox([3, 4], [1, 2])', '_geo/_geojson', '3'],
  ['_geoPolygon([1, 2], [3, 4], [5, 6])', '_geojson', '1'],
]

test.each(fine)('%s needs %s to be filterable', (filter, attribute, first) => {
  const { token, attribute: named } = checkGeo(finish(parseFilter(filter)) as GeoCondition)
  expect([named, token.text]).toEqual([attribute, first])
})

test('a longitude is turned back into bounds', () => {
  expect(sayBadLongitude(540)).toContain('try using `-180` instead')
})
