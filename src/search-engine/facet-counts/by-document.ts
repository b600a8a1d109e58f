import type { DocSet } from '../base/docset.ts'
import type { Steps } from '../base/slices.ts'
import { extractFacets, type FieldFacets } from '../facets/extract.ts'
import { displayFloat } from '../facets/numbers.ts'
import type { EmbeddedIndex } from '../indexes/embedded-index.ts'
import { compareBytes } from '../settings/filter-rules.ts'

/** Documents between two pauses; one of them may have a megabyte. */
const PAUSE = 4

type Counts = Map<string, { original: string; count: number }>

interface FieldCounts {
  numbers: Counts
  strings: Counts
}

/**
 * Counts the values of some fields document by document, each read once: numbers in the order of
 * their text, then strings in the order of their normalised form, by field.
 */
export function* countByDocument(
  index: EmbeddedIndex,
  names: readonly string[],
  candidates: DocSet,
): Steps<Map<string, [value: string, count: number][]>> {
  const fields = new Map<string, FieldCounts>()
  for (const name of names) fields.set(name, { numbers: new Map(), strings: new Map() })
  let read = 0
  for (const docid of names.length === 0 ? [] : candidates) {
    const document = index.documents.read(docid)
    const found = extractFacets(document, (path) => {
      const relation = index.relationOf(path)
      return relation === 'match' && !fields.has(path) ? 'parent' : relation
    })
    for (const [name, facets] of found) countField(fields.get(name) as FieldCounts, facets)
    if (++read % PAUSE === 0) yield
  }
  const max = index.settings.maxValuesPerFacet
  const counted = new Map<string, [string, number][]>()
  for (const [name, { numbers, strings }] of fields) {
    const first = inOrder(numbers).slice(0, max)
    counted.set(name, [...first, ...inOrder(strings).slice(0, max - first.length)])
    yield
  }
  return counted
}

function countField({ numbers, strings }: FieldCounts, facets: FieldFacets): void {
  for (const number of facets.numbers) {
    const text = displayFloat(number)
    count(numbers, text, text)
  }
  for (const [normalized, original] of facets.strings) count(strings, normalized, original)
}

function count(counts: Counts, key: string, original: string): void {
  const known = counts.get(key)
  if (known) known.count++
  else counts.set(key, { original, count: 1 })
}

function inOrder(counts: Counts): [string, number][] {
  return [...counts]
    .sort(([left], [right]) => compareBytes(left, right))
    .map(([, { original, count }]) => [original, count])
}
