import { createRandom } from './random.ts'
import type { FaultFrequency } from './types.ts'

/** Which of the requests that fit a rule are hit. */
export interface Turns {
  /** Counts a request that fits. @returns whether it is hit */
  take: () => boolean
  /** How many have fitted, and how many of them were hit. */
  seen: () => number
  hits: () => number
  /** How many are hit at most from here on; undefined for any number. */
  left: () => number | undefined
}

export function createTurns(frequency: FaultFrequency, seed: string): Turns {
  const { after = 0, every = 1, times, probability = 1 } = frequency
  const random = createRandom(seed)
  let seen = 0
  let hits = 0
  const isTurn = () =>
    seen > after &&
    (times === undefined || hits < times) &&
    (seen - after) % every === 0 &&
    (probability === 1 || random() < probability)
  return {
    take() {
      seen += 1
      if (!isTurn()) return false
      hits += 1
      return true
    },
    seen: () => seen,
    hits: () => hits,
    left: () => (times === undefined ? undefined : times - hits),
  }
}
