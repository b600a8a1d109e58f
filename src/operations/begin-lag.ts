/** Effects that later requests meet begin here, before what they hide is written. */
import Database from 'better-sqlite3'
import type { FaultEffect } from '../faults/types.ts'
import type { World } from '../worlds/world.ts'
import { createCountStore } from './conversations/counts.ts'

const countTables = ['conversation_counts', 'joined_counts']

/** Keeps what the counts are now: some hundred rows, whatever they count. */
export function holdCounts({ database, faults }: World, requests: number): void {
  const kept = new Database(':memory:')
  for (const table of countTables) {
    const sql = database
      .prepare<[string], string>('SELECT sql FROM main.sqlite_schema WHERE name = ?')
      .pluck()
      .get(table)
    kept.exec(sql ?? '')
    const rows = database.prepare<[], unknown[]>(`SELECT * FROM ${table}`).raw().all()
    const places = (rows[0] ?? []).map(() => '?').join(', ')
    if (places === '') continue
    const insert = kept.prepare(`INSERT INTO ${table} VALUES (${places})`)
    for (const row of rows) insert.run(row)
  }
  faults.lags.holdCounts(createCountStore(kept), requests)
}

export function holdSearch(
  { documents, clock, faults }: World,
  { ms, searches }: Extract<FaultEffect, { kind: 'search-lag' }>,
): void {
  const until =
    ms === undefined ? { searches: searches ?? 1 } : { time: clock().getTime() + ms, clock }
  faults.lags.holdSearch(documents.latest(), until)
}
