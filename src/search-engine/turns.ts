import { setImmediate } from 'node:timers/promises'
import type { Room } from './room.ts'
import { type Clock, SLICE_MS, type Steps, startSlice, takeSteps } from './slices.ts'

/**
 * How long a search may go on by itself: nearly all of them are done by then. The slice after it can
 * come in the same turn of the event loop, so others wait for two.
 */
const FIRST_MS = SLICE_MS

/** So many slices more a search does not wait for those that are long, and so many do so at once. */
const SOON = 12
const BESIDE = 4

/** So many may keep what they did in their first slice, which can be megabytes, while they wait. */
const CROWD = 8

/**
 * One long piece of work at a time, in slices, so that many at once hold up nobody else, and need
 * no more memory than one. What is short does not wait for them.
 */
export interface Turns {
  /** Whether work may begin now: much in one turn of the event loop would hold up others. */
  isFree(): boolean
  untilFree(): Promise<void>
  /** Does what cannot be done in slices: what comes next may have to wait for it. */
  count<Result>(work: () => Result): Result
  /** The result of work that is short; null when it is not done, which leaves the rest to `finish`. */
  tryFirst<Result>(steps: Steps<Result>): { value: Result } | null
  /**
   * Goes on for a while with work that may soon be done, beside all that is long. Null when it is
   * not done by then, or `isStale`, or many others do the same.
   */
  goOn<Result>(steps: Steps<Result>, isStale: () => boolean): Promise<{ value: Result } | null>
  /** Whether so many wait that each should keep nothing of what it has done. */
  isCrowded(): boolean
  /**
   * Runs `work` when all that waited before is done, and there is room for its answer. Rejects when
   * `signal` aborts, and forgets work that has not begun.
   */
  wait<Result>(work: () => Promise<Result>, signal?: AbortSignal): Promise<Result>
  /** Does the rest in slices; `look` is called before each and may throw to give up. */
  finish<Result>(steps: Steps<Result>, look?: () => void): Promise<Result>
}

export function createTurns(now: Clock, room: Room): Turns {
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0
  let beside = 0
  /** The time of short work in this turn of the event loop. */
  let used = 0

  const isFree = () => used < FIRST_MS

  async function untilFree(): Promise<void> {
    while (!isFree()) await setImmediate()
  }

  function use(ms: number): void {
    if (used === 0) void setImmediate().then(() => (used = 0))
    used += ms
  }

  const tryFor = <Result>(ms: number, steps: Steps<Result>) =>
    count(() => takeSteps(steps, startSlice(now, ms)))

  function count<Result>(work: () => Result): Result {
    const start = now()
    try {
      return work()
    } finally {
      use(now() - start)
    }
  }

  return {
    isFree,
    untilFree,
    count,
    tryFirst: (steps) => tryFor(FIRST_MS, steps),
    async goOn(steps, isStale) {
      if (beside >= BESIDE) return null
      beside += 1
      try {
        for (let slices = 0; slices < SOON; slices++) {
          await setImmediate()
          await untilFree()
          if (isStale()) return null
          const done = tryFor(SLICE_MS, steps)
          if (done) return done
        }
        return null
      } finally {
        beside -= 1
      }
    },
    isCrowded: () => waiting + beside >= CROWD,
    wait<Result>(work: () => Promise<Result>, signal?: AbortSignal) {
      waiting += 1
      const entry = { work }
      const turn = last
        .then(() => (signal?.aborted ? undefined : room.free()))
        .then(() => {
          signal?.throwIfAborted()
          return entry.work()
        })
      last = turn
        .catch(() => undefined)
        .then(() => {
          waiting -= 1
        })
      if (signal === undefined) return turn
      return new Promise<Result>((resolve, reject) => {
        turn.then(resolve, reject)
        signal.addEventListener('abort', () => {
          // What it was asked with can be megabytes.
          entry.work = () => Promise.reject(signal.reason)
          reject(signal.reason)
        })
      })
    },
    async finish(steps, look = () => {}) {
      for (;;) {
        await setImmediate()
        look()
        const done = takeSteps(steps, startSlice(now))
        if (done) return done.value
      }
    },
  }
}
