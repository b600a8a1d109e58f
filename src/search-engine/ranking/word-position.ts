import { width } from '../query/term.ts'
import type { EdgeMaker } from './condition.ts'
import { edgesByPlace, perTerm } from './costed-documents.ts'

/**
 * `wordPosition`: documents first where words stand as far from the beginning as in the query.
 * It looks at all attributes, also when not all are searched in.
 */
export const wordPositionEdges: EdgeMaker = (context, universe) =>
  perTerm((to) => {
    const words = width(to)
    return edgesByPlace(to, universe, context, {
      keyOf: (place) => positionBucket(place & 0xffff),
      costOf(bucket) {
        const distance = Math.abs(positionOf(bucket) - to.positions[0])
        let cost = 0
        for (let at = 0; at < words; at++) cost += costOfDistance(distance + at)
        return cost
      },
    })
  })

/** Positions from 16 on are indexed less and less exactly: as 24, then as powers of two. */
export function bucketedPosition(position: number): number {
  return positionOf(positionBucket(position))
}

/** The number of the bucket that a position is in; up to 16 it is the position. */
function positionBucket(position: number): number {
  if (position < 16) return position
  return position < 24 ? 16 : 44 - Math.clz32(position - 1)
}

function positionOf(bucket: number): number {
  if (bucket < 16) return bucket
  return bucket === 16 ? 24 : Math.min(2 ** (bucket - 12), 65_535)
}

export function costOfDistance(distance: number): number {
  return COSTS[distance] ?? HIGHEST_POSITION_COST
}

/** The furthest distance of each cost. */
const UPPER_BOUNDS = [0, 1, 4, 7, 11, 16, 24, 64, 256, 1_024]

/** What a word costs that is further from its place than all that. */
export const HIGHEST_POSITION_COST = UPPER_BOUNDS.length

const COSTS = Uint8Array.from({ length: 1_025 }, (_, distance) =>
  UPPER_BOUNDS.findIndex((bound) => distance <= bound),
)
