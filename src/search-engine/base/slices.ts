import { setImmediate, setTimeout } from 'node:timers/promises'

/** How long work may go on before other requests get their turn, in milliseconds. */
export const SLICE_MS = 8

/** Milliseconds that only grow. */
export type Clock = () => number

/**
 * Work that yields wherever it may pause, at the latest after a millisecond or so, and returns its
 * result.
 */
export type Steps<Result> = Generator<void, Result, void>

/** Answers whether the slice that began now is used up. */
export function startSlice(now: Clock, ms = SLICE_MS): () => boolean {
  const end = now() + ms
  return () => now() >= end
}

/**
 * Runs `slice` until it answers that it is done, letting the event loop turn after each run.
 */
export async function runInSlices(slice: () => boolean): Promise<void> {
  while (!slice()) await setImmediate()
}

/** The shortest pause, and from when on it was others that made it longer, in milliseconds. */
const PAUSE_MS = 1
const BUSY_MS = 3

/**
 * Runs `slice` until it answers that it is done, for nobody: it keeps no process alive, and while
 * others are at work it leaves them half of the time.
 */
export async function runBesides(slice: () => boolean, now: Clock): Promise<void> {
  while (!slice()) {
    const start = now()
    await pause(PAUSE_MS)
    if (now() - start > BUSY_MS) await pause(SLICE_MS)
  }
}

/** A timer, as an immediate that keeps nothing alive would wait until something else happens. */
function pause(ms: number): Promise<void> {
  return setTimeout(ms, undefined, { ref: false })
}

/** Takes steps until the work is done or the slice is over; null when it is not done. */
export function takeSteps<Result>(
  steps: Steps<Result>,
  isOver: () => boolean,
): { value: Result } | null {
  for (;;) {
    const step = steps.next()
    if (step.done) return { value: step.value }
    if (isOver()) return null
  }
}
