import type { Database } from 'better-sqlite3'
import { answerLimit } from '../http/answer-limit.ts'
import { StartError } from '../start-error.ts'
import type { Clock } from '../world/clock.ts'
import type { DocumentStore } from './documents.ts'
import { createEmbeddedEngine } from './embedded/embedded-engine.ts'
import { resolveSettings } from './embedded/settings.ts'
import type { EngineAnswer, SearchEngine } from './engine.ts'
import type { SearchSettings } from './fixture-files.ts'
import type { WorldSearch } from './world-search.ts'

/**
 * The embedded engine over the world's own database. It looks at the rows when it is asked, so that
 * writing costs it nothing.
 *
 * @throws {StartError} for a setting that the embedded engine does not know
 */
export function createEmbeddedSearch(
  database: Database,
  documents: DocumentStore,
  settings: SearchSettings,
  clock: Clock,
): WorldSearch {
  for (const uid of documents.uids()) refuseUnknownSettings(uid, settings)
  let engine = open()

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
        return documents.ownerOf(uid) === undefined ? null : documents.sourceOf(uid)
      },
    })
    return opened
  }

  async function ask(
    operation: 'search' | 'fetch',
    uid: string,
    body: unknown,
  ): Promise<EngineAnswer> {
    const asked = engine
    try {
      return await asked[operation](uid, body)
    } catch (error) {
      if (asked === engine) throw error
      return ask(operation, uid, body)
    }
  }

  return {
    search: (uid, body) => ask('search', uid, body),
    fetch: (uid, body) => ask('fetch', uid, body),
    start: async () => undefined,
    state: () => 'ok',
    noticeMessages: () => undefined,
    reset: () => {
      engine = open()
    },
    close: () => engine.close(),
  }
}

function refuseUnknownSettings(uid: string, settings: SearchSettings): void {
  try {
    resolveSettings(settings.of(uid))
  } catch (error) {
    throw new StartError(`search index ${uid}: ${(error as Error).message}`)
  }
}
