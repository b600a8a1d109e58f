import type { Database } from 'better-sqlite3'

/** So many pages wait in the write-ahead log before they are copied: some milliseconds' work. */
const DUE_PAGES = 250

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

/** @param db with a write-ahead log or without one, which has nothing to copy */
export function createCheckpoints(db: Database): Checkpoints {
  const look = db.prepare<[], { log: number; checkpointed: number }>('PRAGMA wal_checkpoint(NOOP)')
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
      const { log, checkpointed } = look.get() as { log: number; checkpointed: number }
      if (log - checkpointed < DUE_PAGES) return false
      db.pragma('wal_checkpoint(PASSIVE)')
      return true
    },
  }
}
