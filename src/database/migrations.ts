/** Brings a file of ours that an older version made to the tables of today, its rows with it. */
import type { Database } from 'better-sqlite3'
import { listsOfRooms } from './migrations/lists-of-rooms.ts'
import { movesAtOnce } from './migrations/moves-at-once.ts'
import { openRooms } from './migrations/open-rooms.ts'
import { roomsAndWorkplace } from './migrations/rooms-and-workplace.ts'

/**
 * One step a format: the first makes format 2 of format 1. A step that a release has run is never
 * changed, so it says its SQL itself, whatever `schema.ts` says later. New tables, columns and
 * indexes stand in both.
 */
const steps = [
  // Messages are listed as they were stored, which the rowid behind every index tells.
  /* sql */ `
DROP INDEX IF EXISTS message_page;
CREATE INDEX IF NOT EXISTS message_of_conversation ON messages (conversation_id);`,
  roomsAndWorkplace + listsOfRooms,
  openRooms,
  movesAtOnce,
]

/** The format of `schema.ts`. An older program refuses a newer file. */
export const formatVersion = steps.length + 1

/** @returns the tables that a file of this format has not yet, because a later step makes them */
export function tablesMadeAfter(version: number): string[] {
  const later = steps.slice(version - 1).join('\n')
  return Array.from(
    later.matchAll(/CREATE TABLE (?:IF NOT EXISTS )?(\w+)/g),
    ([, name = '']) => name,
  )
}

/**
 * Runs the steps that the file has not seen. Each is one transaction with the number of its format:
 * a process that ends in the middle leaves the step before, whole.
 *
 * @param database held by this process alone, outside of a transaction
 * @returns the format that it had
 */
export function migrate(database: Database): number {
  const before = database.pragma('user_version', { simple: true }) as number
  if (before >= formatVersion) return before
  // A table is changed by making it anew, which must not take away the rows that refer to it.
  database.pragma('foreign_keys = OFF')
  try {
    for (let version = before; version < formatVersion; version += 1) {
      database
        .transaction(() => {
          database.exec(steps[version - 1] ?? '')
          database.pragma(`user_version = ${version + 1}`)
        })
        .immediate()
    }
  } finally {
    database.pragma('foreign_keys = ON')
  }
  return before
}
