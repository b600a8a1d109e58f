import type { Database } from 'better-sqlite3'
import { DocSet } from '../base/docset.ts'
import { type JsonObject, setKey } from '../base/json.ts'
import { pruneBelow } from '../base/nesting.ts'
import type { PatternMatch } from '../base/patterns.ts'
import { extractFacets, type FieldFacets } from '../facets/extract.ts'
import { createFacetStore, type FacetStore } from '../facets/store.ts'
import { matchFaceted } from '../settings/filter-rules.ts'
import type { ResolvedSettings } from '../settings/settings.ts'
import { withReceivedNumbers } from '../text/received-number.ts'
import { createDocuments, type Documents } from './documents.ts'
import { createFields, type Fields } from './fields.ts'
import { FORMAT_VERSION } from './schema.ts'
import { openTextIndex, type TextIndex } from './text-index.ts'

/** One index: its documents and what is known of them, kept in the database's `search_` tables. */
export interface EmbeddedIndex {
  readonly uid: string
  readonly settings: ResolvedSettings
  readonly documents: Documents
  readonly fields: Fields
  readonly facets: FacetStore
  readonly text: TextIndex
  /** How a path relates to those whose values are indexed. */
  relationOf(path: string): PatternMatch
  /** The number of the source's change that was seen last. */
  cursor(): number
  /**
   * Adds, replaces or removes documents until `items` end, `isOver` or it is full, in one
   * transaction. An item's `seq` becomes the cursor.
   */
  apply(items: Iterator<IndexItem>, isOver: () => boolean): void
  /**
   * Whether documents still have to be indexed again: after a change of settings or format, or those
   * that came last, of which not all was written.
   */
  isStale(): boolean
  /** Indexes documents again until none is left or `isOver`. Answers whether none is left. */
  refresh(isOver: () => boolean): boolean
  /** Whether so much is in memory alone that it should be settled before more is added. */
  isFull(): boolean
  /** Writes what is in memory alone until `isOver`. Answers whether nothing is left. */
  settle(isOver: () => boolean): boolean
}

export interface IndexItem {
  externalId: string
  /** null removes the document. */
  document: JsonObject | null
  seq?: number
}

interface IndexRow {
  id: number
  fingerprint: string
  cursor: number
  rebuild_from: number | null
}

/** The real engine takes no document that is nested deeper; here its depths are left out. */
const MAX_NESTING = 127

/**
 * Opens an index, creating it when missing. One that was written with other settings keeps its
 * documents and becomes stale; one of another version is emptied.
 */
