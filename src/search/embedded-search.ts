import type { Database } from 'better-sqlite3'
import { answerLimit } from '../base/answer-limit.ts'
import type { Clock } from '../base/clock.ts'
import type { Lags } from '../faults/lags.ts'
import { createMistakes } from '../fixtures/mistakes.ts'
import type { SearchSettings } from '../fixtures/search-files.ts'
import type { EngineAnswer, JsonObject, SearchEngine, WatchCaller } from '../search-engine/index.ts'
import { createEmbeddedEngine, resolveSettings, runBesides } from '../search-engine/index.ts'
import type { DocumentStore } from './documents.ts'
import type { WorldSearch } from './world-search.ts'

/** How long the first requests after a start have the process for themselves, in milliseconds. */
const HEAD_START_MS = 200

/**
 * The embedded engine over the world's own database. It looks at the rows when it is asked, so that
 * writing costs it nothing. Those that are there at its start it indexes soon after, by itself.
 *
 * @param lags asked before each search
 * @throws {StartError} for a setting that the embedded engine does not know
 */
export function createEmbeddedSearch(
  database: Database,
  documents: DocumentStore,
  settings: SearchSettings,
  clock: Clock,
  lags: Pick<Lags, 'searchesUpTo'>,
): WorldSearch {
  refuseUnknownSettings(documents.uids(), settings)
  /** The newest row that searches see while they lag behind. */
  let upTo: number | undefined
  let engine = open()
  let soon: NodeJS.Timeout | undefined

  /** An engine for the rows as they are now; it stops working on them when they are replaced. */
  function open(): SearchEngine {
    const opened: SearchEngine = createEmbeddedEngine({
      database,
      settings: settings.of,
      answerLimit,
      // Time is the world's, so that a world whose clock stands still answers the same each time.
      time: () => clock().getTime(),
      source: (uid) => {
        if (engine !== opened) throw new Error('the rows were replaced')
        return documents.ownerOf(uid) === undefined ? null : documents.sourceOf(uid, () => upTo)
      },
    })
    return opened
  }

  function indexSoon(): void {
    clearTimeout(soon)
    soon = setTimeout(() => void indexAll(engine), HEAD_START_MS).unref()
  }

  async function indexAll(of: SearchEngine): Promise<void> {
    try {
      for (const uid of documents.uids()) {
        await runBesides(
          () => of !== engine || of.advance(uid),
          () => performance.now(),
        )
      }
    } catch {
      // A search meets the same, and tells it to somebody.
    }
  }

  async function ask(
    operation: 'search' | 'fetch',
    uid: string,
    body: unknown,
    watch?: WatchCaller,
  ): Promise<EngineAnswer> {
    const asked = engine
    upTo = lags.searchesUpTo()
    try {
      return await asked[operation](uid, body, watch)
    } catch (error) {
      if (asked === engine) throw error
      return ask(operation, uid, body, watch)
    }
  }

  return {
    search: (uid, body, watch) => ask('search', uid, body, watch),
    fetch: (uid, body, watch) => ask('fetch', uid, body, watch),
    start: async () => indexSoon(),
    state: () => 'ok',
    reset: () => {
      engine = open()
      if (soon !== undefined) indexSoon()
    },
    close: () => {
      clearTimeout(soon)
      return engine.close()
    },
  }
}

/** Those of several indexes may be the same ones. */
function refuseUnknownSettings(uids: string[], settings: SearchSettings): void {
  const mistakes = createMistakes()
  for (const [place, uid] of new Map(uids.map((uid) => [settings.placeOf(uid), uid]))) {
    const problem = embeddedSettingsProblem(settings.of(uid))
    if (problem !== undefined) mistakes.add(place, problem)
  }
  mistakes.refuse()
}

/** What the embedded engine does not know of the settings of an index, or cannot do. */
export function embeddedSettingsProblem(settings: JsonObject): string | undefined {
  try {
    resolveSettings(settings)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}
