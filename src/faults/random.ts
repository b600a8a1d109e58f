import { stableHex } from '../base/stable-id.ts'

/**
 * Numbers from 0 to below 1 that look like chance and are the same for the same seed: hashes of the seed
 * and how many were drawn, in the manner of the ids of worlds with a seed.
 */
export function createRandom(seed: string): () => number {
  let drawn = 0
  return () => {
    drawn += 1
    return Number.parseInt(stableHex(`${seed} ${drawn}`).slice(0, 12), 16) / 2 ** 48
  }
}

/** @param ms a number, or the least and the most, both of which can come */
export function drawMs(ms: number | readonly [number, number], random: () => number): number {
  if (typeof ms === 'number') return ms
  const [least, most] = ms
  return least + Math.floor(random() * (most - least + 1))
}
