import { DocSet } from '../base/docset.ts'
import type { Steps } from '../base/slices.ts'
import type { FacetStore } from '../facets/store.ts'

/** A field to sort by that some document has had. */
export interface SortField {
  id: number
  ascending: boolean
}

/**
 * The window of a sorted fetch, with the quirks of Meilisearch 1.50 (`milli/src/documents/sort.rs`):
 * numbers come before strings in both directions and documents without the field last, but one
 * whose field has no sortable value (null, "", [], {}) is left out, and one with both a number and a
 * string comes twice. With several fields an offset is counted in documents that should be there,
 * not in those that are.
 */
export function* sortedWindow(
  facets: FacetStore,
  candidates: DocSet,
  fields: readonly SortField[],
  offset: number,
  limit: number,
): Steps<number[]> {
  const level = openLevel(facets, candidates, withoutRepeats(fields))
  const ids: number[] = []
  if (limit === 0) return ids
  let next = offset > 0 ? level.skip(offset) : level.next()
  while (next !== undefined) {
    ids.push(next)
    if (ids.length >= limit) break
    if (ids.length % PAUSE === 0) yield
    next = level.next()
  }
  return ids
}

/** Documents between two pauses. */
const PAUSE = 64

/** From so many fields on those that were sorted by before are left out. */
const MANY = 16

/**
 * Sorting by a field again still parts documents with several values of it; after many fields it
 * hardly does, and thousands of levels would be too many.
 */
function withoutRepeats(fields: readonly SortField[]): SortField[] {
  const seen = new Set<number>()
  return fields.filter(({ id }, at) => {
    const isNew = !seen.has(id)
    seen.add(id)
    return isNew || at < MANY
  })
}

/** The documents of one bucket, sorted by the fields that are left. */
interface Level {
  /** How many documents are thought to be left: below zero after some that came twice. */
  size(): number
  next(): number | undefined
  /** Leaves out `count` documents, by whole buckets where their size allows, and takes the next. */
  skip(count: number): number | undefined
}

function openLevel(facets: FacetStore, docs: DocSet, fields: readonly SortField[]): Level {
  const [field, ...rest] = fields
  if (!field) return openLeaf(docs)
  const buckets = splitByField(facets, docs, field)
  return openBranch(docs.size, buckets, (bucket) => openLevel(facets, bucket, rest))
}

function openLeaf(docs: DocSet): Level {
  const ids = docs.slice(0, Number.POSITIVE_INFINITY)
  let at = 0
  return {
    size: () => ids.length - at,
    next: () => ids[at++],
    skip: (count) => {
      at += count
      return ids[at++]
    },
  }
}

function openBranch(
  size: number,
  buckets: Iterator<DocSet>,
  open: (bucket: DocSet) => Level,
): Level {
  let child: Level | null = null
  let ahead = size

  function current(): Level | null {
    if (child) return child
    const bucket = buckets.next()
    if (bucket.done) return null
    child = open(bucket.value)
    ahead -= child.size()
    return child
  }

  function next(): number | undefined {
    for (let level = current(); level; level = current()) {
      const id = level.next()
      if (id !== undefined) return id
      child = null
    }
    return undefined
  }

  return {
    size: () => (child ? child.size() + ahead : ahead),
    next,
    skip: (count) => {
      let left = count
      while (left > 0) {
        const level = current()
        if (!level) return undefined
        const size = level.size()
        // Below zero it wraps around to a huge number there.
        if (size < 0 || left < size) return level.skip(left)
        left -= size
        child = null
      }
      return next()
    },
  }
}

function* splitByField(facets: FacetStore, docs: DocSet, field: SortField): Generator<DocSet> {
  const exists = facets.exists(field.id)
  const having = docs.and(exists)
  for (const type of ['number', 'string'] as const) {
    yield* splitByValues(facets, having.clone(), field, type)
  }
  const without = docs.andNot(exists)
  if (!without.isEmpty) yield without
}

/** Takes the documents out of `left` value by value. */
function* splitByValues(
  facets: FacetStore,
  left: DocSet,
  { id, ascending }: SortField,
  type: 'number' | 'string',
): Generator<DocSet> {
  if (left.isEmpty) return
  let remaining = left.size
  const groups =
    type === 'number'
      ? facets.values(id, 'number', ascending)
      : facets.values(id, 'string', ascending)
  for (const group of groups) {
    const bucket = group.docids.filter((docid) => left.has(docid))
    if (bucket.length === 0) continue
    const set = DocSet.of(bucket)
    left.andNotWith(set)
    yield set
    remaining -= bucket.length
    if (remaining === 0) return
  }
}
