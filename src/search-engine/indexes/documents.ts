import type { Database } from 'better-sqlite3'
import { DocSet } from '../base/docset.ts'
import type { JsonObject } from '../base/json.ts'
import { isWholeNumber } from '../text/number-text.ts'

/** Internal ids share the table's key with the number of the index: 2^32 of them for each. */
const DOCIDS = 2 ** 32

/** How many documents are read as one text, and how many bytes of several. */
const PART_DOCUMENTS = 1_000
const PART_BYTES = 2 * 1024 * 1024
/** So few are read without a look at their size. */
const FEW = 8

/**
 * The documents of an index, as they were sent. Each has an internal id: the smallest free number
 * from 0 on when it is new, kept when it is replaced, free again when it is deleted. Results
 * come in the order of these ids where nothing else orders them (Meilisearch 1.50:
 * `document_operation.rs`).
 */
export interface Documents {
  /** All internal ids; do not change the set. */
  all(): DocSet
  /** The document with this internal id, which must exist. */
  read(docid: number): JsonObject
  /** The documents' ids in parts, each of few bytes unless it is of a few documents. */
  parts(docids: readonly number[]): Iterable<number[]>
  /** The bytes of these documents as JSON text, without commas. */
  size(docids: readonly number[]): number
  /** These documents in this order; all of them must exist, and be few. */
  readAll(docids: readonly number[]): JsonObject[]
  /** The same as JSON text, separated by commas: what thousands of documents are sent as. */
  readText(docids: readonly number[]): string
  /** Adds or replaces a document. */
  write(docid: number, document: JsonObject): void
  remove(docid: number): void
  /** The smallest internal id that no document has. */
  nextDocid(): number
  /** Internal ids from `docid` on, at most `limit`, ascending. */
  after(docid: number, limit: number): number[]
  clear(): void
}

/** @param settled documents that are there; all others have greater ids than those */
export function createDocuments(db: Database, indexId: number, settled: DocSet): Documents {
  const base = indexId * DOCIDS
  const end = base + DOCIDS
  const selectIds = db.prepare<[number, number], number>(
    'SELECT id FROM search_document_texts WHERE id >= ? AND id < ?',
  )
  selectIds.pluck()
  const read = db.prepare<[number], string>(
    'SELECT document FROM search_document_texts WHERE id = ?',
  )
  read.pluck()
  const readText = db.prepare<[{ base: number; docids: string }], string | null>(
    `SELECT group_concat(document) FROM (
       SELECT document FROM json_each($docids) AS wanted
       CROSS JOIN search_document_texts ON search_document_texts.id = $base + wanted.value
       ORDER BY wanted.key
     )`,
  )
  readText.pluck()
  const readSize = db.prepare<[{ base: number; docids: string }], number>(
    `SELECT sum(octet_length(document)) FROM json_each($docids) AS wanted
     CROSS JOIN search_document_texts ON search_document_texts.id = $base + wanted.value`,
  )
  readSize.pluck()
  const write = db.prepare<[number, string]>(
    'INSERT OR REPLACE INTO search_document_texts (id, document) VALUES (?, ?)',
  )
  const remove = db.prepare<[number]>('DELETE FROM search_document_texts WHERE id = ?')
  const removeAll = db.prepare<[number, number]>(
    'DELETE FROM search_document_texts WHERE id >= ? AND id < ?',
  )

  const all = readIds()
  let firstMaybeFree = 0

  /** To look at all rows would read all documents. */
  function readIds(): DocSet {
    const first = base + (settled.last ?? -1) + 1
    return DocSet.of(selectIds.all(first, end).map((id) => id - base)).orWith(settled)
  }

  function textOf(docids: readonly number[]): string {
    return readText.get({ base, docids: JSON.stringify(docids) }) ?? ''
  }

  function sizeOf(docids: readonly number[]): number {
    return readSize.get({ base, docids: JSON.stringify(docids) }) ?? 0
  }

  function* halves(docids: number[]): Generator<number[]> {
    if (docids.length <= FEW || sizeOf(docids) <= PART_BYTES) {
      yield docids
      return
    }
    const middle = docids.length >> 1
    yield* halves(docids.slice(0, middle))
    yield* halves(docids.slice(middle))
  }

  function* partsOf(docids: readonly number[]): Generator<number[]> {
    for (let at = 0; at < docids.length; at += PART_DOCUMENTS) {
      yield* halves(docids.slice(at, at + PART_DOCUMENTS))
    }
  }

  return {
    all: () => all,
    read: (docid) => JSON.parse(read.get(base + docid) as string) as JsonObject,
    parts: partsOf,
    size: sizeOf,
    readAll: (docids) => JSON.parse(`[${textOf(docids)}]`) as JsonObject[],
    readText: textOf,
    write: (docid, document) => {
      write.run(base + docid, JSON.stringify(document))
      all.add(docid)
    },
    remove: (docid) => {
      remove.run(base + docid)
      all.delete(docid)
      firstMaybeFree = Math.min(firstMaybeFree, docid)
    },
    nextDocid: () => {
      while (all.has(firstMaybeFree)) firstMaybeFree++
      return firstMaybeFree
    },
    after: (docid, limit) => idsFrom(all, docid, limit),
    clear: () => {
      removeAll.run(base, end)
      all.clear()
      firstMaybeFree = 0
    },
  }
}

function idsFrom(all: DocSet, from: number, limit: number): number[] {
  const before = DocSet.below(from)
  return all.andNot(before).slice(0, limit)
}

const ID = /^[A-Za-z0-9_-]{1,511}$/

/** A document's `_id` as the index keeps it, or null when it cannot be one. */
export function toExternalId(id: unknown): string | null {
  if (typeof id === 'string') return ID.test(id) ? id : null
  return typeof id === 'number' && isWholeNumber(id) ? String(id) : null
}
