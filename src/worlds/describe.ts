import type { Database } from 'better-sqlite3'
import type { Slot } from './slot.ts'
import type { WorldDetails, WorldSummary } from './summaries.ts'
import type { World } from './world.ts'

export function summarize(slot: Slot): WorldSummary {
  const { name, world, parked, createdAt, lastUsedAt } = slot
  return {
    name,
    state: world === undefined ? 'parked' : 'live',
    created_at: createdAt.toISOString(),
    last_used_at: lastUsedAt.toISOString(),
    bytes: world === undefined ? (parked?.bytes ?? 0) : sizeOf(world.database),
  }
}

function sizeOf(database: Database): number {
  const pages = database.pragma('page_count', { simple: true }) as number
  return pages * (database.pragma('page_size', { simple: true }) as number)
}

export function describeWorld(slot: Slot, world: World): WorldDetails {
  return {
    ...summarize(slot),
    rows: countRows(world.database),
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
        AND name NOT IN ('meta', 'joined_rooms')
      ORDER BY name`)
    .pluck()
    .all()
  const count = (name: string) =>
    database.prepare<[], number>(`SELECT count(*) FROM "${name}"`).pluck().get() ?? 0
  return Object.fromEntries(names.map((name) => [name, count(name)]))
}
