import { setImmediate } from 'node:timers/promises'
import { type Clock, type Steps, startSlice, takeSteps } from './slices.ts'

/** How long a search may go on by itself: nearly all of them are done by then. */
const FIRST_MS = 25

/**
 * One long piece of work at a time, in slices, so that many at once hold up nobody else, and need
 * no more memory than one. What is short does not wait for them.
 */
export interface Turns {
  /** The result of work that is short enough to be done at once; null leaves the rest to `finish`. */
  tryFirst<Result>(steps: Steps<Result>): { value: Result } | null
  /** Runs `work` when all that waited before is done. */
  wait<Result>(work: () => Promise<Result>): Promise<Result>
  /** Does the rest in slices; `look` is called before each and may throw to give up. */
  finish<Result>(steps: Steps<Result>, look?: () => void): Promise<Result>
  /** All of that. */
  run<Result>(steps: Steps<Result>): Promise<Result>
}

export function createTurns(now: Clock): Turns {
  let last: Promise<unknown> = Promise.resolve()

  function wait<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = last.then(work)
    last = turn.catch(() => undefined)
    return turn
  }

  function tryFirst<Result>(steps: Steps<Result>): { value: Result } | null {
    return takeSteps(steps, startSlice(now, FIRST_MS))
  }

  async function finish<Result>(steps: Steps<Result>, look = () => {}): Promise<Result> {
    for (;;) {
      await setImmediate()
      look()
      const done = takeSteps(steps, startSlice(now))
      if (done) return done.value
    }
  }

  return {
    tryFirst,
    wait,
    finish,
    async run(steps) {
      const early = tryFirst(steps)
      return early ? early.value : wait(() => finish(steps))
    },
  }
}
