import type { Database } from 'better-sqlite3'
import { ChunkReader, changeChunk, chunkOf, readDocids } from './chunks.ts'
import type { Bound, FacetKey, FacetValue, ValueGroup } from './keys.ts'

/** The values of an index's documents in the table `search_facets`. */
export interface StoredFacets {
  /** Adds documents, ascending, to those that have a value. */
  add(key: FacetKey, value: FacetValue, docids: readonly number[]): void
  remove(key: FacetKey, value: FacetValue, docid: number): void
  clear(): void
  equal(key: FacetKey, value: FacetValue): ChunkReader
  /** The one document that has a value of which no two have the same. */
  only(key: FacetKey, value: FacetValue): number | undefined
  range(key: FacetKey, from: Bound<FacetValue> | null, to: Bound<FacetValue> | null): ChunkReader
  scan(key: FacetKey, accepts: (value: string) => boolean): ChunkReader
  values(key: FacetKey, ascending: boolean): Generator<ValueGroup<FacetValue>>
}

type Row = [value: FacetValue, chunk: number, docids: Buffer]

/** How many rows are read at once; no statement stays open between two of them. */
const PAGE = 256

export function createStoredFacets(db: Database, indexId: number): StoredFacets {
  const select = db.prepare<[number, number, number, FacetValue, number], Buffer>(
    `SELECT docids FROM search_facets
     WHERE index_id = ? AND field_id = ? AND kind = ? AND value = ? AND chunk = ?`,
  )
  select.pluck()
  type Parameters = [number, number, number, FacetValue, number, Uint8Array]
  const insert = db.prepare<Parameters>(
    `INSERT OR IGNORE INTO search_facets (index_id, field_id, kind, value, chunk, docids)
     VALUES (?, ?, ?, ?, ?, ?)`,
  )
  const upsert = db.prepare<Parameters>(
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

  /** Most values are new in a chunk: then nothing is read. */
  function addToChunk(
    { field, kind }: FacetKey,
    value: FacetValue,
    chunk: number,
    docids: readonly number[],
  ): void {
    const alone = changeChunk(undefined, docids, true) as Uint8Array
    if (insert.run(indexId, field, kind, value, chunk, alone).changes > 0) return
    const stored = select.get(indexId, field, kind, value, chunk)
    const changed = changeChunk(stored, docids, true) as Uint8Array
    upsert.run(indexId, field, kind, value, chunk, changed)
  }

  function* rows({ field, kind }: FacetKey, direction: 'asc' | 'desc'): Generator<Row> {
    let page = selectPage.first[direction].all({ indexId, field, kind, value: 0, chunk: 0 })
    for (;;) {
      yield* page
      const last = page.at(-1)
      if (!last || page.length < PAGE) return
      const [value, chunk] = last
      page = selectPage.next[direction].all({ indexId, field, kind, value, chunk })
    }
  }

  return {
    add(key, value, docids) {
      for (let from = 0; from < docids.length; ) {
        const chunk = chunkOf(docids[from] as number)
        let to = from + 1
        while (to < docids.length && chunkOf(docids[to] as number) === chunk) to++
        addToChunk(
          key,
          value,
          chunk,
          from === 0 && to === docids.length ? docids : docids.slice(from, to),
        )
        from = to
      }
    },
    remove({ field, kind }, value, docid) {
      const chunk = chunkOf(docid)
      const stored = select.get(indexId, field, kind, value, chunk)
      if (stored === undefined) return
      const changed = changeChunk(stored, [docid], false)
      if (changed) upsert.run(indexId, field, kind, value, chunk, changed)
      else remove.run(indexId, field, kind, value, chunk)
    },
    clear: () => removeAll.run(indexId),
    equal({ field, kind }, value) {
      const reader = new ChunkReader()
      for (const [, chunk, docids] of selectEqual.all(indexId, field, kind, value)) {
        reader.add(chunk, docids)
      }
      return reader
    },
    only({ field, kind }, value) {
      const row = selectEqual.get(indexId, field, kind, value)
      return row === undefined ? undefined : readDocids(row[1], row[2])[0]
    },
    range({ field, kind }, from, to) {
      const reader = new ChunkReader()
      const bounds = { from: from?.value ?? null, to: to?.value ?? null }
      reader.addHex(selectRange(from, to).get({ indexId, field, kind, ...bounds }) ?? '')
      return reader
    },
    scan(key, accepts) {
      const reader = new ChunkReader()
      for (const [value, chunk, docids] of rows(key, 'asc')) {
        if (accepts(String(value))) reader.add(chunk, docids)
      }
      return reader
    },
    *values(key, ascending) {
      let group = null as { value: FacetValue; docids: number[] } | null
      for (const [value, chunk, stored] of rows(key, ascending ? 'asc' : 'desc')) {
        const docids = readDocids(chunk, stored)
        if (group?.value === value) group.docids.push(...docids)
        else {
          if (group) yield group
          group = { value, docids }
        }
      }
      if (group) yield group
    },
  }
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
