/** Moves conversations on whose time has come, before anybody can see that they have not moved. */
import SQLite, { type Database } from 'better-sqlite3'
import type { Clock } from '../../base/clock.ts'
import { OptionError } from '../../base/start-error.ts'
import { lazily } from '../../database/lazily.ts'
import { text } from '../../database/parameters.ts'
import type { ChangeLog } from './changes.ts'
import { type DueTimes, nextStatus, type Waiting } from './due-times.ts'

/** So many steps are one transaction: others are answered between two of them. */
const mostAtOnce = 250

interface DueRow extends Waiting {
  id: string
}

export function createDueStore(
  database: Database,
  clock: Clock,
  changes: ChangeLog,
  times: DueTimes,
  warn: (message: string) => void,
) {
  const lazy = lazily(database)
  const earliest = lazy
    .prepare<[], string | null>('SELECT min(due_at) FROM conversations WHERE due_at IS NOT NULL')
    .pluck()
  const due = lazy.prepare<[{ now: string }], DueRow>(`
    SELECT id, status, waiting_since, closes_at FROM conversations
    WHERE due_at <= ${text('now')} ORDER BY due_at, rowid LIMIT 1`)
  const waiting = lazy.prepare<[string], DueRow>(
    'SELECT id, status, waiting_since, closes_at FROM conversations WHERE id = ?',
  )
  const move = lazy.prepare<[Waiting & { id: string; due_at: string | null }]>(`
    UPDATE conversations
    SET status = :status, waiting_since = :waiting_since, closes_at = :closes_at, due_at = :due_at
    WHERE id = :id`)
  const rearm = lazy.prepare<[Waiting & { id: string; due_at: string | null }]>(`
    UPDATE conversations
    SET waiting_since = :waiting_since, closes_at = :closes_at, due_at = :due_at WHERE id = :id`)

  /** Undefined: to be asked for. */
  let nextDue: string | null | undefined

  function dueOf(row: Waiting): string | null {
    const due_at = nextStatus(row, times)?.due_at ?? null
    if (due_at !== null && nextDue !== undefined) {
      nextDue = nextDue === null || due_at < nextDue ? due_at : nextDue
    }
    return due_at
  }

  const moveSome = changes.transaction((now: string): boolean => {
    for (let moved = 0; moved < mostAtOnce; moved += 1) {
      const row = due.get({ now })
      if (row === undefined) return false
      moveOne(row)
    }
    return true
  })

  /** One step: what comes after it is due in its turn, so that all is told in the order of time. */
  function moveOne(row: DueRow): void {
    const { id: conversation_id, status: previous_status } = row
    const status = nextStatus(row, times)?.status ?? previous_status
    const isClosed = status === 'closed'
    const moved = { ...row, status, ...(isClosed && { waiting_since: null, closes_at: null }) }
    move.run({ ...moved, due_at: nextStatus(moved, times)?.due_at ?? null })
    changes.note(() => ({ kind: 'status_updated', conversation_id, previous_status, status }))
  }

  /** Whoever waits until all is moved: one moves it for all of them. */
  const waiters: (() => void)[] = []

  function drain(): void {
    if (hasMore()) setImmediate(drain)
    else for (const done of waiters.splice(0)) done()
  }

  /**
   * A database that cannot be read, and a clock that cannot be used, are told by the request itself, which
   * has the words for it. Anything else is a bug, and said: nobody else would.
   */
  function hasMore(): boolean {
    try {
      return database.open && moveOn()
    } catch (error) {
      const isTold = error instanceof SQLite.SqliteError || error instanceof OptionError
      if (!isTold) warn(`status by the clock: ${error instanceof Error ? error.message : error}`)
      return false
    }
  }

  /** @returns whether there is more, because it was very much */
  function moveOn(): boolean {
    if (nextDue === undefined) nextDue = earliest.get() ?? null
    if (nextDue === null) return false
    const now = clock().toISOString()
    if (nextDue > now) return false
    const isMore = moveSome(now)
    nextDue = undefined
    return isMore
  }

  return {
    times,

    /**
     * To be called before anything of this world is shown. What is due is moved in pieces, and others
     * are answered between them.
     *
     * @param done called when all is moved: at once, where nothing is due
     */
    settle(done: () => void): void {
      if (waiters.length === 0 && !hasMore()) {
        done()
        return
      }
      waiters.push(done)
      if (waiters.length === 1) setImmediate(drain)
    },

    /** To be called in the transaction that changed a status or somebody's waiting. */
    arm(id: string, changed: Partial<Omit<Waiting, 'status'>> = {}): void {
      const row = waiting.get(id)
      if (row === undefined) return
      if (row.waiting_since === null && row.closes_at === null && Object.keys(changed).length === 0)
        return
      const now = { ...row, ...changed }
      rearm.run({ ...now, due_at: dueOf(now) })
    },

    waitingOf: (id: string) => waiting.get(id),

    /** To be called after all rows were replaced. */
    forget(): void {
      nextDue = undefined
    },
  }
}
export type DueStore = ReturnType<typeof createDueStore>
