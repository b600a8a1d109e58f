import { isObject, type JsonObject, type JsonValue } from '../base/json.ts'
import type { Steps } from '../base/slices.ts'
import { normalizeFacet } from '../facets/normalize.ts'
import type { Documents } from '../indexes/documents.ts'
import type { TextSearchResult } from '../indexes/text-index.ts'

/**
 * The hits without those that share a value of the request's `distinct` with one before them.
 *
 * Meilisearch 1.50 looks at it a second time, in the hits of all pages up to the asked one, and
 * there an empty text is a value, which it is not while it ranks. A hit left out so late is not
 * replaced by another.
 */
export function* withoutRepeats(
  found: TextSearchResult,
  documents: Documents,
  path: string,
): Steps<TextSearchResult> {
  const seen = new Set<string>()
  const kept: number[] = []
  const candidates = found.candidates.clone()
  let at = 0

  function look(document: JsonObject): void {
    const values = valuesAt(document, path)
    if (values.some((value) => seen.has(value))) candidates.delete(found.ids[at] as number)
    else {
      for (const value of values) seen.add(value)
      kept.push(at)
    }
    at += 1
  }

  for (const part of documents.parts(found.ids)) {
    for (const document of documents.readAll(part)) look(document)
    yield
  }
  return {
    ...found,
    ids: kept.map((at) => found.ids[at] as number),
    scores: kept.map((at) => found.scores[at] ?? []),
    candidates,
  }
}

/** The values under a dotted path, of which any dots may be part of a key. */
function valuesAt(object: JsonObject, path: string): string[] {
  const values = Object.hasOwn(object, path) ? comparable(object[path] as JsonValue) : []
  for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
    const root = path.slice(0, dot)
    const inside = Object.hasOwn(object, root) ? (object[root] as JsonValue) : null
    for (const member of Array.isArray(inside) ? inside : [inside]) {
      if (isObject(member as JsonValue)) {
        values.push(...valuesAt(member as JsonObject, path.slice(dot + 1)))
      }
    }
  }
  return values
}

/** Texts normalized, `true` and `false` as texts; of an array just its own members. */
function comparable(value: JsonValue): string[] {
  return (Array.isArray(value) ? value : [value]).flatMap((member) => {
    if (typeof member === 'number') return [`number ${member}`]
    if (typeof member === 'string') return [`text ${normalizeFacet(member)}`]
    return typeof member === 'boolean' ? [`text ${member}`] : []
  })
}
