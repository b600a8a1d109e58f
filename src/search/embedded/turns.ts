import { setImmediate } from 'node:timers/promises'
import type { Room } from './room.ts'
import { type Clock, type Steps, startSlice, takeSteps } from './slices.ts'

/** How long a search may go on by itself: nearly all of them are done by then. */
const FIRST_MS = 25

/**
 * One long piece of work at a time, in slices, so that many at once hold up nobody else, and need
 * no more memory than one. What is short does not wait for them.
 */
export interface Turns {
  /** Whether work may begin now: much in one turn of the event loop would hold up others. */
  isFree(): boolean
  untilFree(): Promise<void>
  /** The result of work that is short; null when it is not done, which leaves the rest to `finish`. */
  tryFirst<Result>(steps: Steps<Result>): { value: Result } | null
  /** Runs `work` when all that waited before is done, and there is room for its answer. */
  wait<Result>(work: () => Promise<Result>): Promise<Result>
  /** Does the rest in slices; `look` is called before each and may throw to give up. */
  finish<Result>(steps: Steps<Result>, look?: () => void): Promise<Result>
}

export function createTurns(now: Clock, room: Room): Turns {
  let last: Promise<unknown> = Promise.resolve()
  /** The time of short work in this turn of the event loop. */
  let used = 0

  const isFree = () => used < FIRST_MS

  function use(ms: number): void {
    if (used === 0) void setImmediate().then(() => (used = 0))
    used += ms
  }

  return {
    isFree,
    async untilFree() {
      while (!isFree()) await setImmediate()
    },
    tryFirst(steps) {
      const start = now()
      try {
        return takeSteps(steps, startSlice(now, FIRST_MS))
      } finally {
        use(now() - start)
      }
    },
    wait(work) {
      const turn = last.then(() => room.free()).then(work)
      last = turn.catch(() => undefined)
      return turn
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
