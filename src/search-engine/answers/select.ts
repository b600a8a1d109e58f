import { isObject, type JsonObject, type JsonValue, setKey } from '../base/json.ts'
import { selfAndAncestors } from '../base/patterns.ts'

/** Which parts of a document to keep, by dotted path. */
export interface Selection {
  /** Selected: kept with everything below. */
  has(path: string): boolean
  /** Something below it is selected. */
  leadsOn(path: string): boolean
}

export function selectionOf(names: Iterable<string>): Selection {
  const selected = new Set(names)
  const ancestors = new Set<string>()
  for (const name of selected) {
    for (const ancestor of selfAndAncestors(name).slice(1)) ancestors.add(ancestor)
  }
  return { has: (path) => selected.has(path), leadsOn: (path) => ancestors.has(path) }
}

/**
 * The selected parts of a document, rebuilt in their nesting. Arrays on the way keep all their
 * members, objects in them what is selected; a plain value in the place of a selected field's
 * ancestor stays (Meilisearch 1.50: `make_document`).
 */
export function selectFields(document: JsonObject, selection: Selection): JsonObject {
  return selectIn(document, '', selection)
}

function selectIn(object: JsonObject, base: string, selection: Selection): JsonObject {
  const result: JsonObject = {}
  for (const key of Object.keys(object)) {
    const path = base === '' ? key : `${base}.${key}`
    const value = object[key] as JsonValue
    if (selection.has(path)) setKey(result, key, value)
    else if (selection.leadsOn(path)) setKey(result, key, selectValue(value, path, selection))
  }
  return result
}

function selectValue(value: JsonValue, path: string, selection: Selection): JsonValue {
  if (Array.isArray(value)) return value.map((member) => selectValue(member, path, selection))
  return isObject(value) ? selectIn(value, path, selection) : value
}

/**
 * The selected parts as `_formatted` shows them: what is in the way of a selected field without
 * leading to it is left out, in arrays too (Meilisearch 1.50: `permissive_json_pointer`).
 */
export function selectStrictly(document: JsonObject, selection: Selection): JsonObject {
  return selectStrictlyIn(document, '', selection)
}

function selectStrictlyIn(object: JsonObject, base: string, selection: Selection): JsonObject {
  const result: JsonObject = {}
  for (const key of Object.keys(object)) {
    const path = base === '' ? key : `${base}.${key}`
    const value = object[key] as JsonValue
    const isSelected = selection.has(path)
    if (isSelected && (!key.includes('.') || !selection.leadsOn(path))) {
      setKey(result, key, value)
    } else if (selection.leadsOn(path)) {
      if (Array.isArray(value)) setKey(result, key, selectMembers(value, path, selection))
      else if (isObject(value)) setKey(result, key, selectStrictlyIn(value, path, selection))
    }
  }
  return result
}

/** Objects that keep nothing go, arrays stay. */
function selectMembers(values: JsonValue[], path: string, selection: Selection): JsonValue[] {
  return values.flatMap((value) => {
    if (Array.isArray(value)) return [selectMembers(value, path, selection)]
    if (!isObject(value)) return []
    const selected = selectStrictlyIn(value, path, selection)
    return Object.keys(selected).length > 0 ? [selected] : []
  })
}
