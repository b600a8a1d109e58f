import type { Database } from 'better-sqlite3'
import { isOfRoomNames } from './room-lists.ts'

/** Filled by triggers or by SQLite itself, or no rows of the world. */
const derived = ['conversation_counts', 'joined_counts', 'joined_rooms', 'sqlite_sequence']

/**
 * Copies every row of one database into the empty tables of another, inside the caller's transaction.
 * Tables that only the first one has are made.
 */
export function copyRows(from: Database, into: Database): void {
  const tables = from
    .prepare<[], { name: string; sql: string }>(`
      SELECT name, sql FROM sqlite_schema
      WHERE type = 'table' AND name NOT IN (${derived.map((name) => `'${name}'`).join(', ')})`)
    .all()
  const exists = into.prepare<[string]>('SELECT 1 FROM sqlite_schema WHERE name = ?')
  for (const { name, sql } of tables) {
    if (isOfRoomNames(name)) continue
    if (exists.get(name) === undefined) into.exec(sql)
    const read = from.prepare<[], unknown[]>(`SELECT * FROM "${name}"`).safeIntegers().raw()
    const values = read.columns().map(() => '?')
    const insert = into.prepare(`INSERT INTO "${name}" VALUES (${values.join(', ')})`)
    for (const row of read.iterate()) insert.run(...row)
  }
  const sequences = from.prepare<[], [string, number]>('SELECT name, seq FROM sqlite_sequence')
  const insert = into.prepare('INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)')
  into.exec('DELETE FROM sqlite_sequence')
  for (const row of sequences.raw().iterate()) insert.run(...row)
}
