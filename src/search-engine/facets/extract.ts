import { isObject, type JsonObject, type JsonValue } from '../base/json.ts'
import type { PatternMatch } from '../base/patterns.ts'
import { cutFacet, normalizeFacet } from './normalize.ts'

/** What is known of a field in a document, as filters, sorts and facets see it. */
export interface FieldFacets {
  isNull: boolean
  isEmpty: boolean
  numbers: Set<number>
  /** Normalised value to the spelling in the document, the last of several. */
  strings: Map<string, string>
}

/**
 * Collects the values of a document by dotted path. Objects and arrays are walked through, an
 * array without an index in the path; each path that is visited and matches is there, whatever its
 * value. Only a field itself can be null or empty, not a member of an array (Meilisearch 1.50:
 * `extract_document_facets`).
 */
export function extractFacets(
  document: JsonObject,
  match: (path: string) => PatternMatch,
): Map<string, FieldFacets> {
  const fields = new Map<string, FieldFacets>()
  walkPaths(document, (path, value, inArray) => {
    const relation = match(path)
    if (relation === 'match') record(fieldOf(fields, path), value, inArray)
    return relation !== 'none'
  })
  return fields
}

/**
 * Calls `visit` with each dotted path of a document and what is there, members of arrays under
 * the path of the array. What lies below a path is skipped when `visit` answers false.
 */
export function walkPaths(
  document: JsonObject,
  visit: (path: string, value: JsonValue, inArray: boolean) => boolean,
): void {
  walkObject(document, '', visit)
}

type Visit = Parameters<typeof walkPaths>[1]

function walkObject(object: JsonObject, base: string, visit: Visit): void {
  for (const key of Object.keys(object)) {
    const path = base === '' ? key : `${base}.${key}`
    const value = object[key] as JsonValue
    if (!visit(path, value, false)) continue
    if (Array.isArray(value)) walkArray(value, path, visit)
    else if (isObject(value)) walkObject(value, path, visit)
  }
}

function walkArray(values: JsonValue[], path: string, visit: Visit): void {
  for (const value of values) {
    if (Array.isArray(value)) walkArray(value, path, visit)
    else if (isObject(value)) walkObject(value, path, visit)
    else visit(path, value, true)
  }
}

function record(field: FieldFacets, value: JsonValue, inArray: boolean): void {
  if (typeof value === 'number') {
    field.numbers.add(value)
  } else if (typeof value === 'boolean') {
    field.strings.set(String(value), String(value))
  } else if (typeof value === 'string' && value !== '') {
    field.strings.set(cutFacet(normalizeFacet(value)), value)
  } else if (!inArray) {
    if (value === null) field.isNull = true
    else if (isVoid(value)) field.isEmpty = true
  }
}

function isVoid(value: JsonValue): boolean {
  if (value === '') return true
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}

function fieldOf(fields: Map<string, FieldFacets>, path: string): FieldFacets {
  const known = fields.get(path)
  if (known) return known
  const field = { isNull: false, isEmpty: false, numbers: new Set<number>(), strings: new Map() }
  fields.set(path, field)
  return field
}
