import type { Database } from 'better-sqlite3'
import type { DocSet } from '../base/docset.ts'
import { CHUNK_SIZE, type ChunkReader } from './chunks.ts'
import type { FieldFacets } from './extract.ts'
import {
  type Bound,
  EVERY_DOCUMENT,
  EXTERNAL_ID,
  type FacetKey,
  type FacetValue,
  KIND,
  type Kind,
  type ValueGroup,
} from './keys.ts'
import { compareValues, createRecentFacets, isBetween } from './recent.ts'
import { createStoredFacets } from './stored.ts'

export type { Bound, FacetValue, ValueGroup } from './keys.ts'

/**
 * The values of an index's documents by field. Those of the documents that came last are in memory
 * alone until `settle` writes them to `search_facets`; all others are there.
 */
export interface FacetStore {
  /** Adds or removes a document and what it says, inside the caller's transaction. */
  change(docid: number, externalId: string, fields: FacetsByField, added: boolean): void
  /** The document with this id; no two have the same. */
  find(externalId: string): number | undefined
  /** Whether so much is in memory alone that it should be settled before more is added. */
  isFull(): boolean
  /** Whether all has to be settled in this transaction: no document is settled before a smaller one. */
  isLate(): boolean
  /** Writes what is in memory alone, inside the caller's transaction, until `isOver`; true when nothing is left. */
  settle(isOver: () => boolean): boolean
  /** The documents of which all is written. */
  settled(): DocSet
  /** Forgets everything. */
  clear(): void
  everyDocument(): DocSet
  exists(field: number): DocSet
  isNull(field: number): DocSet
  isEmpty(field: number): DocSet
  equal(field: number, value: FacetValue): DocSet
  /** The documents with a value of the bounds' type between them. */
  range<V extends FacetValue>(field: number, from: Bound<V> | null, to: Bound<V> | null): DocSet
  /** The documents with a string that `accepts`. */
  scan(field: number, accepts: (value: string) => boolean): DocSet
  /** The values of one type in their order, with all their documents each. */
  values(field: number, type: 'number', ascending: boolean): Iterable<ValueGroup<number>>
  values(field: number, type: 'string', ascending: boolean): Iterable<ValueGroup<string>>
}

/** What a document says, by the number of the field. */
export type FacetsByField = ReadonlyMap<number, FieldFacets>

