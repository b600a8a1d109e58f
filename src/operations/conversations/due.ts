/** Moves conversations on whose time has come, before anybody can see that they have not moved. */
import type { Database } from 'better-sqlite3'
import type { Clock } from '../../base/clock.ts'
import { lazily } from '../../database/lazily.ts'
import { text } from '../../database/parameters.ts'
import type { ChangeLog } from './changes.ts'
import { type DueTimes, nextStatus, type Waiting } from './due-times.ts'

/** So many are moved in one transaction: others are answered between two of them. */
const mostAtOnce = 250

interface DueRow extends Waiting {
  id: string
}

export function createDueStore(
  database: Database,
  clock: Clock,
  changes: ChangeLog,
  times: DueTimes,
) {
  const lazy = lazily(database)
  const earliest = lazy
    .prepare<[], string | null>('SELECT min(due_at) FROM conversations WHERE due_at IS NOT NULL')
    .pluck()
  const due = lazy.prepare<[{ now: string; most: number }], DueRow>(`
    SELECT id, status, waiting_since, closes_at FROM conversations
    WHERE due_at <= ${text('now')} ORDER BY due_at, rowid LIMIT :most`)
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
    const rows = due.all({ now, most: mostAtOnce })
    for (const row of rows) moveOne(row, now)
    return rows.length === mostAtOnce
  })

  function moveOne(row: DueRow, now: string): void {
    const { id: conversation_id } = row
    let next = nextStatus(row, times)
    while (next !== undefined && next.due_at <= now) {
      const { status: previous_status } = row
      const { status } = next
      row.status = status
      if (status === 'closed') Object.assign(row, { waiting_since: null, closes_at: null })
      changes.note(() => ({ kind: 'status_updated', conversation_id, previous_status, status }))
      next = nextStatus(row, times)
    }
    move.run({ ...row, due_at: next?.due_at ?? null })
  }

  return {
    times,

    /**
     * To be called before anything of this world is shown.
     *
     * @returns whether there is more, because it was very much: to be called again
     */
    moveOn(): boolean {
      if (nextDue === undefined) nextDue = earliest.get() ?? null
      if (nextDue === null) return false
      const now = clock().toISOString()
      if (nextDue > now) return false
      const hasMore = moveSome(now)
      nextDue = undefined
      return hasMore
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
