/** Moves conversations on whose time has come, before anybody can see that they have not moved. */
import SQLite, { type Database } from 'better-sqlite3'
import type { Clock } from '../../base/clock.ts'
import { OptionError } from '../../base/start-error.ts'
import { lazily } from '../../database/lazily.ts'
import type { Change, ChangeLog } from './changes.ts'
import { type CountedRow, createDueBatches, type DueRow, dueColumns } from './due-batches.ts'
import {
  type DueTimes,
  dueAt,
  later,
  statusAt,
  type Waiting,
  waitingStatuses,
} from './due-times.ts'

/** So many conversations are one transaction: others are answered between two of them. */
const mostAtOnce = 300

/** So many steps, where somebody is told of each: that takes longer than the step itself. */
const mostTold = 200

/** As many as a conversation goes through at once. */
const mostSteps = 3

/** What became of a conversation that was due, and when. */
interface Step {
  at: string
  rowid: number
  change: Change
}

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

  /** Undefined: to be asked for. */
  let nextDue: string | null | undefined

  function dueOf(row: Waiting): string | null {
    const due_at = dueAt(row, times)
    if (due_at !== null && nextDue !== undefined) {
      nextDue = nextDue === null || due_at < nextDue ? due_at : nextDue
    }
    return due_at
  }

  /** What those that are due go through each: how many steps is known of the last ones. */
  let stepsOfEach = mostSteps

  /** The earliest that are due. Each is written once, with all its steps. */
  const moveSome = changes.statement((now: string): boolean => {
    const isTold = changes.isHeard('status_updated')
    const most = isTold ? Math.floor(mostTold / stepsOfEach) : mostAtOnce
    const due = batches.read(now, most)
    const isMore = due.length === most
    const steps: Step[] = []
    const after = due.map((row) => allSteps(row, now, steps))
    // Told as they would have come: who moves first may move once more before the next one does.
    for (const { change } of steps.sort(inTime)) changes.note(() => change)
    if (due.length > 0) batches.write(due, after)
    stepsOfEach = isMore ? Math.min(Math.max(steps.length / most, 1), mostSteps) : mostSteps
    return isMore
  })

  /** @param steps what it goes through is added to them */
  function allSteps(row: CountedRow, now: string, steps: Step[]): CountedRow {
    const { rowid, id: conversation_id } = row
    let last = row
    for (let at = ''; last.due_at !== null && last.due_at <= now; ) {
      // Times can be set so that a step is due before the one that it follows.
      if (last.due_at > at) at = last.due_at
      const { status: previous_status } = last
      last = step(last, last.due_at)
      const { status } = last
      if (status === previous_status) continue
      const change = { kind: 'status_updated', conversation_id, previous_status, status } as const
      steps.push({ at, rowid, change })
    }
    return last
  }

  /** @returns the row after it: of the same status, where closing is put off */
  function step(row: CountedRow, due_at: string): CountedRow {
    const status = statusAt(due_at, row)
    const isClosed = status === 'closed'
    const latest = isClosed ? row.latest_of_contact : null
    const closes_at = latest === null ? row.closes_at : later(latest, times.closeAfterMs)
    if (isLater(closes_at, row.closes_at)) {
      const postponed = { ...row, closes_at }
      return { ...postponed, due_at: dueOf(postponed) }
    }
    const moved = { ...row, status, ...(isClosed && { waiting_since: null, closes_at: null }) }
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

/** Those of one conversation are in their order already. */
function inTime(one: Step, other: Step): number {
  if (one.at !== other.at) return one.at < other.at ? -1 : 1
  return one.rowid - other.rowid
}

/** Null is never. */
function isLater(time: string | null, than: string | null): boolean {
  return time !== null && than !== null && time > than
}

export type DueStore = ReturnType<typeof createDueStore>
