import type { Database } from 'better-sqlite3'
import { fetchDocuments, prepareFetch } from '../answers/fetch.ts'
import { prepareSearch, searchDocuments } from '../answers/search.ts'
import type { TextAnswer } from '../answers/text-answer.ts'
import { createRoom } from '../base/room.ts'
import type { Clock, Steps } from '../base/slices.ts'
import type { DocumentSource } from '../indexes/document-source.ts'
import type { EmbeddedIndex } from '../indexes/embedded-index.ts'
import { createTables } from '../indexes/schema.ts'
import type { EngineAnswer } from '../request/engine-answer.ts'
import { readFetchBody } from '../request/fetch-body.ts'
import { checkUid, Refusal } from '../request/refusal.ts'
import { readSearchBody } from '../request/search-body.ts'
import type { SearchEngine, WatchCaller } from './engine.ts'
import { createIndexes } from './indexes.ts'
import { createTurns } from './turns.ts'

export interface EmbeddedEngineOptions {
  /** The database whose `search_` tables hold the indexes. It stays the caller's to close. */
  database: Database
  /** The settings of an index as Meilisearch takes them; an unknown one throws when it is used. */
  settings: (uid: string) => unknown
  /** Where an index's documents come from; null where there is no such index. */
  source: (uid: string) => DocumentSource | null
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

/**
 * A search engine in the gateway's own process that answers as Meilisearch 1.50 does. An index is
 * brought up to date with its source before it answers, in slices, so that a first search over
 * many documents holds up no other request.
 */
export function createEmbeddedEngine(options: EmbeddedEngineOptions): SearchEngine {
  const { database, settings, source, now = () => performance.now() } = options
  const { time = now, answerLimit = Number.POSITIVE_INFINITY } = options
  const features = { containsFilter: options.containsFilter ?? false }
  const room = createRoom()
  const turns = createTurns(now, room)
  createTables(database)
  const indexes = createIndexes({ database, settings, source, now })
  const { upToDate } = indexes

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
    // To ask whether it exists throws when the rows were replaced.
    const isStale = () => !indexes.exists(uid) || kept?.begun !== indexes.changesOf(uid)
    const soon = kept && (await turns.goOn(kept.steps, isStale))
    if (soon) return soon.value
    const signal = watch?.()
    const look = () => signal?.throwIfAborted()
    return turns.wait(async () => {
      const request = prepared ? prepared.value : await turns.finish(prepare, look)
      let index = await upToDate(uid, withText)
      while (indexes.isHeld(uid)) {
        await indexes.settled(uid)
        index = await upToDate(uid, withText)
      }
      const steps = kept && !isStale() ? kept.steps : ask(index, request)
      return indexes.holding(
        uid,
        turns.finish(steps, () => {
          look()
          // Throws, too.
          indexes.exists(uid)
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
        const begun = indexes.changesOf(uid)
        return { steps, begun, done: turns.tryFirst(steps) }
      }
      await turns.untilFree()
    }
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
    // A search that goes on in this turn of the event loop comes first.
    advance: (uid) => turns.isFree() && turns.count(() => indexes.advance(uid)),
    close: async () => {
      await turns.wait(async () => undefined)
      await indexes.close()
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
