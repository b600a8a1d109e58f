import Database from 'better-sqlite3'
import type { JsonObject } from '../../src/search-engine/base/json.ts'
import {
  createEmbeddedEngine,
  type EmbeddedEngineOptions,
} from '../../src/search-engine/engine/embedded-engine.ts'
import type { SearchEngine } from '../../src/search-engine/engine/engine.ts'
import type { EngineAnswer } from '../../src/search-engine/request/engine-answer.ts'
import { createRows } from './rows.ts'

/** An engine on a database of its own whose indexes all have these settings, and no documents. */
export function openEngine(
  settings: unknown,
  options: Partial<EmbeddedEngineOptions> = {},
): SearchEngine {
  const database = new Database(':memory:')
  return createEmbeddedEngine({
    database,
    settings: () => settings,
    source: () => null,
    ...options,
  })
}

/** An engine with one index, `board`, of these documents; `_id` is their place when they have none. */
export async function openBoard(
  settings: unknown,
  documents: readonly JsonObject[],
  options: Partial<EmbeddedEngineOptions> = {},
): Promise<SearchEngine> {
  const rows = createRows()
  rows.write(
    'board',
    documents.map((document, at) => ({ _id: String(at), ...document })),
  )
  return openEngine(settings, { source: rows.sourceOf, ...options })
}

/** The `_id`s of an answer's documents in order; its message when it is a refusal. */
export function idsOf({ status, body }: EngineAnswer): string[] | string {
  if (status !== 200) return String(body.message)
  const documents = (body.hits ?? body.results) as JsonObject[]
  return documents.map(({ _id }) => String(_id))
}
