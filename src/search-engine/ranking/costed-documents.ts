import { DocSet } from '../docset.ts'
import type { SearchContext } from '../query/search-context.ts'
import { type LocatedSubset, locatedKey } from '../query/term.ts'
import type { Steps } from '../slices.ts'
import type { CostedCondition, EdgeMaker } from './graph-rule.ts'
import { visitPlaces } from './term-places.ts'

/**
 * The edges of a rule whose cost comes from where a term's words are: one for each cost that
 * occurs, all their documents found in one pass over the places.
 */
export function* edgesByPlace(
  to: LocatedSubset,
  universe: DocSet,
  context: SearchContext,
  costOf: (place: number) => number | null,
): Steps<CostedCondition[]> {
  const byCost: DocSet[] = []
  yield* visitPlaces(to.subset, universe, context, (docid, place) => {
    const cost = costOf(place)
    if (cost === null) return
    const documents = byCost[cost] ?? DocSet.sized(context.words.source.docidEnd)
    documents.add(docid)
    byCost[cost] = documents
  })
  const edges: CostedCondition[] = []
  byCost.forEach((documents, cost) => {
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
