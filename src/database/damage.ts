/** Looks for damage in a database file before its rows answer anybody wrongly. */
import SQLite, { type Database } from 'better-sqlite3'
import { StartError } from '../base/start-error.ts'
import { damaged } from './errors.ts'

/** Up to this size a start waits for the check, which takes about 1 ms for each MiB. */
const waitedFor = 8 * 1024 * 1024

/**
 * Up to this size indexes are compared with their tables as well. That takes four times as long,
 * and no table may hold up the requests that come meanwhile for more than about a tenth of a second.
 */
const comparedUpTo = 32 * 1024 * 1024

/** A start is over before. */
const firstLookMs = 250

/** @throws {StartError} for a small file whose structure is damaged */
export function refuseDamage(path: string, database: Database): void {
  if (sizeOf(database) > waitedFor) return
  const finding = check(database, 'quick_check')
  if (finding !== undefined) throw new StartError(damaged(path, finding))
}

/**
 * Checks one table after the other, between requests.
 *
 * @param report told of the first damage, in a sentence
 * @returns whether all was looked at, or damage found; and a way to stop looking
 */
export function lookForDamage(
  path: string,
  database: Database,
  report: (sentence: string) => void,
): { isOver: () => boolean; stop: () => void } {
  const pragma = sizeOf(database) > comparedUpTo ? 'quick_check' : 'integrity_check'
  const tables = database
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .pluck()
    .all()
  // Stands for the free pages too.
  tables.push('sqlite_schema')
  let isOver = false
  const look = () => {
    const table = tables.pop()
    const finding = table === undefined ? undefined : check(database, `${pragma}("${table}")`)
    isOver = table === undefined || finding !== undefined
    if (finding !== undefined) report(damaged(path, finding))
    if (!isOver) timer = setTimeout(look, 1).unref()
  }
  let timer = setTimeout(look, firstLookMs).unref()
  return { isOver: () => isOver, stop: () => clearTimeout(timer) }
}

/** @returns the first damage in SQLite's words */
function check(database: Database, pragma: string): string | undefined {
  try {
    const first = String(database.prepare(`PRAGMA ${pragma}`).pluck().get())
    return first === 'ok' ? undefined : first.replace(/\s+/g, ' ')
  } catch (error) {
    if (error instanceof SQLite.SqliteError) return error.message
    throw error
  }
}

function sizeOf(database: Database): number {
  const [pages, bytes] = ['page_count', 'page_size'].map((name) =>
    Number(database.pragma(name, { simple: true })),
  )
  return (pages ?? 0) * (bytes ?? 0)
}
