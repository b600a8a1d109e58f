import { width } from '../query/term.ts'
import { edgesByPlace } from './costed-documents.ts'
import type { EdgeMaker } from './graph-rule.ts'

/**
 * `wordPosition`: documents first where words stand as far from the beginning as in the query.
 * It looks at all attributes, also when not all are searched in.
 */
export const wordPositionEdges: EdgeMaker = (_from, to, context) => {
  const words = width(to)
  const costs = Array.from({ length: 10 * words + 1 }, (_, cost) => cost)
  return edgesByPlace(
    to,
    costs,
    (place) => {
      const distance = Math.abs(bucketedPosition(place & 0xffff) - to.positions[0])
      let cost = 0
      for (let at = 0; at < words; at++) cost += costOfDistance(distance + at)
      return cost
    },
    context,
  )
}

/** Positions from 16 on are indexed less and less exactly: as 24, then as powers of two. */
export function bucketedPosition(position: number): number {
  if (position < 16) return position
  if (position < 24) return 24
  return Math.min(2 ** Math.ceil(Math.log2(position)), 65_535)
}

const UPPER_BOUNDS = [0, 1, 4, 7, 11, 16, 24, 64, 256, 1_024]

export function costOfDistance(distance: number): number {
  const cost = UPPER_BOUNDS.findIndex((bound) => distance <= bound)
  return cost === -1 ? UPPER_BOUNDS.length : cost
}
