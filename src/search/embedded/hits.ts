import type { JsonObject, JsonValue } from '../engine.ts'
import type { EmbeddedIndex } from './embedded-index.ts'
import { isObject } from './facets/extract.ts'
import { sortByBytes } from './filter-rules.ts'
import { createTextFormatter } from './format/text-formatter.ts'
import { selfAndAncestors } from './patterns.ts'
import type { SearchBody } from './request/search-body.ts'
import { selectFields, selectionOf, selectStrictly, setKey } from './select.ts'
import { numberText } from './text/number-text.ts'
import type { MatchedTerms, TextFormat, TextFormatter } from './text-index.ts'

/**
 * Makes hits of documents: the attributes to retrieve, `_formatted` and `_matchesPosition`
 * (Meilisearch 1.50: `HitMaker`).
 */
export function createHitMaker(
  index: EmbeddedIndex,
  body: SearchBody,
  terms: MatchedTerms,
): (document: JsonObject) => JsonObject {
  const displayed = displayedNames(index)
  const retrieved = retrievedNames(index, body.attributesToRetrieve, displayed)
  const show = selector(index, retrieved)
  const formats = formatsOf(body, index, displayed)
  const formatOf = formatFinder(formats, index)
  if (!body.showMatchesPosition && formats.size === 0) return show

  const formatter = createTextFormatter(terms, {
    highlightPreTag: body.highlightPreTag ?? '<em>',
    highlightPostTag: body.highlightPostTag ?? '</em>',
    cropMarker: body.cropMarker ?? '…',
  })
  const showDisplayed = selector(index, displayed)
  const shownFormatted = selectionOf(formats.size === 0 ? [] : [...formats.keys(), ...retrieved])
  return (document) => {
    const hit = show(document)
    const { formatted, matches } = formatDocument(showDisplayed(document), formatOf, formatter)
    if (formats.size > 0) {
      const selected = selectStrictly(formatted, shownFormatted)
      if (Object.keys(selected).length > 0) hit._formatted = selected
    }
    if (body.showMatchesPosition) hit._matchesPosition = matches
    return hit
  }
}

/** Whether a request asks where its query is found in the hits. */
export function marksMatches(body: SearchBody): boolean {
  const attributes = [...(body.attributesToHighlight ?? []), ...(body.attributesToCrop ?? [])]
  return body.showMatchesPosition || attributes.length > 0
}

/** The names that the index knows and may show. */
function displayedNames({ settings, fields }: EmbeddedIndex): ReadonlySet<string> {
  const names = settings.displayedAttributes ?? fields.names()
  return new Set([...names].filter((name) => fields.has(name)))
}

function retrievedNames(
  { fields }: EmbeddedIndex,
  asked: readonly string[] | undefined,
  displayed: ReadonlySet<string>,
): ReadonlySet<string> {
  if (!asked || asked.includes('*')) return displayed
  return new Set(asked.filter((name) => fields.has(name) && displayed.has(name)))
}

/** Picks the named parts; a name for every field there is leaves a document as it is. */
function selector(
  { fields }: EmbeddedIndex,
  names: ReadonlySet<string>,
): (document: JsonObject) => JsonObject {
  const isAll = [...fields.names()].length === names.size
  const selection = isAll ? null : selectionOf(names)
  return (document) => {
    const shown = selection ? selectFields(document, selection) : { ...document }
    delete shown._vectors
    return shown
  }
}

/** The format of each attribute to highlight or crop. */
function formatsOf(
  body: SearchBody,
  { fields }: EmbeddedIndex,
  displayed: ReadonlySet<string>,
): Map<string, TextFormat> {
  const formats = new Map<string, TextFormat>()
  const namesOf = (name: string): Iterable<string> => {
    if (name === '*') return displayed
    return fields.has(name) && displayed.has(name) ? [name] : []
  }
  for (const asked of body.attributesToHighlight ?? []) {
    for (const name of namesOf(asked)) formats.set(name, { highlight: true, crop: null })
  }
  for (const asked of body.attributesToCrop ?? []) {
    const { name: cropped, length } = parseCrop(asked, body.cropLength ?? 10)
    for (const name of namesOf(cropped)) {
      formats.set(name, { highlight: formats.get(name)?.highlight ?? false, crop: length })
    }
  }
  return formats
}

