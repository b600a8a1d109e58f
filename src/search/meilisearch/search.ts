import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from 'better-sqlite3'
import { Meilisearch } from 'meilisearch'
import type { NewId } from '../../base/ids.ts'
import { StartError } from '../../base/start-error.ts'
import type { SearchSettings } from '../../fixtures/search-files.ts'
import type { EngineAnswer } from '../../search-engine/index.ts'
import type { DocumentStore } from '../documents.ts'
import { EngineUnavailable } from '../unavailable.ts'
import type { WorldSearch } from '../world-search.ts'
import { tidyAnswer } from './answer.ts'
import { createConnection, plainAnswers } from './connection.ts'
import { createFilling } from './filling.ts'
import type { MeilisearchSettings } from './options.ts'
import { createOutbox } from './outbox.ts'
import { createProgressStore } from './progress.ts'
import { createRegistry } from './registry.ts'
import { createFinish } from './tasks.ts'

const pauseMs = 200

/** After so long whoever waits for a start wants to know what it waits for. */
const silenceMs = 2_000

/** Told of what happens outside any request. */
export interface Notices {
  inform: (message: string) => void
  warn: (message: string) => void
}

/** A real Meilisearch: requests go to it as they came, messages by way of the outbox. */
export function createMeilisearchSearch(
  database: Database,
  documents: DocumentStore,
  settings: SearchSettings,
  options: MeilisearchSettings,
  newId: NewId,
  { inform, warn }: Notices,
): WorldSearch {
  const { url, key, prefix, optional, timeoutMs, waitMs, startMs, checkMs } = options
  const connection = createConnection(options)
  const requestInit = { headers: plainAnswers }
  const client = new Meilisearch({ host: url, apiKey: key, timeout: timeoutMs, requestInit })
  const finish = createFinish(client, warn)
  const filling = createFilling(inform)
  const registry = createRegistry(client, finish, prefix)
  const progress = createProgressStore(database, `${url} ${prefix}`, newId)
  const indexes = { client, finish, filling, registry, documents, settings, prefix }
  const outbox = createOutbox(indexes, progress, checkMs, warn)

  let resets = 0

  async function waitForHealth(): Promise<void> {
    let problem: string | undefined
    const waiting = setTimeout(() => {
      const why = problem ?? `no answer yet from ${url}`
      inform(`search: waiting for Meilisearch, ${startMs / 1_000} s at most: ${why}`)
    }, silenceMs)
    try {
      const end = performance.now() + startMs
      for (;;) {
        problem = await connection.healthProblem()
        if (problem === undefined) return
        if (performance.now() > end) {
          throw new StartError(
            `no healthy Meilisearch at ${url} within ${startMs} ms: start it, name another with --meilisearch-url, or add --meilisearch-optional (${problem})`,
          )
        }
        await sleep(pauseMs)
      }
    } finally {
      clearTimeout(waiting)
    }
  }

  /** One look that is short: a gateway that can do without it is not to be held up. */
  async function lookOnce(): Promise<void> {
    const late = `Meilisearch at ${url} has not answered within ${silenceMs / 1_000} s`
    const silent = sleep(silenceMs, late, { ref: false })
    const problem = await Promise.race([connection.healthProblem(), silent])
    if (problem !== undefined) throw new StartError(problem)
  }

  async function ask(uid: string, operation: string, body: unknown): Promise<EngineAnswer> {
    const end = performance.now() + waitMs
    const path = `indexes/${prefix}${uid}/${operation}`
    for (let isSecond = false; ; ) {
      const asked = resets
      await outbox.caughtUp(uid, end - performance.now())
      const answer = await connection.post(path, body)
      // It may have met an index that was being filled anew.
      if (asked !== resets) continue
      if (!isMissing(answer)) return tidyAnswer(answer, prefix)
      if (isSecond) throw new EngineUnavailable(`Meilisearch has no index ${prefix}${uid}`)
      isSecond = true
      // It is one of ours, or nobody would have asked: Meilisearch has started again without data.
      outbox.lookAgain()
    }
  }

  return {
    search: (uid, body) => ask(uid, 'search', body),
    fetch: (uid, body) => ask(uid, 'documents/fetch', body),
    async start() {
      try {
        await (optional ? lookOnce() : waitForHealth())
        await outbox.fillFirst(optional ? Math.min(startMs, silenceMs) : startMs)
      } catch (error) {
        if (!(optional && error instanceof StartError)) throw error
        outbox.expect(error.message)
      }
      outbox.wake()
    },
    state: outbox.state,
    noticeMessages: outbox.wake,
    reset: () => {
      resets += 1
      outbox.reset()
    },
    close: async () => {
      outbox.close()
      connection.close()
    },
  }
}

function isMissing({ body }: EngineAnswer): boolean {
  return body.code === 'index_not_found'
}
