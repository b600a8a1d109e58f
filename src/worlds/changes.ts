/** What happened in a world, told after the commit, in the order of the rows. */
import type { Database } from 'better-sqlite3'
import { writtenIn } from '../database/written.ts'
import type { Change, ChangeLog } from '../operations/conversations/changes.ts'

export type { Change } from '../operations/conversations/changes.ts'

/** Hears of one commit. The rows are there when it is called. */
export type ChangeListener = (changes: readonly Change[]) => void

export interface Changes extends ChangeLog {
  /**
   * @param kinds those that it is told of, default all
   * @returns ends it
   */
  listen(listener: ChangeListener, kinds?: ReadonlySet<Change['kind']>): () => void
}

/**
 * The changes of one database, which is all that a commit of its stores is: what replaces all rows, as
 * a reset does, is told to nobody.
 *
 * @param warn told of a listener that throws: what it was told is committed, and answered as such
 */
export function createChanges(database: Database, warn: (message: string) => void): Changes {
  const listeners = new Map<ChangeListener, ReadonlySet<Change['kind']> | undefined>()
  const written = writtenIn(database)
  /** What the transaction at work has noted; undefined where there is none. */
  let noted: Change[] | undefined
  const untold: Change[][] = []
  let isTelling = false

  function tell(changes: Change[]): void {
    if (changes.length === 0) return
    untold.push(changes)
    // A listener that writes has its changes told after those that it hears of.
    if (isTelling) return
    isTelling = true
    for (let next = untold.shift(); next !== undefined; next = untold.shift()) {
      for (const [listener, kinds] of listeners) {
        const told = kinds === undefined ? next : next.filter(({ kind }) => kinds.has(kind))
        if (told.length > 0) tellOne(listener, told)
      }
    }
    isTelling = false
  }

  function tellOne(listener: ChangeListener, changes: Change[]): void {
    try {
      listener(changes)
    } catch (error) {
      warn(`changes: a listener failed: ${error instanceof Error ? error.message : error}`)
    }
  }

  /** Tells what was noted when all is written, unless that is part of a larger transaction. */
  function telling<Values extends unknown[], Result>(write: (...values: Values) => Result) {
    return (...values: Values): Result => {
      // Within another one it is committed, and told, with that.
      if (noted !== undefined || listeners.size === 0) return write(...values)
      const changes: Change[] = []
      noted = changes
      let result: Result
      try {
        result = write(...values)
      } finally {
        noted = undefined
      }
      tell(changes)
      return result
    }
  }

  return {
    note(describe) {
      if (listeners.size > 0) noted?.push(describe())
    },

    isHeard(kind) {
      for (const kinds of listeners.values()) if (kinds?.has(kind) ?? true) return true
      return false
    },

    transaction(write) {
      const transaction = database.transaction(write)
      return telling((...values) => {
        const { by } = written
        if (by === undefined) return transaction(...values)
        const before = by.rows && { ...by.rows }
        try {
          return transaction(...values)
        } catch (error) {
          // What is taken back was not written.
          by.rows = before
          throw error
        }
      })
    },

    statement: telling,

    listen(listener, kinds) {
      listeners.set(listener, kinds)
      return () => void listeners.delete(listener)
    },
  }
}
