import { setImmediate } from 'node:timers/promises'

/** How long work may go on before other requests get their turn, in milliseconds. */
const SLICE_MS = 8

/** Milliseconds that only grow. */
export type Clock = () => number

/** Answers whether the slice that began now is used up. */
export function startSlice(now: Clock): () => boolean {
  const end = now() + SLICE_MS
  return () => now() >= end
}

/**
 * Runs `slice` until it answers that it is done, letting the event loop turn after each run.
 */
export async function runInSlices(slice: () => boolean): Promise<void> {
  while (!slice()) await setImmediate()
}
