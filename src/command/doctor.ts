/** What a start needs, looked at one by one, each with what mends it. Changes nothing. */
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { nodeProblem } from '../base/node-version.ts'
import { openDatabase } from '../database/database.ts'
import { explainDatabaseError } from '../database/errors.ts'
import { lookAt } from '../database/place.ts'
import { loadFixture } from '../fixtures/load.ts'
import { resolveFixtures } from '../fixtures/sources.ts'
import { explainListening } from '../readable-errors.ts'
import { embeddedSettingsProblem } from '../search/embedded-search.ts'
import { checkFixture } from '../worlds/ground.ts'
import type { CliOptions } from './options.ts'

export interface Finding {
  what: string
  /** What was found, where it is right. */
  found?: string
  /** What is wrong, and what mends it. */
  problem?: string
}

const meilisearchMs = 5_000

/** One after the other, and all of them whatever is wrong. */
export async function examine(options: CliOptions): Promise<Finding[]> {
  const checks: [string, (options: CliOptions) => string | Promise<string>][] = [
    ['Node', checkNode],
    ['port', checkPort],
    ['fixture', checkWorld],
    ['database', checkDatabase],
    ['Meilisearch', checkMeilisearch],
  ]
  const findings: Finding[] = []
  for (const [what, check] of checks) {
    try {
      findings.push({ what, found: await check(options) })
    } catch (error) {
      findings.push({ what, problem: (error as Error).message })
    }
  }
  return findings
}

function checkNode(): string {
  const problem = nodeProblem()
  if (problem !== undefined) throw new Error(`${problem}: install a later one`)
  return process.versions.node
}

function checkPort({ port, host }: CliOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', (error) => reject(explainListening(error, port, host)))
    server.listen(port, host, () => {
      server.close(() => resolve(port === 0 ? 'any free one' : `${port} of ${host} is free`))
    })
  })
}

function checkWorld({ fixtures, ...options }: CliOptions): string {
  const problem = options['meilisearch-url'] === undefined ? embeddedSettingsProblem : undefined
  return loadFixture(resolveFixtures([...fixtures]), problem).name
}

/** A copy is opened as a start would: to open the file itself may change it. */
function checkDatabase({ db, fixtures, reset }: CliOptions): string {
  if (db === ':memory:') return 'in memory, nothing is kept'
  const folder = mkdtempSync(join(tmpdir(), 'imbrace-gateway-mock-'))
  try {
    const place = lookAt(db)
    if (place !== 'file') return `${db} is filled by the next start`
    if (existsSync(`${db}-wal`)) refuseHeld(db)
    const copy = join(folder, 'copy.sqlite')
    for (const end of ['', '-wal', '-journal']) {
      if (existsSync(db + end)) copyFileSync(db + end, copy + end)
    }
    return checkCopy(copy, db, reset ? undefined : fixtures)
  } catch (error) {
    throw explainDatabaseError(error, db)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * The process that has a file open holds a lock on it, and has changes beside it. Asked for a lock of its
 * own, a connection that may not write is refused before it makes a file beside the database.
 */
function refuseHeld(db: string): void {
  const database = new SQLite(db, { readonly: true, timeout: 0 })
  try {
    database.pragma('locking_mode = EXCLUSIVE')
    database.prepare('SELECT count(*) FROM sqlite_schema').get()
  } catch (error) {
    if ((error as { code?: string }).code === 'SQLITE_BUSY') throw error
  } finally {
    database.close()
  }
}

function checkCopy(copy: string, db: string, fixtures: readonly string[] | undefined): string {
  try {
    const database = openDatabase(copy, () => undefined)
    try {
      if (fixtures === undefined) return `${db} is emptied by --reset`
      const { isStale } = checkFixture(database, db, resolveFixtures(fixtures))
      const stale = isStale ? ': its fixture has changed since, --reset starts over' : ''
      return `${db} can be used${stale}`
    } finally {
      database.close()
    }
  } catch (error) {
    const { message } = error as Error
    throw Object.assign(error as Error, { message: message.replaceAll(copy, db) })
  }
}

async function checkMeilisearch(options: CliOptions): Promise<string> {
  const url = options['meilisearch-url']
  const key = options['meilisearch-key']
  if (url === undefined) return 'none, the embedded engine searches'
  const headers: Record<string, string> =
    key === undefined ? {} : { authorization: `Bearer ${key}` }
  const signal = AbortSignal.timeout(meilisearchMs)
  const address = `${url.replace(/\/+$/, '')}/indexes?limit=1`
  const response = await fetch(address, { headers, signal }).catch(() => undefined)
  if (response === undefined) {
    throw new Error(
      `${url} does not answer: start it, correct --meilisearch-url, or leave it out for the embedded engine`,
    )
  }
  if (response.ok) return `${url} answers`
  if (response.status === 401 || response.status === 403) {
    throw new Error(`${url} refuses the key: set IMBRACE_MOCK_MEILISEARCH_KEY to its master key`)
  }
  throw new Error(`${url} answers ${response.status}: is it a Meilisearch?`)
}
