/** Moves conversations on whose time has come, before anybody can see that they have not moved. */
import SQLite, { type Database } from 'better-sqlite3'
import type { Clock } from '../../base/clock.ts'
import { OptionError } from '../../base/start-error.ts'
import { lazily } from '../../database/lazily.ts'
import type { ChangeLog } from './changes.ts'
import { type CountedRow, createDueBatches, type DueRow, dueColumns } from './due-batches.ts'
import { type DueTimes, later, nextStatus, type Waiting, waitingStatuses } from './due-times.ts'

/** So many conversations are one transaction: others are answered between two of them. */
const mostAtOnce = 150

export function createDueStore(
  database: Database,
  clock: Clock,
  changes: ChangeLog,
  times: DueTimes,
  warn: (message: string) => void,
) {
  const lazy = lazily(database)
  const batches = createDueBatches(database)
  const earliest = lazy
    .prepare<[], string | null>('SELECT min(due_at) FROM conversations WHERE due_at IS NOT NULL')
    .pluck()
  const one = lazy.prepare<[string], DueRow>(`SELECT ${dueColumns} FROM conversations WHERE id = ?`)
  // What is not named is not touched, nor are its indexes and triggers.
  const update = (names: (keyof DueRow)[]) =>
    lazy.prepare<[DueRow]>(`
    UPDATE conversations SET ${names.map((name) => `${name} = :${name}`).join(', ')}
    WHERE rowid = :rowid`)
  const move = update(['status', 'waiting_since', 'closes_at', 'due_at'])
  const rearm = update(['waiting_since', 'closes_at', 'due_at'])
  const begin = lazy.prepare<[Omit<Waiting, 'status'> & { since: number; due_at: string }]>(`
    UPDATE conversations SET waiting_since = :waiting_since, closes_at = :closes_at, due_at = :due_at
    WHERE rowid > :since`)
  const latestOfContact = lazy
    .prepare<[{ id: string }], string>(`
    SELECT m.created_at FROM conversations c CROSS JOIN messages m ON m.conversation_id = c.id
    WHERE c.id = :id AND m."from" = c.contact_id ORDER BY m.seq DESC LIMIT 1`)
    .pluck()

  /** Undefined: to be asked for. */
  let nextDue: string | null | undefined

  function dueOf(row: Waiting): string | null {
    const due_at = nextStatus(row, times)?.due_at ?? null
    if (due_at !== null && nextDue !== undefined) {
      nextDue = nextDue === null || due_at < nextDue ? due_at : nextDue
    }
    return due_at
  }

  /** The earliest that are due. Each is written once, with all its steps. */
  const moveSome = changes.statement((now: string): boolean => {
    const due = batches.read(now, mostAtOnce)
    const isMore = due.length === mostAtOnce
    const before = new Map(due.map((row) => [row.rowid, row]))
    const after = changes.isHeard('status_updated')
      ? stepsInOrder(due, now, isMore)
      : due.map((row) => allSteps(row, now))
    if (due.length > 0) batches.write(before, after)
    return isMore
  })

  /**
   * As they are told, in the order of time: what comes after a step is due in its turn, here if it is
   * before the last of them, else with the next ones.
   */
  function stepsInOrder(due: CountedRow[], now: string, isMore: boolean): Iterable<CountedRow> {
    const steps = [...due]
    const last = isMore ? due.at(-1) : undefined
    const after = new Map<number, CountedRow>()
    for (const [n, row] of steps.entries()) {
      const next = step(row)
      after.set(row.rowid, next)
      if (!isDue(next, now) || (last !== undefined && isBehind(next, last))) continue
      const place = steps.findIndex((other, at) => at > n && isBehind(other, next))
      steps.splice(place === -1 ? steps.length : place, 0, next)
    }
    return after.values()
  }

  function allSteps(row: CountedRow, now: string): CountedRow {
    let last = row
    while (isDue(last, now)) last = step(last)
    return last
  }

  /** @returns the row after it, to be written */
  function step(row: CountedRow): CountedRow {
    const { id: conversation_id, status: previous_status } = row
    const status = nextStatus(row, times)?.status ?? previous_status
    const isClosed = status === 'closed'
    const latest = isClosed ? latestOfContact.get({ id: conversation_id }) : undefined
    const closes_at = latest === undefined ? row.closes_at : later(latest, times.closeAfterMs)
    if (isLater(closes_at, row.closes_at)) {
      const postponed = { ...row, closes_at }
      return { ...postponed, due_at: dueOf(postponed) }
    }
    const moved = { ...row, status, ...(isClosed && { waiting_since: null, closes_at: null }) }
    changes.note(() => ({ kind: 'status_updated', conversation_id, previous_status, status }))
    return { ...moved, due_at: dueOf(moved) }
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

    /** A conversation that is there. */
    get(id: string): DueRow {
      const row = one.get(id)
      if (row === undefined) throw new Error(`no conversation ${id}`)
      return row
    },

    /** Writes what is changed, and when that is due. */
    change(row: DueRow, changed: Partial<Waiting>): void {
      const now = { ...row, ...changed }
      const isOfStatus = now.status === row.status
      const isNoSooner = now.closes_at === row.closes_at || isLater(now.closes_at, row.closes_at)
      if (isOfStatus && now.waiting_since === row.waiting_since && isNoSooner) return
      now.due_at = dueOf(now)
      if (isOfStatus) rearm.run(now)
      else move.run(now)
    },

    /** Conversations that have come since this row, all of one status, wait for their times from now on. */
    waitFromNow(since: number, status: Waiting['status']): void {
      const now = clock().toISOString()
      const waiting_since = waitingStatuses.includes(status) ? now : null
      const closes_at = later(now, times.closeAfterMs)
      const due_at = dueOf({ status, waiting_since, closes_at })
      if (due_at !== null) begin.run({ since, waiting_since, closes_at, due_at })
    },

    /** To be called after all rows were replaced. */
    forget(): void {
      nextDue = undefined
    },
  }
}

const isDue = ({ due_at }: DueRow, now: string) => due_at !== null && due_at <= now

/** In the order of what is due; one of each two is. */
function isBehind(one: DueRow, other: DueRow): boolean {
  if (one.due_at === other.due_at) return one.rowid > other.rowid
  return other.due_at !== null && (one.due_at === null || one.due_at > other.due_at)
}

/** Null is never. */
function isLater(time: string | null, than: string | null): boolean {
  return time !== null && than !== null && time > than
}

export type DueStore = ReturnType<typeof createDueStore>
