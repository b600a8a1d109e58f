import { displayFloat, parseFiniteFloat } from '../facets/numbers.ts'
import type { Condition, GeoPoint, Token } from './ast.ts'
import { FilterError, sentences } from './problem.ts'

type GeoCondition = Extract<Condition, { type: 'geoRadius' | 'geoBoundingBox' | 'geoPolygon' }>

/**
 * Checks the coordinates of a geo filter and says what to complain about after that: no index of
 * this engine has `_geo` or `_geojson` filterable. Throws a `FilterError` for a coordinate out of
 * bounds, in the order of Meilisearch 1.50.
 */
export function checkGeo(condition: GeoCondition): { token: Token; attribute: string } {
  switch (condition.type) {
    case 'geoRadius': {
      const { point, radius, resolution } = condition
      checkPoints([point])
      toFloat(radius)
      if (resolution) checkResolution(resolution)
      return { token: point[0], attribute: '_geo/_geojson' }
    }
    case 'geoBoundingBox': {
      const { topRight, bottomLeft } = condition
      checkPoints([topRight, bottomLeft])
      checkHeight(topRight, bottomLeft)
      return { token: topRight[0], attribute: '_geo/_geojson' }
    }
    case 'geoPolygon': {
      const [first] = condition.points
      if (!first) throw new Error('a polygon has at least three points')
      return { token: first[0], attribute: '_geojson' }
    }
  }
}

function checkPoints(points: GeoPoint[]): void {
  for (const token of points.flat()) toFloat(token)
  for (const [latitude, longitude] of points) {
    const lat = toFloat(latitude)
    if (lat < -90 || lat > 90) {
      refuse(
        latitude,
        `Bad latitude \`${displayFloat(lat)}\`. Latitude must be contained between -90 and 90 degrees.`,
      )
    }
    const lng = toFloat(longitude)
    if (lng < -180 || lng > 180) refuse(longitude, sayBadLongitude(lng))
  }
}

/** Meilisearch's sentence for a longitude, with the same place within bounds as a hint. */
export function sayBadLongitude(longitude: number): string {
  const rest = (longitude + 180) % 360
  const turned = rest < 0 ? rest + 360 : rest
  return `Bad longitude \`${displayFloat(longitude)}\`. Longitude must be contained between -180 and 180 degrees. Hint: try using \`${displayFloat(turned - 180)}\` instead.`
}

function checkHeight(topRight: GeoPoint, bottomLeft: GeoPoint): void {
  const top = toFloat(topRight[0])
  const bottom = toFloat(bottomLeft[0])
  if (top >= bottom) return
  refuse(
    bottomLeft[1],
    `The top latitude \`${displayFloat(top)}\` is below the bottom latitude \`${displayFloat(bottom)}\`.`,
  )
}

function checkResolution(token: Token): void {
  const resolution = Math.max(0, Math.trunc(toFloat(token)))
  if (resolution >= 3 && resolution <= 1000) return
  refuse(token, `Invalid resolution \`${resolution}\`. Resolution must be between 3 and 1000.`)
}

function toFloat(token: Token): number {
  const number = parseFiniteFloat(token.text)
  if (number === null) throw new FilterError({ span: token.span, say: sentences.nonFinite })
  return number
}

function refuse(token: Token, sentence: string): never {
  throw new FilterError({ span: token.span, say: () => sentence })
}
