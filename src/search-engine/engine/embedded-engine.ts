import type { Database } from 'better-sqlite3'
import { fetchDocuments, prepareFetch } from '../answers/fetch.ts'
import { prepareSearch, searchDocuments } from '../answers/search.ts'
import type { TextAnswer } from '../answers/text-answer.ts'
import { createRoom } from '../base/room.ts'
import { type Clock, runInSlices, type Steps, startSlice } from '../base/slices.ts'
import type { DocumentSource } from '../indexes/document-source.ts'
import { type EmbeddedIndex, hasIndex, openIndex } from '../indexes/embedded-index.ts'
import { nothingBefore, toIndexItem, toItem } from '../indexes/index-items.ts'
import { createTables } from '../indexes/schema.ts'
import type { EngineAnswer } from '../request/engine-answer.ts'
import { readFetchBody } from '../request/fetch-body.ts'
import { checkUid, indexNotFound, Refusal } from '../request/refusal.ts'
import { readSearchBody } from '../request/search-body.ts'
import { resolveSettings } from '../settings/settings.ts'
import type { SearchEngine, WatchCaller } from './engine.ts'
import { createTurns } from './turns.ts'

export interface EmbeddedEngineOptions {
  /** The database whose `search_` tables hold the indexes. It stays the caller's to close. */
  database: Database
  /** The settings of an index as Meilisearch takes them; an unknown one throws when it is used. */
  settings: (uid: string) => unknown
  /** Where an index's documents come from besides `index`; null for an index without a source. */
  source?: (uid: string) => DocumentSource | null
  /** Meilisearch's experimental feature `containsFilter`. */
  containsFilter?: boolean
  /** The most bytes of an answer; a larger one is refused. Default: there is no limit. */
  answerLimit?: number
  /** Milliseconds for `processingTimeMs`. Default: `now`. */
  time?: Clock
  /** Milliseconds that only grow, for slicing work. */
  now?: Clock
}

/** What is asked: read first, which needs no index, then answered. */
interface Question<Request> {
  withText: boolean
  prepare: Steps<Request>
  ask: (index: EmbeddedIndex, request: Request) => Steps<TextAnswer>
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
  const { time = now, answerLimit = Number.POSITIVE_INFINITY } = options
  const features = { containsFilter: options.containsFilter ?? false }
  const open = new Map<string, EmbeddedIndex>()
  const running = new Map<string, Promise<unknown>>()
  const room = createRoom()
  const turns = createTurns(now, room)
  /** How often indexes have changed. */
  let changes = 0
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

  /** Keeps others from changing an index until `work` has ended; nobody may be at work on it. */
  async function holding<Result>(uid: string, work: Promise<Result>): Promise<Result> {
    running.set(uid, work)
    try {
      return await work
    } finally {
      running.delete(uid)
    }
  }

  /** One piece of work on an index at a time; a failed one closes it, so that it is read anew. */
  async function inTurn(uid: string, slice: (index: EmbeddedIndex) => boolean): Promise<void> {
    while (running.has(uid)) await settled(uid)
    const work = runInSlices(() => {
      changes += 1
      return slice(openOrCreate(uid))
    })
    try {
      await holding(uid, work)
    } catch (error) {
      open.delete(uid)
      throw error
    }
  }

  /**
   * Asks an index that is up to date. What takes longer than a slice waits for its turn, and holds
   * the index until it is done; it begins again when the index has changed while it waited, and is
   * given up when nobody waits for it any more.
   */
  async function asking<Request>(
    uid: string,
    { withText, prepare, ask }: Question<Request>,
    watch: WatchCaller | undefined,
  ): Promise<EngineAnswer> {
    await turns.untilFree()
    const prepared = turns.tryFirst(prepare)
    const tried = prepared && (await tryToAsk(uid, withText, (index) => ask(index, prepared.value)))
    if (tried?.done) return tried.done.value
    const kept = turns.isCrowded() ? null : tried
    const isStale = () => kept?.begun !== changes
    const soon = kept && (await turns.goOn(kept.steps, isStale))
    if (soon) return soon.value
    const signal = watch?.()
    const look = () => signal?.throwIfAborted()
    return turns.wait(async () => {
      const request = prepared ? prepared.value : await turns.finish(prepare, look)
      let index = await upToDate(uid, withText)
      while (running.has(uid)) {
        await settled(uid)
        index = await upToDate(uid, withText)
      }
      const steps = kept && !isStale() ? kept.steps : ask(index, request)
      return holding(
        uid,
        turns.finish(steps, () => {
          look()
          // Throws when the rows were replaced.
          exists(uid)
        }),
      )
    }, signal)
  }

  async function tryToAsk(
    uid: string,
    withText: boolean,
    ask: (index: EmbeddedIndex) => Steps<TextAnswer>,
  ) {
    for (;;) {
      const index = await upToDate(uid, withText)
      if (turns.isFree()) {
        const steps = ask(index)
        const begun = changes
        return { steps, begun, done: turns.tryFirst(steps) }
      }
      await turns.untilFree()
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
    search: (uid, body, watch) =>
      answering(async () => {
        const start = time()
        const checked = turns.count(() => readSearchBody(body))
        checkUid(uid)
        const elapsed = () => Math.max(0, Math.floor(time() - start))
        return asking(
          uid,
          {
            withText: true,
            prepare: prepareSearch(checked, features),
            ask: (index, request) =>
              searchDocuments(index, request, { room, answerLimit, elapsed }),
          },
          watch,
        )
      }),
    fetch: (uid, body, watch) =>
      answering(async () => {
        const checked = turns.count(() => readFetchBody(body))
        checkUid(uid)
        return asking(
          uid,
          {
            withText: false,
            prepare: prepareFetch(checked),
            ask: (index, request) =>
              fetchDocuments(index, request, { room, answerLimit, features }),
          },
          watch,
        )
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
      await turns.wait(async () => undefined)
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
