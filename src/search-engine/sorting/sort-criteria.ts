import type { Steps } from '../base/slices.ts'
import { displayFloat, parseFloat64 } from '../facets/numbers.ts'
import { sayBadLongitude } from '../filter/geo-bounds.ts'
import { Refusal } from '../request/refusal.ts'
import { isSortable, sortByBytes } from '../settings/filter-rules.ts'
import type { ResolvedSettings } from '../settings/settings.ts'

/** One member of a request's `sort`. */
export interface SortCriterion {
  /** `_geo` for a `_geoPoint(…)`, which no index here can sort by. */
  field: string
  ascending: boolean
}

const RESERVED: ReadonlySet<string> = new Set([
  '_geo',
  '_geojson',
  '_geoDistance',
  '_geoPoint',
  '_geoRadius',
  '_geoBoundingBox',
  '_geoPolygon',
])
const RESERVED_CALLS = ['_geoRadius(', '_geoBoundingBox(', '_geo(', '_geoDistance(']

/**
 * Reads a request's `sort`. Refuses with `code` what is no field with a direction, in the words of
 * Meilisearch 1.50 (`milli/src/asc_desc.rs`).
 */
export function* parseSort(sort: readonly string[], code: string): Steps<SortCriterion[]> {
  const criteria: SortCriterion[] = []
  for (const text of sort) {
    if (criteria.push(parseCriterion(text, code)) % PAUSE === 0) yield
  }
  return criteria
}

/** Criteria between two pauses. */
const PAUSE = 256

function parseCriterion(text: string, code: string): SortCriterion {
  const colon = text.lastIndexOf(':')
  const direction = colon < 0 ? '' : text.slice(colon + 1)
  if (direction !== 'asc' && direction !== 'desc') {
    const rest = `expected expression ending by \`:asc\` or \`:desc\`, found \`${text}\`.`
    throw new Refusal(`Invalid syntax for the sort parameter: ${rest}`, code)
  }
  const name = text.slice(0, colon)
  const ascending = direction === 'asc'
  if (name.startsWith('_geoPoint(') && name.endsWith(')')) {
    const problem = findPointProblem(name)
    if (problem) throw new Refusal(problem, code)
    return { field: '_geo', ascending }
  }
  if (RESERVED.has(name) || RESERVED_CALLS.some((call) => name.startsWith(call))) {
    throw new Refusal(sayReserved(name), code)
  }
  return { field: name, ascending }
}

function findPointProblem(name: string): string | null {
  const point = name.slice('_geoPoint('.length, -1)
  const comma = point.indexOf(',')
  const latitude = parseFloat64(point.slice(0, comma).trim())
  const longitude = parseFloat64(point.slice(comma + 1).trim())
  if (comma < 0 || latitude === null || longitude === null) return sayBadPoint(name)
  if (!(latitude >= -90 && latitude <= 90)) {
    return `Bad latitude \`${displayFloat(latitude)}\`. Latitude must be contained between -90 and 90 degrees.`
  }
  return longitude >= -180 && longitude <= 180 ? null : sayBadLongitude(longitude)
}

function sayBadPoint(name: string): string {
  return `Invalid syntax for the geo parameter: expected expression formated like \`_geoPoint(latitude, longitude)\` and ending by \`:asc\` or \`:desc\`, found \`${name}\`.`
}

function sayReserved(name: string): string {
  if (name.startsWith('_geoPoint')) return sayBadPoint(name)
  const hinted = ['_geoRadius', '_geoBoundingBox'].find((prefix) => name.startsWith(prefix))
  const said = hinted ?? name
  const sentence = `\`${said}\` is a reserved keyword and thus can't be used as a sort expression.`
  if (hinted === undefined && name !== '_geo') return sentence
  return `${sentence} Use the _geoPoint(latitude, longitude) built-in rule to sort on _geo field coordinates.`
}

/** The first criterion whose field is not sortable, if any. */
export function findNotSortable(
  criteria: readonly SortCriterion[],
  settings: ResolvedSettings,
): SortCriterion | undefined {
  return criteria.find(({ field }) => !isSortable(field, settings))
}

/** The sentence for it; `shown` are the sortable attributes that may be named. */
export function sayNotSortable(
  { field }: SortCriterion,
  shown: readonly string[],
  hidden = false,
): string {
  const rest =
    shown.length === 0
      ? 'This index does not have configured sortable attributes.'
      : `Available sortable attributes are: \`${sortByBytes(shown).join(', ')}${hidden ? ', <..hidden-attributes>' : ''}\`.`
  return `Attribute \`${field}\` is not sortable. ${rest}`
}
