import type { Database } from 'better-sqlite3'
import type { WorldDetails, WorldSummary } from './types.ts'
import type { Slot } from './worlds.ts'

export function summarize({ name, world, createdAt, lastUsedAt }: Slot): WorldSummary {
  const pages = world.database.pragma('page_count', { simple: true }) as number
  const size = world.database.pragma('page_size', { simple: true }) as number
  return {
    name,
    state: 'live',
    created_at: createdAt,
    last_used_at: lastUsedAt,
    bytes: pages * size,
  }
}

export function describeWorld(slot: Slot): WorldDetails {
  return {
    ...summarize(slot),
    rows: countRows(slot.world.database),
    clock: slot.clock.state(),
    seed: slot.seed ?? null,
  }
}

/** Of the tables with a world's own rows, not those that are counted or indexed from them. */
function countRows(database: Database): Record<string, number> {
  const names = database
    .prepare<[], string>(`
      SELECT name FROM sqlite_schema
      WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
        AND name NOT LIKE 'search\\_%' ESCAPE '\\' AND name NOT LIKE '%\\_counts' ESCAPE '\\'
        AND name <> 'meta'
      ORDER BY name`)
    .pluck()
    .all()
  const count = (name: string) =>
    database.prepare<[], number>(`SELECT count(*) FROM "${name}"`).pluck().get() ?? 0
  return Object.fromEntries(names.map((name) => [name, count(name)]))
}
