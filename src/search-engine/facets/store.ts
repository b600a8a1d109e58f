import type { Database } from 'better-sqlite3'
import type { DocSet } from '../base/docset.ts'
import { ChunkReader, changeChunk, chunkOf, readDocids } from './chunks.ts'
import type { FieldFacets } from './extract.ts'

/** What a row of `search_facets` says of its documents. */
const KIND = { exists: 0, isNull: 1, isEmpty: 2, number: 3, string: 4 } as const
type Kind = (typeof KIND)[keyof typeof KIND]

/** The field that every document has: its documents are all documents of the index. */
const EVERY_DOCUMENT = 0

/** A value and the documents that have it; in their order where values are read ascending. */
export interface ValueGroup<V> {
  value: V
  docids: number[]
}

export type FacetValue = number | string

/** Where a range begins or ends. */
export interface Bound<V> {
  value: V
  inclusive: boolean
}

/** The values of an index's documents by field, in `search_facets`. */
export interface FacetStore {
  /** Adds or removes what a document says; written by `flush`. */
  change(docid: number, fields: ReadonlyMap<number, FieldFacets>, added: boolean): void
  /** Writes all changes, inside the caller's transaction. */
  flush(): void
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

type Row = [value: FacetValue, chunk: number, docids: Buffer]

/** How many rows are read at once; no statement stays open between two of them. */
const PAGE = 256

export function createFacetStore(db: Database, indexId: number): FacetStore {
  const pending = new Map<string, PendingChunk>()

  const select = db.prepare<[number, number, number, FacetValue, number], Buffer>(
    `SELECT docids FROM search_facets
     WHERE index_id = ? AND field_id = ? AND kind = ? AND value = ? AND chunk = ?`,
  )
  select.pluck()
  const upsert = db.prepare<[number, number, number, FacetValue, number, Uint8Array]>(
    'INSERT OR REPLACE INTO search_facets (index_id, field_id, kind, value, chunk, docids) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const remove = db.prepare<[number, number, number, FacetValue, number]>(
    'DELETE FROM search_facets WHERE index_id = ? AND field_id = ? AND kind = ? AND value = ? AND chunk = ?',
  )
  const removeAll = db.prepare<[number]>('DELETE FROM search_facets WHERE index_id = ?')
  const selectEqual = db.prepare<[number, number, number, FacetValue], Row>(
    'SELECT value, chunk, docids FROM search_facets WHERE index_id = ? AND field_id = ? AND kind = ? AND value = ?',
  )
  selectEqual.raw()
  const selectRange = prepareRanges(db)
  const selectPage = {
    first: { asc: preparePage(db, 'asc', false), desc: preparePage(db, 'desc', false) },
    next: { asc: preparePage(db, 'asc', true), desc: preparePage(db, 'desc', true) },
  }

  function setOf(field: number, kind: Kind, value: FacetValue): DocSet {
    const reader = new ChunkReader()
    for (const [, chunk, docids] of selectEqual.all(indexId, field, kind, value)) {
      reader.add(chunk, docids)
    }
    return reader.toSet()
  }

  function note(field: number, kind: Kind, value: FacetValue, docid: number, added: boolean): void {
    const chunk = chunkOf(docid)
    const key = `${field} ${kind} ${chunk} ${value}`
    const known = pending.get(key)
    if (known) known.changes.set(docid, added)
    else pending.set(key, { field, kind, value, chunk, changes: new Map([[docid, added]]) })
  }

  function* rows(field: number, kind: Kind, direction: 'asc' | 'desc'): Generator<Row> {
    let page = selectPage.first[direction].all({ indexId, field, kind, value: 0, chunk: 0 })
    for (;;) {
      yield* page
      const last = page.at(-1)
      if (!last || page.length < PAGE) return
      const [value, chunk] = last
      page = selectPage.next[direction].all({ indexId, field, kind, value, chunk })
    }
  }

  function* values<V extends FacetValue>(
    field: number,
    type: 'number' | 'string',
    ascending: boolean,
  ): Generator<ValueGroup<V>> {
    let group = null as ValueGroup<V> | null
    for (const [value, chunk, stored] of rows(field, KIND[type], ascending ? 'asc' : 'desc')) {
      const docids = readDocids(chunk, stored)
      if (group?.value === value) {
        group.docids.push(...docids)
      } else {
        if (group) yield group
        group = { value: value as V, docids }
      }
    }
    if (group) yield group
  }

  return {
    change: (docid, fields, added) => {
      note(EVERY_DOCUMENT, KIND.exists, '', docid, added)
      for (const [field, { isNull, isEmpty, numbers, strings }] of fields) {
        note(field, KIND.exists, '', docid, added)
        if (isNull) note(field, KIND.isNull, '', docid, added)
        if (isEmpty) note(field, KIND.isEmpty, '', docid, added)
        for (const number of numbers) note(field, KIND.number, number, docid, added)
        for (const string of strings.keys()) note(field, KIND.string, string, docid, added)
      }
    },
    flush: () => {
      for (const { field, kind, value, chunk, changes } of pending.values()) {
        const stored = select.get(indexId, field, kind, value, chunk)
        const changed = changeChunk(stored, changes)
        if (changed) upsert.run(indexId, field, kind, value, chunk, changed)
        else if (stored) remove.run(indexId, field, kind, value, chunk)
      }
      pending.clear()
    },
    clear: () => {
      pending.clear()
      removeAll.run(indexId)
    },
    everyDocument: () => setOf(EVERY_DOCUMENT, KIND.exists, ''),
    exists: (field) => setOf(field, KIND.exists, ''),
    isNull: (field) => setOf(field, KIND.isNull, ''),
    isEmpty: (field) => setOf(field, KIND.isEmpty, ''),
    equal: (field, value) => setOf(field, kindOf(value), value),
    range: (field, from, to) => {
      const bound = from ?? to
      if (!bound) return setOf(field, KIND.exists, '')
      const reader = new ChunkReader()
      const statement = selectRange(from, to)
      const found = statement.get({
        indexId,
        field,
        kind: kindOf(bound.value),
        from: from?.value ?? null,
        to: to?.value ?? null,
      })
      reader.addHex(found ?? '')
      return reader.toSet()
    },
    scan: (field, accepts) => {
      const reader = new ChunkReader()
      for (const [value, chunk, docids] of rows(field, KIND.string, 'asc')) {
        if (accepts(String(value))) reader.add(chunk, docids)
      }
      return reader.toSet()
    },
    values,
  }
}

interface PendingChunk {
  field: number
  kind: Kind
  value: FacetValue
  chunk: number
  /** Document to whether it was added (or removed) last. */
  changes: Map<number, boolean>
}

function kindOf(value: FacetValue): Kind {
  return typeof value === 'number' ? KIND.number : KIND.string
}

interface RangeParameters {
  indexId: number
  field: number
  kind: number
  from: FacetValue | null
  to: FacetValue | null
}

/** A statement for each way to bound a range, all chunks in one text. */
function prepareRanges(db: Database) {
  const prepare = (condition: string) => {
    const statement = db.prepare<[RangeParameters], string | null>(
      `SELECT group_concat(chunk || ':' || hex(docids)) FROM search_facets
       WHERE index_id = $indexId AND field_id = $field AND kind = $kind ${condition}`,
    )
    return statement.pluck()
  }
  const statements = new Map<string, ReturnType<typeof prepare>>()
  for (const from of ['', 'AND value > $from', 'AND value >= $from']) {
    for (const to of ['', 'AND value < $to', 'AND value <= $to']) {
      const condition = `${from} ${to}`
      statements.set(condition, prepare(condition))
    }
  }
  return (from: Bound<FacetValue> | null, to: Bound<FacetValue> | null) => {
    const left = from ? `AND value >${from.inclusive ? '=' : ''} $from` : ''
    const right = to ? `AND value <${to.inclusive ? '=' : ''} $to` : ''
    return statements.get(`${left} ${right}`) as ReturnType<typeof prepare>
  }
}

interface PageParameters {
  indexId: number
  field: number
  kind: number
  value: FacetValue
  chunk: number
}

function preparePage(db: Database, direction: 'asc' | 'desc', after: boolean) {
  const order = direction === 'asc' ? 'ASC' : 'DESC'
  const comparison = direction === 'asc' ? '>' : '<'
  const rest = after ? `AND (value, chunk) ${comparison} ($value, $chunk)` : ''
  const statement = db.prepare<[PageParameters], Row>(
    `SELECT value, chunk, docids FROM search_facets
     WHERE index_id = $indexId AND field_id = $field AND kind = $kind ${rest}
     ORDER BY value ${order}, chunk ${order} LIMIT ${PAGE}`,
  )
  return statement.raw()
}