/**
 * Finds the format of a text: all those together of the attributes that it lies in or that lie in
 * it. The first attribute of the index that is cropped gives the length.
 */
function formatFinder(
  formats: ReadonlyMap<string, TextFormat>,
  { fields }: EmbeddedIndex,
): (path: string) => TextFormat | undefined {
  const below = new Map<string, string[]>()
  for (const name of formats.keys()) {
    for (const ancestor of selfAndAncestors(name).slice(1)) {
      const names = below.get(ancestor)
      if (names) names.push(name)
      else below.set(ancestor, [name])
    }
  }
  return (path) => {
    const names = [...selfAndAncestors(path), ...(below.get(path) ?? [])]
    const found = names
      .filter((name) => formats.has(name))
      .sort((left, right) => (fields.id(left) as number) - (fields.id(right) as number))
      .map((name) => formats.get(name) as TextFormat)
    if (found.length === 0) return undefined
    return {
      highlight: found.some(({ highlight }) => highlight),
      crop: found.find(({ crop }) => crop !== null)?.crop ?? null,
    }
  }
}

/** `name` or `name:length`; a length that is no number is left out. */
function parseCrop(text: string, fallback: number): { name: string; length: number } {
  const colon = text.lastIndexOf(':')
  if (colon < 0) return { name: text, length: fallback }
  const length = text.slice(colon + 1)
  return {
    name: text.slice(0, colon),
    length: /^\+?[0-9]+$/.test(length) ? Number(length) : fallback,
  }
}

interface FormattedDocument {
  formatted: JsonObject
  matches: JsonObject
}

/** Formats every text of a document and notes where the query matched, numbers as text. */
function formatDocument(
  document: JsonObject,
  formatOf: (path: string) => TextFormat | undefined,
  formatter: TextFormatter,
): FormattedDocument {
  const matches = new Map<string, JsonValue>()

  function formatLeaf(value: JsonValue, path: string, indices: readonly number[]): JsonValue {
    if (typeof value !== 'string' && typeof value !== 'number') return value
    const text = String(value)
    const found = formatter.matches(text).map(({ start, length }): JsonObject => {
      return indices.length > 0 ? { start, length, indices: [...indices] } : { start, length }
    })
    // Meilisearch 1.50 forgets the matches of the values before it under the same path.
    if (found.length > 0) matches.set(path, found)
    const format = formatOf(path)
    return format ? formatter.format(text, format) : text
  }

  function formatAt(value: JsonValue, path: string, indices: readonly number[]): JsonValue {
    if (Array.isArray(value)) {
      return value.map((member, at) => formatAt(member, path, [...indices, at]))
    }
    if (isObject(value)) return formatIn(value, path, indices)
    return formatLeaf(typeof value === 'number' ? numberText(value) : value, path, indices)
  }

  function formatIn(object: JsonObject, base: string, indices: readonly number[]): JsonObject {
    const result: JsonObject = {}
    for (const [key, value] of Object.entries(object)) {
      const path = base === '' ? key : `${base}.${key}`
      setKey(result, key, formatAt(value, path, indices))
    }
    return result
  }

  const formatted = formatIn(document, '', [])
  return { formatted, matches: toObject(matches) }
}

/** Sorted, as the real engine keeps them. */
function toObject(entries: ReadonlyMap<string, JsonValue>): JsonObject {
  const object: JsonObject = {}
  for (const key of sortByBytes(entries.keys())) setKey(object, key, entries.get(key) ?? null)
  return object
}