export function createFacetStore(db: Database, indexId: number): FacetStore {
  const stored = createStoredFacets(db, indexId)
  const recent = createRecentFacets()
  let isFull = false
  let isLate = false
  let last = stored.equal(EVERY_DOCUMENT, '').toSet().last ?? -1

  /** The table keeps strings as UTF-8, in which no half of a surrogate pair can be. */
  const kept = (value: FacetValue) => (typeof value === 'string' ? value.toWellFormed() : value)

  function note(key: FacetKey, sent: FacetValue, docid: number, added: boolean): void {
    const value = kept(sent)
    if (added) recent.add(key, value, docid)
    else if (!recent.remove(key, value, docid)) stored.remove(key, value, docid)
  }

  function setOf(field: number, kind: Kind, sent: FacetValue): DocSet {
    const key = { field, kind }
    const value = kept(sent)
    return withDocids(stored.equal(key, value), [recent.equal(key, value)])
  }

  /** The documents of recent values that `accepts`. */
  function* recentOnes(key: FacetKey, accepts: (value: FacetValue) => boolean) {
    for (const { value, docids } of recent.values(key)) if (accepts(value)) yield docids
  }

  return {
    change: (docid, externalId, fields, added) => {
      note(EVERY_DOCUMENT, '', docid, added)
      note(EXTERNAL_ID, externalId, docid, added)
      for (const [field, { isNull, isEmpty, numbers, strings }] of fields) {
        note({ field, kind: KIND.exists }, '', docid, added)
        if (isNull) note({ field, kind: KIND.isNull }, '', docid, added)
        if (isEmpty) note({ field, kind: KIND.isEmpty }, '', docid, added)
        for (const number of numbers) note({ field, kind: KIND.number }, number, docid, added)
        for (const string of strings.keys())
          note({ field, kind: KIND.string }, string, docid, added)
      }
      const { length } = recent.equal(EVERY_DOCUMENT, '')
      // A chunk is written once where those of a whole one are settled together.
      if (added && docid <= last) isLate = true
      else if (added) last = docid
      if (added && ((docid + 1) % CHUNK_SIZE === 0 || length >= CHUNK_SIZE)) isFull = true
    },
    find: (externalId) =>
      recent.equal(EXTERNAL_ID, externalId)[0] ?? stored.only(EXTERNAL_ID, externalId),
    isFull: () => isFull,
    isLate: () => isLate,
    settle: (isOver) => {
      for (const key of settlingOrder(recent.keys())) {
        for (const { value } of recent.values(key)) {
          const docids = recent.equal(key, value)
          // Written before the last pause.
          if (docids.length === 0) continue
          stored.add(key, value, docids)
          recent.take(key, value)
          if (isOver()) return false
        }
      }
      isFull = false
      isLate = false
      return true
    },
    settled: () => stored.equal(EVERY_DOCUMENT, '').toSet(),
    clear: () => {
      recent.clear()
      stored.clear()
      isFull = false
      isLate = false
      last = -1
    },
    everyDocument: () => setOf(EVERY_DOCUMENT.field, EVERY_DOCUMENT.kind, ''),
    exists: (field) => setOf(field, KIND.exists, ''),
    isNull: (field) => setOf(field, KIND.isNull, ''),
    isEmpty: (field) => setOf(field, KIND.isEmpty, ''),
    equal: (field, value) => setOf(field, kindOf(value), value),
    range: (field, from, to) => {
      const bound = from ?? to
      if (!bound) return setOf(field, KIND.exists, '')
      const key = { field, kind: kindOf(bound.value) }
      const found = stored.range(key, from, to)
      return withDocids(
        found,
        recentOnes(key, (value) => isBetween(value, from, to)),
      )
    },
    scan: (field, accepts) => {
      const key = { field, kind: KIND.string }
      const found = stored.scan(key, accepts)
      return withDocids(
        found,
        recentOnes(key, (value) => accepts(String(value))),
      )
    },
    // The kind says what type the values have.
    values: <V extends FacetValue>(
      field: number,
      type: 'number' | 'string',
      ascending: boolean,
    ) => {
      const key = { field, kind: KIND[type] }
      const late = recent.values(key)
      const groups = merged(stored.values(key, ascending), late, ascending)
      return groups as Iterable<ValueGroup<V>>
    },
  }
}

/** What tells which documents are settled is written when all that is said of them has been. */
function settlingOrder(keys: readonly FacetKey[]): FacetKey[] {
  const isLast = ({ field, kind }: FacetKey) =>
    field === EVERY_DOCUMENT.field && kind === EVERY_DOCUMENT.kind
  return [...keys.filter((key) => !isLast(key)), ...keys.filter(isLast)]
}

function withDocids(reader: ChunkReader, lists: Iterable<readonly number[]>): DocSet {
  const found = reader.toSet()
  for (const docids of lists) for (const docid of docids) found.add(docid)
  return found
}

function* merged(
  stored: Generator<ValueGroup<FacetValue>>,
  recent: readonly ValueGroup<FacetValue>[],
  ascending: boolean,
): Generator<ValueGroup<FacetValue>> {
  const late = ascending ? recent : recent.toReversed()
  let at = 0
  for (const group of stored) {
    for (; at < late.length; at++) {
      const next = late[at] as ValueGroup<FacetValue>
      const order = compareValues(next.value, group.value)
      if (ascending ? order >= 0 : order <= 0) break
      yield next
    }
    const same = late[at]
    if (same?.value !== group.value) yield group
    else {
      yield { value: group.value, docids: joined(group.docids, same.docids) }
      at++
    }
  }
  for (; at < late.length; at++) yield late[at] as ValueGroup<FacetValue>
}

function joined(docids: readonly number[], late: readonly number[]): readonly number[] {
  return [...new Set([...docids, ...late])].sort((left, right) => left - right)
}

function kindOf(value: FacetValue): Kind {
  return typeof value === 'number' ? KIND.number : KIND.string
}
