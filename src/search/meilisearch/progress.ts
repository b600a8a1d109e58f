import type { Database } from 'better-sqlite3'
import type { NewId } from '../../base/ids.ts'

/** How far a Meilisearch has got with the rows of a database, remembered beside the rows. */
export interface Progress {
  /** Names these rows, from the time they were filled in until they are replaced. */
  generation: string
  /** Every row up to this number is searchable. */
  seq: number
}

/**
 * Messages are numbered in the order of their commits and never change, so that they are their own
 * outbox: a message is in it from the moment it is committed, at no cost, and leaves it when this
 * number passes its own. A gateway that was killed sends the last batch again, which changes nothing.
 *
 * @param target tells one Meilisearch from another, and one prefix from another
 */
export function createProgressStore(database: Database, target: string, newId: NewId) {
  const key = `search ${target}`
  const read = database.prepare<[string], string>('SELECT value FROM meta WHERE key = ?').pluck()
  const write = database.prepare<[string, string]>(
    'INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)',
  )
  const save = (progress: Progress): Progress => {
    write.run(key, JSON.stringify(progress))
    return progress
  }

  return {
    /** Rows that were replaced have no progress: it went with them, and begins anew. */
    read(): Progress {
      const text = read.get(key)
      return text === undefined
        ? save({ generation: newId('generation'), seq: 0 })
        : JSON.parse(text)
    },
    save,
  }
}
export type ProgressStore = ReturnType<typeof createProgressStore>
