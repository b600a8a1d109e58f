import type { Database } from 'better-sqlite3'

/** So many pages wait in the write-ahead log before they are copied: some milliseconds' work. */
const DUE_PAGES = 500

/**
 * Copies what was written from SQLite's write-ahead log into its database as work of its own. SQLite
 * would do it at the end of a commit and wait for the disk twice, on top of what the commit took.
 */
export interface Checkpoints {
  /** Runs `write`, whose commits leave their pages in the log. */
  after<Result>(write: () => Result): Result
  /** Copies the pages in the log when there are many. Answers whether it did. */
  take(): boolean
}

/** Pages in the log, and how many of them have been copied; both are -1 without a log. */
interface LogState {
  log: number
  checkpointed: number
}

/** @param db with a write-ahead log or without one, which has nothing to copy */
export function createCheckpoints(db: Database): Checkpoints {
  const look = () => lookAtLog.get() as LogState
  const lookAtLog = db.prepare<[], LogState>('PRAGMA wal_checkpoint(NOOP)')
  const copy = () => copyLog.get() as LogState
  const copyLog = db.prepare<[], LogState>('PRAGMA wal_checkpoint(PASSIVE)')
  const interval = db.pragma('wal_autocheckpoint', { simple: true }) as number

  return {
    after(write) {
      db.pragma('wal_autocheckpoint = 0')
      try {
        return write()
      } finally {
        db.pragma(`wal_autocheckpoint = ${interval}`)
      }
    },
    take() {
      const before = look()
      if (before.log - before.checkpointed < DUE_PAGES) return false
      try {
        return copy().checkpointed > before.checkpointed
      } catch {
        // A full disk, or somebody who still reads: the pages stay in the log, as after a commit.
        return false
      }
    },
  }
}
