import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import Database from 'better-sqlite3'
import { createEmbeddedEngine } from '../../src/search/embedded/embedded-engine.ts'
import type { EngineAnswer, JsonObject, SearchEngine } from '../../src/search/engine.ts'

/** A recorded request with the real engine's answer (see `goldens/README.md`). */
export interface GoldenCase {
  name: string
  group: string
  endpoint: 'search' | 'fetch'
  index: string
  body: unknown
  status: number
  answer: JsonObject
  features?: { containsFilter?: boolean }
  needs?: string
}

/** How far an answer agrees: what is said, which documents, in which order, and all of it. */
export interface Grades {
  said: boolean
  set: boolean
  order: boolean
  whole: boolean
}

export interface GoldenResult {
  recorded: GoldenCase
  answer: EngineAnswer
  grades: Grades
}

/** All recorded cases but those that need what the recorded build did not have. */
export function loadCases(): GoldenCase[] {
  const cases = ['cases.json', 'random.json'].flatMap((file) => readJson<GoldenCase[]>(file))
  return cases.filter((recorded) => recorded.needs === undefined)
}

/** Sends all cases to embedded engines that hold the recorded documents. */
export async function runCases(cases: readonly GoldenCase[]): Promise<GoldenResult[]> {
  const plain = await openEngine(false)
  const withContains = await openEngine(true)
  const results: GoldenResult[] = []
  for (const recorded of cases) {
    const engine = recorded.features?.containsFilter ? withContains : plain
    const answer = await engine[recorded.endpoint](uidOf(recorded), recorded.body)
    results.push({ recorded, answer, grades: grade(recorded, answer) })
  }
  return results
}

async function openEngine(containsFilter: boolean): Promise<SearchEngine> {
  const { settings, index_prefix: prefix } = readJson<Profiles>('profiles.json')
  const documents = readFixture('documents.jsonl').trim().split('\n')
  const engine = createEmbeddedEngine({
    database: new Database(':memory:'),
    settings: (uid) => settings[uid.slice(prefix.length)]?.settings ?? {},
    containsFilter,
  })
  for (const [name, profile] of Object.entries(settings)) {
    if (profile.create === false) continue
    const parsed = profile.documents ? documents.map((line) => JSON.parse(line)) : []
    await engine.index(`${prefix}${name}`, parsed)
  }
  return engine
}

interface Profiles {
  index_prefix: string
  settings: Record<string, { settings?: unknown; documents?: boolean; create?: false }>
}

/** The one case about a bad index name has that name only in its answer. */
function uidOf({ index, answer }: GoldenCase): string {
  const named = answer.code === 'invalid_index_uid' && /^`(.*?)`/.exec(String(answer.message))?.[1]
  return named || `golden_${index}`
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

function readJson<T>(file: string): T {
  return JSON.parse(readFixture(file)) as T
}

function readFixture(file: string): string {
  return readFileSync(new URL(`./goldens/${file}`, import.meta.url), 'utf8')
}
