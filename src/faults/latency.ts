/** A delay of every request, as an option has it. Pure. */

/** From the least to the most milliseconds. */
export type Latency = readonly [least: number, most: number]

/** @returns undefined for what is none: `200` and `50..200` are */
export function parseLatency(text: string): Latency | undefined {
  const [, least, most = least] = /^(\d{1,6})(?:\.\.(\d{1,6}))?$/.exec(text.trim()) ?? []
  if (least === undefined) return undefined
  return Number(least) <= Number(most) ? [Number(least), Number(most)] : undefined
}
