/** How many rows the statements of stores write, by table, for whoever is at work. */
import type { Database } from 'better-sqlite3'

/** What somebody's work is counted into. */
export interface Counting {
  rows: Record<string, number> | undefined
}

/** Of one database. Rows that triggers write are not counted: they follow from the others. */
export interface Written {
  /** Whoever is at work; undefined while nobody asks. */
  by: Counting | undefined
}

const writtenTo = new WeakMap<Database, Written>()

export function writtenIn(database: Database): Written {
  const known = writtenTo.get(database)
  if (known !== undefined) return known
  const written: Written = { by: undefined }
  writtenTo.set(database, written)
  return written
}

const tables = new Map<string, string>()

/** @param sql of a statement that has written: of those there are a few dozen */
export function countRows(counting: Counting, sql: string, count: number): void {
  const table = tables.get(sql) ?? tableOf(sql)
  tables.set(sql, table)
  counting.rows ??= {}
  counting.rows[table] = (counting.rows[table] ?? 0) + count
}

function tableOf(sql: string): string {
  return /\b(?:INTO|UPDATE(?:\s+OR\s+\w+)?|DELETE\s+FROM)\s+"?(\w+)/i.exec(sql)?.[1] ?? 'unknown'
}
