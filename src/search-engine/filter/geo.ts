import type { Steps } from '../base/slices.ts'
import type { Condition, GeoPoint, Token } from './ast.ts'
import { sentences } from './problem.ts'
import type { Reader } from './reader.ts'

export type GeoRead = { condition: Condition; end: number }

/** Names that can never stand in a filter; the first two also as the beginning of a longer word. */
const RESERVED_PREFIXES = ['_geoPoint', '_geoDistance']
const OPERATIONS_ONLY = ['_geoRadius', '_geoBoundingBox']

/** Refuses a geo filter or a reserved geo name where a field or a value is expected. */
export function rejectGeoValue(reader: Reader, at: number): void {
  if (reader.after('_geo', at) < 0) return
  for (const name of RESERVED_PREFIXES) {
    if (reader.after(name, at) >= 0) reader.fail(sentences.geoReserved(name), at)
  }
  const word = reader.text.slice(at, reader.wordEnd(at))
  if (word === '_geo') reader.fail(sentences.geoReserved('_geo'), at)
  if (OPERATIONS_ONLY.includes(word)) reader.fail(sentences.geoMisused(word), at)
}

/** Reads `_geoRadius(…)`, `_geoBoundingBox(…)` or `_geoPolygon(…)`; null when there is none. */
export function* readGeo(reader: Reader, from: number): Steps<GeoRead | null> {
  const at = reader.skipSpaces(from)
  if (reader.after('_geo', at) < 0) return null
  const end = reader.wordEnd(at)
  const word = reader.text.slice(at, end)
  if (word === '_geoRadius') return yield* readRadius(reader, end)
  if (word === '_geoBoundingBox') return yield* readBoundingBox(reader, end)
  if (word === '_geoPolygon') return yield* readPolygon(reader, end)
  return null
}

function* readRadius(reader: Reader, at: number): Steps<GeoRead> {
  const fail = sentences.geoRadius
  const list = yield* readNumbers(reader, expect(reader, '(', at, fail), fail)
  if ('stuck' in list) return reader.fail(fail, list.stuck)
  const end = expect(reader, ')', list.end, fail)
  const [latitude, longitude, radius, resolution = null] = list.items
  if (!latitude || !longitude || !radius || list.items.length > 4) {
    return reader.fail(sentences.geoRadiusArguments(list.items.length), end)
  }
  const point: GeoPoint = [latitude, longitude]
  return { condition: { type: 'geoRadius', point, radius, resolution }, end }
}

function* readBoundingBox(reader: Reader, at: number): Steps<GeoRead> {
  const fail = sentences.geoBoundingBox
  const list = yield* readPoints(reader, expect(reader, '(', at, fail), fail)
  if ('stuck' in list) return reader.fail(fail, list.stuck)
  const end = expect(reader, ')', list.end, fail)
  if (list.items.length !== 2) reader.fail(fail, end)
  const [topRight, bottomLeft] = yield* toPairs(reader, list.items, end)
  if (!topRight || !bottomLeft) return reader.fail(fail, end)
  return { condition: { type: 'geoBoundingBox', topRight, bottomLeft }, end }
}

function* readPolygon(reader: Reader, at: number): Steps<GeoRead> {
  const fail = sentences.geoPolygon
  const list = yield* readPoints(reader, expect(reader, '(', at, fail), fail)
  if ('stuck' in list) return reader.fail(fail, list.stuck)
  const comma = reader.after(',', reader.skipSpaces(list.end))
  const end = expect(reader, ')', comma < 0 ? list.end : reader.skipSpaces(comma), fail)
  if (list.items.length < 3) {
    const last = list.items.at(-1)?.at(-1)
    const say = sentences.geoPolygonPoints(list.items.length)
    reader.fail(say, last?.span.start ?? end, last?.span.end)
  }
  return { condition: { type: 'geoPolygon', points: yield* toPairs(reader, list.items, end) }, end }
}

/** Points must have two coordinates; the message points at the first one of a wrong point. */
function* toPairs(reader: Reader, points: Token[][], end: number): Steps<GeoPoint[]> {
  const pairs: GeoPoint[] = []
  for (const point of points) {
    const [latitude, longitude] = point
    if (!latitude || !longitude || point.length !== 2) {
      const say = sentences.geoPair(point.length)
      return reader.fail(say, latitude?.span.start ?? end, latitude?.span.end)
    }
    if (pairs.push([latitude, longitude]) % PAUSE === 0) yield
  }
  return pairs
}

function expect(reader: Reader, literal: string, at: number, say: () => string): number {
  const end = reader.after(literal, at)
  return end < 0 ? reader.fail(say, at) : end
}

/** Numbers, or points, between two pauses. */
const PAUSE = 64

/** What was read up to `end`, or where reading got stuck. */
type ListRead<T> = { items: T[]; end: number } | { stuck: number }

/** At least one number, separated by commas; stops before a comma that no number follows. */
function* readNumbers(reader: Reader, from: number, say: () => string): Steps<ListRead<Token>> {
  const items: Token[] = []
  let end = from
  for (let at = from; ; at = end + 1) {
    const start = reader.skipSpaces(at)
    const stop = reader.floatEnd(start)
    if (stop < 0) {
      const stuck = -stop - 1
      if (/[eE][+-]?$/.test(reader.text.slice(start, stuck))) reader.fail(say, stuck)
      return items.length === 0 ? { stuck } : { items, end }
    }
    if (items.push(reader.token(start, stop)) % PAUSE === 0) yield
    end = reader.skipSpaces(stop)
    if (reader.text[end] !== ',') return { items, end }
  }
}

/** At least one `[number, …]`, separated by commas; stops before a comma that no such list follows. */
function* readPoints(reader: Reader, from: number, say: () => string): Steps<ListRead<Token[]>> {
  const items: Token[][] = []
  let end = from
  for (let at = from; ; at = end + 1) {
    const point = yield* readPoint(reader, reader.skipSpaces(at), say)
    if ('stuck' in point) return items.length === 0 ? point : { items, end }
    if (items.push(point.items) % PAUSE === 0) yield
    end = reader.skipSpaces(point.end)
    if (reader.text[end] !== ',') return { items, end }
  }
}

function* readPoint(reader: Reader, at: number, say: () => string): Steps<ListRead<Token>> {
  if (reader.text[at] !== '[') return { stuck: at }
  const list = yield* readNumbers(reader, at + 1, say)
  if ('stuck' in list) return list
  return reader.text[list.end] === ']' ? { ...list, end: list.end + 1 } : { stuck: list.end }
}