export function openIndex(db: Database, uid: string, settings: ResolvedSettings): EmbeddedIndex {
  const row = findOrCreateRow(db, uid, settings)
  const fields = createFields(db, row.id)
  const facets = createFacetStore(db, row.id)
  const settled = facets.settled()
  const documents = createDocuments(db, row.id, settled)
  const text = openTextIndex(db, uid, settings)
  const setState = db.prepare<[number, number | null, string, number]>(
    'UPDATE search_indexes SET cursor = ?, rebuild_from = ?, fingerprint = ? WHERE id = ?',
  )
  const relationOf = memoize((path: string) => matchFaceted(path, settings))
  const fingerprint = fingerprintOf(settings)
  let { cursor, rebuild_from: rebuildFrom } = row
  let unsettled: number[] = []

  function facetsOf(document: JsonObject): Map<number, FieldFacets> {
    const byId = new Map<number, FieldFacets>()
    for (const [path, found] of extractFacets(document, relationOf)) {
      byId.set(fields.id(path) as number, found)
    }
    return byId
  }

  function changeFacets(docid: number, document: JsonObject, added: boolean): void {
    facets.change(docid, String(document._id), facetsOf(document), added)
  }

  /** The fields of the document must be registered. */
  function include(docid: number, document: JsonObject): void {
    changeFacets(docid, document, true)
    text.add(docid, document)
  }

  function exclude(docid: number, document: JsonObject): void {
    changeFacets(docid, document, false)
    text.remove(docid, document)
  }

  function put(externalId: string, sent: JsonObject): void {
    const known = facets.find(externalId)
    const document = withReceivedNumbers(pruneBelow(sent, MAX_NESTING))
    fields.register(document)
    const ordered = inFieldOrder(document, fields)
    if (known !== undefined) {
      const before = documents.read(known)
      if (JSON.stringify(before) === JSON.stringify(ordered)) return
      exclude(known, before)
    }
    const docid = known ?? documents.nextDocid()
    documents.write(docid, ordered)
    include(docid, ordered)
  }

  function take(externalId: string): void {
    const known = facets.find(externalId)
    if (known === undefined) return
    exclude(known, documents.read(known))
    documents.remove(known)
  }

  function save(): void {
    fields.flush()
    if (facets.isLate()) facets.settle(() => false)
    text.flush()
    setState.run(cursor, rebuildFrom, fingerprint, row.id)
  }

  function forgetIndexed(): void {
    fields.clear()
    facets.clear()
    text.clear()
  }

  const index: EmbeddedIndex = {
    uid,
    settings,
    documents,
    fields,
    facets,
    text,
    relationOf,
    cursor: () => cursor,
    apply: db.transaction((items: Iterator<IndexItem>, isOver: () => boolean) => {
      do {
        const item = items.next()
        if (item.done) break
        const { externalId, document, seq } = item.value
        if (document) put(externalId, document)
        else take(externalId)
        cursor = seq ?? cursor
      } while (!isOver() && !facets.isFull())
      save()
    }),
    isStale: () => rebuildFrom !== null || unsettled.length > 0,
    refresh: db.transaction((isOver: () => boolean) => {
      while (unsettled.length > 0) {
        const docid = unsettled.pop() as number
        changeFacets(docid, documents.read(docid), true)
        if (isOver()) return false
      }
      if (rebuildFrom === null) return true
      const ids = documents.after(rebuildFrom, 1000)
      for (const docid of ids) {
        const document = documents.read(docid)
        fields.register(document)
        include(docid, document)
        rebuildFrom = docid + 1
        if (isOver() || facets.isFull()) break
      }
      if (ids.length === 0) rebuildFrom = null
      save()
      return ids.length === 0
    }),
    isFull: facets.isFull,
    settle: db.transaction(facets.settle),
  }

  if (row.fingerprint !== fingerprint) {
    db.transaction(() => {
      forgetIndexed()
      if (formatOf(row.fingerprint) === FORMAT_VERSION) rebuildFrom = 0
      else {
        documents.clear()
        cursor = 0
        rebuildFrom = null
      }
      save()
    })()
  }
  const indexed =
    rebuildFrom === null ? documents.all() : documents.all().and(DocSet.below(rebuildFrom))
  // From the last to the first: they are taken from the end.
  unsettled = [...indexed.andNot(settled)].reverse()
  return index
}

function findOrCreateRow(db: Database, uid: string, settings: ResolvedSettings): IndexRow {
  db.prepare('INSERT OR IGNORE INTO search_indexes (uid, fingerprint) VALUES (?, ?)').run(
    uid,
    fingerprintOf(settings),
  )
  return db
    .prepare<[string], IndexRow>(
      'SELECT id, fingerprint, cursor, rebuild_from FROM search_indexes WHERE uid = ?',
    )
    .get(uid) as IndexRow
}

function fingerprintOf(settings: ResolvedSettings): string {
  return `${FORMAT_VERSION} ${JSON.stringify(settings)}`
}

function formatOf(fingerprint: string): number {
  return Number.parseInt(fingerprint, 10)
}

/** Documents show their fields in the order in which the index met them, `_id` first. */
function inFieldOrder(document: JsonObject, fields: Fields): JsonObject {
  const keys = Object.keys(document)
  const rank = (key: string): number => (key === '_id' ? 0 : (fields.id(key) as number))
  const ordered = keys.toSorted((left, right) => rank(left) - rank(right))
  if (ordered.every((key, at) => key === keys[at])) return document
  const result: JsonObject = {}
  for (const key of ordered) setKey(result, key, document[key] ?? null)
  return result
}

function memoize<T>(compute: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>()
  return (key) => {
    const found = known.get(key)
    if (found !== undefined) return found
    const value = compute(key)
    known.set(key, value)
    return value
  }
}
