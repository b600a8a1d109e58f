import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { gunzipSync } from 'node:zlib'
import Database from 'better-sqlite3'
import type { JsonObject } from '../../src/search-engine/base/json.ts'
import { createEmbeddedEngine } from '../../src/search-engine/engine/embedded-engine.ts'
import type { SearchEngine } from '../../src/search-engine/engine/engine.ts'
import type { EngineAnswer } from '../../src/search-engine/request/engine-answer.ts'
import { createRows } from '../search-engine/rows.ts'

/** A recorded request with the real engine's answer (see `goldens/README.md`). */
export interface GoldenCase {
  name: string
  group: string
  endpoint: 'search' | 'fetch'
  /** The profile of settings. */
  index: string
  body: unknown
  status: number
  answer: JsonObject
  features?: { containsFilter?: boolean }
}

/** How far an answer agrees: what is said, which documents, in which order, and all of it. */
export interface Grades {
  said: boolean
  set: boolean
  order: boolean
  whole: boolean
}

export const GRADES: readonly (keyof Grades)[] = ['said', 'set', 'order', 'whole']

export interface GoldenResult {
  recorded: GoldenCase
  answer: EngineAnswer
  grades: Grades
}

/** The folders of recordings: each has documents, profiles of settings and cases of its own. */
export const folders = ['default', 'settings', 'parameters'] as const
export type Folder = (typeof folders)[number]

export function loadCases(folder: Folder): GoldenCase[] {
  return JSON.parse(readCompressed(folder, 'cases.json.gz'))
}

/** Sends recorded requests to embedded engines that hold the folder's documents. */
export async function runCases(
  folder: Folder,
  cases: readonly GoldenCase[],
): Promise<GoldenResult[]> {
  const recording = loadRecording(folder)
  const plain = openEngine(recording, false)
  const withContains = openEngine(recording, true)
  const results: GoldenResult[] = []
  for (const recorded of cases) {
    const engine = recorded.features?.containsFilter ? withContains : plain
    const uid = uidOf(recorded, recording.index_prefix)
    const answer = await engine[recorded.endpoint](uid, recorded.body)
    results.push({ recorded, answer, grades: grade(recorded, answer) })
  }
  return results
}

export function missedGrades({ grades }: GoldenResult): string[] {
  return GRADES.filter((grade) => !grades[grade])
}

/** The names of the cases that do not agree, with the grades that they miss. */
export function missed(results: readonly GoldenResult[]): Record<string, string[]> {
  const entries = results.map((result) => [result.recorded.name, missedGrades(result)] as const)
  return Object.fromEntries(entries.filter(([, grades]) => grades.length > 0))
}

interface Recording {
  index_prefix: string
  profiles: Record<string, { settings: unknown; documents: boolean }>
  documents: string[]
}

function loadRecording(folder: Folder): Recording {
  const profiles = JSON.parse(readFileSync(fileOf(folder, 'profiles.json'), 'utf8'))
  const documents = readCompressed(folder, 'documents.jsonl.gz').trim().split('\n')
  return { ...profiles, documents }
}

function openEngine(
  { index_prefix: prefix, profiles, documents }: Recording,
  containsFilter: boolean,
): SearchEngine {
  const rows = createRows()
  for (const [name, profile] of Object.entries(profiles)) {
    const parsed = profile.documents ? documents.map((line) => JSON.parse(line)) : []
    rows.write(`${prefix}${name}`, parsed)
  }
  return createEmbeddedEngine({
    database: new Database(':memory:'),
    settings: (uid) => profiles[uid.slice(prefix.length)]?.settings ?? {},
    source: rows.sourceOf,
    containsFilter,
  })
}

/** The one case about a bad index name has that name only in its answer. */
function uidOf({ index, answer }: GoldenCase, prefix: string): string {
  const named = answer.code === 'invalid_index_uid' && /^`(.*?)`/.exec(String(answer.message))?.[1]
  return named || `${prefix}${index}`
}

const TOTALS = ['estimatedTotalHits', 'totalHits', 'totalPages', 'total']

function grade({ status, answer }: GoldenCase, got: EngineAnswer): Grades {
  const keys = ['code', 'message', ...TOTALS]
  const said =
    status === got.status && keys.every((key) => isDeepStrictEqual(answer[key], got.body[key]))
  const expected = identities(answer)
  const found = identities(got.body)
  const { processingTimeMs: _ignored, ...rest } = got.body
  return {
    said,
    set: isDeepStrictEqual([...expected].sort(), [...found].sort()),
    order: isDeepStrictEqual(expected, found),
    whole: status === got.status && isDeepStrictEqual(plain(answer), plain(rest)),
  }
}

/** What the hits are told apart by: their `_id`, or all that was retrieved of them. */
function identities(body: JsonObject): string[] {
  const hits = (body.hits ?? body.results ?? []) as JsonObject[]
  return hits.map((hit) => String(hit._id ?? JSON.stringify(hit)))
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}

function readCompressed(folder: Folder, file: string): string {
  return gunzipSync(readFileSync(fileOf(folder, file))).toString()
}

function fileOf(folder: Folder, file: string): URL {
  return new URL(`./goldens/${folder}/${file}`, import.meta.url)
}
