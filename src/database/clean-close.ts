/**
 * Whether a file is as the last process left it: that one wrote down the time of its close, and set the
 * file's own time to it. Whatever has changed or copied the file since has changed that. To look for
 * damage takes a tenth of a start, which such a file need not wait for.
 */
import { statSync, utimesSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import { systemClock } from '../base/clock.ts'

const key = 'closed_at'

/** @param path of a file that nobody has written to since it was opened */
export function isAsClosed(path: string, database: Database): boolean {
  const closedAt = database
    .prepare<[string], string>('SELECT value FROM meta WHERE key = ?')
    .pluck()
    .get(key)
  // Some file systems keep a second's fraction less exactly: there it is checked each time.
  return closedAt !== undefined && Number(closedAt) === Math.round(statSync(path).mtimeMs)
}

/** Closes a file that is whole. One that cannot be written to any more is only closed. */
export function closeCleanly(path: string, database: Database): void {
  let closedAt: number | undefined
  try {
    const changes = statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0
    // To open a file and to do nothing with it leaves its bytes as they were.
    if (changes === 0 && isAsClosed(path, database)) return
    closedAt = systemClock().getTime()
    database
      .prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)')
      .run(key, `${closedAt}`)
  } catch {
    closedAt = undefined
  } finally {
    database.close()
  }
  if (closedAt !== undefined) setTime(path, closedAt)
}

/** To be called where a file turns out to be damaged: the next start waits until it is checked. */
export function distrust(path: string): void {
  setTime(path, systemClock().getTime())
}

function setTime(path: string, milliseconds: number): void {
  try {
    utimesSync(path, milliseconds / 1_000, milliseconds / 1_000)
  } catch {
    // Of another owner, or moved: it is not as it was closed.
  }
}
