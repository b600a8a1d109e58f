import type { Database } from 'better-sqlite3'
import type { EngineAnswer, JsonObject, SearchEngine } from '../engine.ts'
import type { DocumentChange, DocumentSource } from './document-source.ts'
import { toExternalId } from './documents.ts'
import { type EmbeddedIndex, hasIndex, type IndexItem, openIndex } from './embedded-index.ts'
import { fetchDocuments, prepareFetch } from './fetch.ts'
import { readFetchBody } from './request/fetch-body.ts'
import { checkPersonalize, checkUid, indexNotFound, Refusal } from './request/refusal.ts'
import { readSearchBody } from './request/search-body.ts'
import { createTables } from './schema.ts'
import { prepareSearch, searchDocuments } from './search.ts'
import { resolveSettings } from './settings.ts'
import { type Clock, runInSlices, startSlice } from './slices.ts'

export interface EmbeddedEngineOptions {
  /** The database whose `search_` tables hold the indexes. It stays the caller's to close. */
  database: Database
  /** The settings of an index as Meilisearch takes them; an unknown one throws when it is used. */
  settings: (uid: string) => unknown
  /** Where an index's documents come from besides `index`; null for an index without a source. */
  source?: (uid: string) => DocumentSource | null
  /** Meilisearch's experimental feature `containsFilter`. */
  containsFilter?: boolean
  /** Milliseconds that only grow, for `processingTimeMs` and for slicing work. */
  now?: Clock
}

/** How many changes are asked of a source at once. */
const CHANGES = 64

/**
 * A search engine in the gateway's own process that answers as Meilisearch 1.50 does. An index is
 * brought up to date with its source before it answers, in slices, so that a first search over
 * many documents holds up no other request.
 */
export function createEmbeddedEngine(options: EmbeddedEngineOptions): SearchEngine {
  const { database, settings, source = () => null, now = () => performance.now() } = options
  const features = { containsFilter: options.containsFilter ?? false }
  const open = new Map<string, EmbeddedIndex>()
  const running = new Map<string, Promise<void>>()
  createTables(database)

  function exists(uid: string): boolean {
    return open.has(uid) || hasIndex(database, uid) || source(uid) !== null
  }

  function openOrCreate(uid: string): EmbeddedIndex {
    const known = open.get(uid)
    if (known) return known
    const index = openIndex(database, uid, resolveSettings(settings(uid)))
    open.set(uid, index)
    return index
  }

  /** One piece of work on an index at a time; a failed one closes it, so that it is read anew. */
  async function inTurn(uid: string, slice: (index: EmbeddedIndex) => boolean): Promise<void> {
    while (running.has(uid)) await settled(uid)
    const work = runInSlices(() => slice(openOrCreate(uid)))
    running.set(uid, work)
    try {
      await work
    } catch (error) {
      open.delete(uid)
      throw error
    } finally {
      running.delete(uid)
    }
  }

  /** Waits for the work on an index; that it fails is told to whoever began it. */
  async function settled(uid: string): Promise<void> {
    await running.get(uid)?.catch(() => undefined)
  }

  /**
   * Brings an index to where its source was when this was called, together with other callers.
   * Refuses one that is not there, or that is dropped meanwhile.
   */
  async function upToDate(uid: string, withText = false): Promise<EmbeddedIndex> {
    const target = source(uid)?.latest() ?? 0
    for (;;) {
      if (!exists(uid)) throw indexNotFound(uid)
      const index = openOrCreate(uid)
      const isCurrent = !index.isStale() && index.cursor() >= target
      // Texts are read into memory in slices too; one that is read already costs nothing here.
      if (isCurrent && (!withText || index.text.load(() => true))) return index
      if (running.has(uid)) await settled(uid)
      else await inTurn(uid, (current) => catchUpSlice(current, target))
    }
  }

  function catchUpSlice(index: EmbeddedIndex, target: number): boolean {
    const isOver = startSlice(now)
    if (!index.text.load(isOver) || !index.refresh(isOver)) return false
    if (index.cursor() >= target) return true
    const changes = source(index.uid)?.changesAfter(index.cursor(), CHANGES) ?? []
    // A source whose last rows are gone has nothing to tell of them: they count as seen.
    const items = changes.length > 0 ? changes.map(toItem) : [nothingBefore(target)]
    index.apply(items.values(), isOver)
    return index.cursor() >= target
  }

  return {
    search: (uid, body) =>
      answering(async () => {
        const start = now()
        const checked = readSearchBody(body)
        checkUid(uid)
        const request = prepareSearch(checked, features)
        const answer = searchDocuments(await upToDate(uid, true), request)
        checkPersonalize(checked.personalize)
        answer.processingTimeMs = Math.max(0, Math.floor(now() - start))
        return { status: 200, body: answer }
      }),
    fetch: (uid, body) =>
      answering(async () => {
        const checked = readFetchBody(body)
        checkUid(uid)
        const request = prepareFetch(checked)
        return fetchDocuments(await upToDate(uid), request, features)
      }),
    index: async (uid, documents) => {
      const items = documents.map((document, at) => toIndexItem(uid, document, at)).values()
      openOrCreate(uid)
      await upToDate(uid)
      await inTurn(uid, (index) => index.apply(items, startSlice(now)))
    },
    drop: async (uid) => {
      if (!open.has(uid) && !hasIndex(database, uid)) return
      await inTurn(uid, (index) => {
        index.drop()
        open.delete(uid)
        return true
      })
    },
    close: async () => {
      await Promise.allSettled(running.values())
      open.clear()
    },
  }
}

async function answering(act: () => Promise<EngineAnswer>): Promise<EngineAnswer> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof Refusal) return error.toAnswer()
    throw error
  }
}

function toItem({ seq, _id, document }: DocumentChange): IndexItem {
  return { externalId: _id, document, seq }
}

function nothingBefore(seq: number): IndexItem {
  return { externalId: '', document: null, seq }
}

function toIndexItem(uid: string, document: JsonObject, at: number): IndexItem {
  const externalId = toExternalId(document._id)
  if (externalId !== null) return { externalId, document }
  throw new Error(
    `document ${at + 1} of search index ${uid} needs an \`_id\` of letters, digits, - and _`,
  )
}
