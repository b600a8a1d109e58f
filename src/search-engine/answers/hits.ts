import { isObject, type JsonObject, type JsonValue, setKey } from '../base/json.ts'
import type { Steps } from '../base/slices.ts'
import { formatFinder, formatsOf } from '../format/formats.ts'
import {
  createTextFormatter,
  type TextFormat,
  type TextFormatter,
} from '../format/text-formatter.ts'
import type { EmbeddedIndex } from '../indexes/embedded-index.ts'
import type { MatchedTerms } from '../query/matched-terms.ts'
import type { SearchBody } from '../request/search-body.ts'
import { sortByBytes } from '../settings/filter-rules.ts'
import { numberText } from '../text/number-text.ts'
import type { AnswerMeter } from './answer-meter.ts'
import { selectFields, selectionOf, selectStrictly } from './select.ts'

/**
 * Makes hits of documents: the attributes to retrieve, `_formatted` and `_matchesPosition`
 * (Meilisearch 1.50: `HitMaker`).
 */
export function* createHitMaker(
  index: EmbeddedIndex,
  body: SearchBody,
  terms: MatchedTerms,
  meter: AnswerMeter,
): Steps<(document: JsonObject) => Steps<JsonObject>> {
  const displayed = displayedNames(index)
  const retrieved = yield* retrievedNames(index, body.attributesToRetrieve, displayed)
  const show = selector(index, retrieved)
  const formats = yield* formatsOf(body, index, displayed)
  const formatOf = formatFinder(formats, index)
  const withMatches = body.showMatchesPosition ?? false
  if (!withMatches && formats.size === 0) {
    return function* (document) {
      yield
      return show(document)
    }
  }

  const formatter = createTextFormatter(terms, {
    highlightPreTag: body.highlightPreTag ?? '<em>',
    highlightPostTag: body.highlightPostTag ?? '</em>',
    cropMarker: body.cropMarker ?? '…',
    spend: createSpender(meter),
  })
  const showDisplayed = selector(index, displayed)
  const shownFormatted = selectionOf(formats.size === 0 ? [] : [...formats.keys(), ...retrieved])
  return function* (document) {
    const hit = show(document)
    const { formatted, matches } = yield* formatDocument(
      showDisplayed(document),
      formatOf,
      formatter,
      withMatches ? meter : null,
    )
    if (formats.size > 0) {
      const selected = selectStrictly(formatted, shownFormatted)
      if (Object.keys(selected).length > 0) hit._formatted = selected
    }
    if (withMatches) hit._matchesPosition = matches
    return hit
  }
}

/** Counts the marks as the JSON text will have them; they are three, and can be of megabytes. */
function createSpender(meter: AnswerMeter): (mark: string) => void {
  const sizes = new Map<string, number>()
  return (mark) => {
    const size = sizes.get(mark) ?? Buffer.byteLength(JSON.stringify(mark)) - 2
    sizes.set(mark, size)
    meter.expect(size)
  }
}

/** Whether the hits are the documents as they are stored, and nothing more. */
export function* showsWholeDocuments(index: EmbeddedIndex, body: SearchBody): Steps<boolean> {
  if (body.showRankingScore || body.showRankingScoreDetails || marksMatches(body)) return false
  const shown = yield* retrievedNames(index, body.attributesToRetrieve, displayedNames(index))
  return isEveryField(index, shown) && !index.fields.has('_vectors')
}

/** Whether a request asks where its query is found in the hits. */
export function marksMatches(body: SearchBody): boolean {
  const { attributesToHighlight = [], attributesToCrop = [] } = body
  return body.showMatchesPosition || attributesToHighlight.length + attributesToCrop.length > 0
}

/** The names that the index knows and may show. */
function displayedNames({ settings, fields }: EmbeddedIndex): ReadonlySet<string> {
  const names = settings.displayedAttributes ?? fields.names()
  return new Set([...names].filter((name) => fields.has(name)))
}

/** Names between two pauses: a request may have a hundred thousand. */
const PAUSE = 1_024

function* retrievedNames(
  { fields }: EmbeddedIndex,
  asked: readonly string[] | undefined,
  displayed: ReadonlySet<string>,
): Steps<ReadonlySet<string>> {
  if (!asked || asked.includes('*')) return displayed
  const names = new Set<string>()
  for (const [at, name] of asked.entries()) {
    if (fields.has(name) && displayed.has(name)) names.add(name)
    if (at % PAUSE === PAUSE - 1) yield
  }
  return names
}

/** Picks the named parts; a name for every field there is leaves a document as it is. */
function selector(
  index: EmbeddedIndex,
  names: ReadonlySet<string>,
): (document: JsonObject) => JsonObject {
  const selection = isEveryField(index, names) ? null : selectionOf(names)
  return (document) => {
    const shown = selection ? selectFields(document, selection) : { ...document }
    delete shown._vectors
    return shown
  }
}

function isEveryField({ fields }: EmbeddedIndex, names: ReadonlySet<string>): boolean {
  return [...fields.names()].length === names.size
}

interface FormattedDocument {
  formatted: JsonObject
  matches: JsonObject
}

/** A place of a match as text is not shorter. */
const MATCH_BYTES = '{"start":0,"length":1},'.length

/**
 * Formats every text of a document and, unless `meter` is null, notes where the query matched,
 * numbers as text.
 */
function* formatDocument(
  document: JsonObject,
  formatOf: (path: string) => TextFormat | undefined,
  formatter: TextFormatter,
  meter: AnswerMeter | null,
): Steps<FormattedDocument> {
  const matches = new Map<string, JsonValue>()

  function* noteMatches(text: string, path: string, indices: readonly number[]): Steps<void> {
    const found: JsonObject[] = []
    for (const { start, length } of yield* formatter.matches(text)) {
      meter?.expect(MATCH_BYTES)
      found.push(indices.length > 0 ? { start, length, indices: [...indices] } : { start, length })
    }
    // Meilisearch 1.50 forgets the matches of the values before it under the same path.
    if (found.length > 0) matches.set(path, found)
  }

  function* formatLeaf(
    value: JsonValue,
    path: string,
    indices: readonly number[],
  ): Steps<JsonValue> {
    if (typeof value !== 'string' && typeof value !== 'number') return value
    const text = String(value)
    if (meter) yield* noteMatches(text, path, indices)
    const format = formatOf(path)
    return format ? yield* formatter.format(text, format) : text
  }

  function* formatAt(value: JsonValue, path: string, indices: readonly number[]): Steps<JsonValue> {
    if (Array.isArray(value)) {
      const members: JsonValue[] = []
      for (const [at, member] of value.entries()) {
        members.push(yield* formatAt(member, path, [...indices, at]))
      }
      return members
    }
    if (isObject(value)) return yield* formatIn(value, path, indices)
    return yield* formatLeaf(typeof value === 'number' ? numberText(value) : value, path, indices)
  }

  function* formatIn(
    object: JsonObject,
    base: string,
    indices: readonly number[],
  ): Steps<JsonObject> {
    const result: JsonObject = {}
    for (const [key, value] of Object.entries(object)) {
      const path = base === '' ? key : `${base}.${key}`
      setKey(result, key, yield* formatAt(value, path, indices))
    }
    return result
  }

  const formatted = yield* formatIn(document, '', [])
  return { formatted, matches: toObject(matches) }
}

/** Sorted, as the real engine keeps them. */
function toObject(entries: ReadonlyMap<string, JsonValue>): JsonObject {
  const object: JsonObject = {}
  for (const key of sortByBytes(entries.keys())) setKey(object, key, entries.get(key) ?? null)
  return object
}
