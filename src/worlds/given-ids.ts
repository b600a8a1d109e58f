/**
 * How many ids of each kind a seed has given to a world, kept with the rows that carry them: where these
 * come back, from a snapshot or in another world of the same seed, the next ids are others.
 */
import type { Database } from 'better-sqlite3'
import type { IdCounts, IdKind } from '../base/ids.ts'

const keyOf = (seed: string) => `ids of ${seed}`

/** To be called before a world's rows are kept or copied. */
export function rememberIds(database: Database, seed: string, counts: IdCounts): void {
  const text = JSON.stringify(Object.fromEntries(counts))
  database.prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)').run(keyOf(seed), text)
}

/** @returns none for rows that the seed gave no ids to */
export function recallIds(database: Database, seed: string): IdCounts {
  const text = database
    .prepare<[string], string>('SELECT value FROM meta WHERE key = ?')
    .pluck()
    .get(keyOf(seed))
  return new Map(text === undefined ? [] : (entriesOf(text) as [IdKind, number][]))
}

/** A snapshot that was sent to us can say anything here. */
function entriesOf(text: string): [string, unknown][] {
  try {
    return Object.entries(JSON.parse(text)).filter(([, count]) => Number.isSafeInteger(count))
  } catch {
    return []
  }
}
