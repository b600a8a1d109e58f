/** Which texts of a hit are highlighted or cropped, and how. */

import { selfAndAncestors } from '../base/patterns.ts'
import type { Steps } from '../base/slices.ts'
import type { EmbeddedIndex } from '../indexes/embedded-index.ts'
import type { SearchBody } from '../request/search-body.ts'
import type { TextFormat } from './text-formatter.ts'

/** Names between two pauses: a request may have a hundred thousand. */
const PAUSE = 1_024

/** The format of each attribute to highlight or crop. */
export function* formatsOf(
  body: SearchBody,
  { fields }: EmbeddedIndex,
  displayed: ReadonlySet<string>,
): Steps<Map<string, TextFormat>> {
  const formats = new Map<string, TextFormat>()
  const namesOf = (name: string): Iterable<string> => {
    if (name === '*') return displayed
    return fields.has(name) && displayed.has(name) ? [name] : []
  }
  let looked = 0
  for (const asked of new Set(body.attributesToHighlight)) {
    if (++looked % PAUSE === 0) yield
    for (const name of namesOf(asked)) formats.set(name, { highlight: true, crop: null })
  }
  // Of several lengths for one attribute the last one counts.
  const cropped = new Set<string>()
  for (const asked of (body.attributesToCrop ?? []).toReversed()) {
    if (++looked % PAUSE === 0) yield
    const { name: named, length } = parseCrop(asked, body.cropLength ?? 10)
    for (const name of namesOf(named)) {
      if (cropped.has(name)) continue
      cropped.add(name)
      formats.set(name, { highlight: formats.get(name)?.highlight ?? false, crop: length })
    }
    if (named === '*') break
  }
  return formats
}

/**
 * Finds the format of a text: all those together of the attributes that it lies in or that lie in
 * it. The first attribute of the index that is cropped gives the length.
 */
export function formatFinder(
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
