import type { JsonObject, JsonValue } from '../base/json.ts'
import { numberText } from '../text/number-text.ts'

/**
 * Calls `visit` with each place of a document that Meilisearch 1.50 looks at when it indexes
 * texts, in its order: the path (dotted) and the text of the value, null where there is none.
 *
 * An array below the first level is visited itself before its elements, so that its first
 * element counts as a second value: known from recorded orders.
 */
export function visitLeaves(
  document: JsonObject,
  visit: (path: string, text: string | null) => void,
): void {
  for (const [name, value] of Object.entries(document)) {
    if (Array.isArray(value)) visitArray(value, name, visit)
    else if (isObject(value)) visitObject(value, name, visit)
    else visit(name, leafText(value))
  }
}

type Visit = (path: string, text: string | null) => void

function visitObject(object: JsonObject, base: string, visit: Visit): void {
  const entries = Object.entries(object)
  if (entries.length === 0) visit(base, null)
  for (const [name, value] of entries) {
    const path = base === '' ? name : `${base}.${name}`
    visit(path, leafText(value))
    if (Array.isArray(value)) visitArray(value, path, visit)
    else if (isObject(value)) visitObject(value, path, visit)
  }
}

function visitArray(values: readonly JsonValue[], base: string, visit: Visit): void {
  if (values.length === 0) visit(base, null)
  for (const value of values) {
    if (Array.isArray(value)) visitArray(value, base, visit)
    else if (isObject(value)) visitObject(value, base, visit)
    else visit(base, leafText(value))
  }
}

function leafText(value: JsonValue): string | null {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return numberText(value)
  if (typeof value === 'boolean') return String(value)
  return null
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
