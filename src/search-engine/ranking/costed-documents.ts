import { DocSet } from '../base/docset.ts'
import type { Steps } from '../base/slices.ts'
import type { SearchContext } from '../query/search-context.ts'
import { type LocatedSubset, locatedKey } from '../query/term.ts'
import type { CostedCondition, EdgeMaker } from './condition.ts'
import { visitPlaces } from './term-places.ts'

/** How a rule tells places apart: by keys, small numbers of which each has its cost. */
export interface PlaceCosts {
  keyOf(place: number): number
  /** null where a place does not count. */
  costOf(key: number): number | null
}

/**
 * The edges of a rule whose cost comes from where a term's words are: one for each cost that
 * occurs, all their documents found in one pass over the places.
 */
export function* edgesByPlace(
  to: LocatedSubset,
  universe: DocSet,
  context: SearchContext,
  { keyOf, costOf }: PlaceCosts,
): Steps<CostedCondition[]> {
  // Plain words of bits rather than sets: hundreds of thousands of places are gone through.
  const byCost: Uint32Array[] = []
  const byKey: Uint32Array[] = []
  const length = (context.words.source.docidEnd + 31) >>> 5
  const uncounted = new Uint32Array(length)

  function meet(key: number): Uint32Array {
    const cost = costOf(key)
    const bits = cost === null ? uncounted : (byCost[cost] ?? new Uint32Array(length))
    if (cost !== null) byCost[cost] = bits
    byKey[key] = bits
    return bits
  }

  yield* visitPlaces(to.subset, universe, context, (pairs, end) => {
    for (let at = 0; at < end; at += 2) {
      const docid = pairs[at] as number
      const key = keyOf(pairs[at + 1] as number)
      const bits = byKey[key] ?? meet(key)
      bits[docid >>> 5] = (bits[docid >>> 5] as number) | (1 << (docid & 31))
    }
  })
  const edges: CostedCondition[] = []
  byCost.forEach((bits, cost) => {
    const documents = new DocSet(bits)
    const key = `${cost}:${locatedKey(to)}`
    edges.push([cost, { key, documents: () => documents, step: [null, to] }])
  })
  return edges
}

/** Remembers the edges to a term where it does not matter from which they come. */
export function perTerm(
  make: (to: LocatedSubset) => Steps<readonly CostedCondition[]>,
): ReturnType<EdgeMaker> {
  const made = new Map<string, readonly CostedCondition[]>()

  function* makeFor(to: LocatedSubset, key: string): Steps<readonly CostedCondition[]> {
    const edges = yield* make(to)
    made.set(key, edges)
    return edges
  }

  return (_from, to) => {
    const key = locatedKey(to)
    return made.get(key) ?? makeFor(to, key)
  }
}
