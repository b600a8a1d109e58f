/**
 * How many ids of each kind a seed has given to a world, kept with the rows that carry them: where these
 * come back, from a snapshot or in another world of the same seed, the next ids are others.
 */
import type { Database } from 'better-sqlite3'
import type { IdCounts, IdKind } from '../base/ids.ts'

const keyOf = (seed: string) => `ids of ${seed}`

/** Whose rows they are; nothing is kept where ids are random. */
interface Seeded {
  seed: string | undefined
  ids: IdCounts
}

/** To be called before a world's rows are kept or copied. */
export function rememberIds(database: Database, { seed, ids }: Seeded): void {
  if (seed === undefined) return
  database
    .prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)')
    .run(keyOf(seed), JSON.stringify(Object.fromEntries(ids)))
}

/** Goes on behind the ids that rows have already; from the first where the seed gave them none. */
export function recallIds(database: Database, { seed, ids }: Seeded): void {
  if (seed === undefined) return
  const text = database
    .prepare<[string], string>('SELECT value FROM meta WHERE key = ?')
    .pluck()
    .get(keyOf(seed))
  ids.clear()
  for (const [kind, count] of text === undefined ? [] : entriesOf(text)) ids.set(kind, count)
}

/** A snapshot that was sent to us can say anything here. */
function entriesOf(text: string): [IdKind, number][] {
  try {
    const counts: Record<string, unknown> = JSON.parse(text)
    return Object.entries(counts).filter(([, count]) => Number.isSafeInteger(count)) as [
      IdKind,
      number,
    ][]
  } catch {
    return []
  }
}
