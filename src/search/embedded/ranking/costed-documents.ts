import { DocSet } from '../docset.ts'
import type { SearchContext } from '../query/search-context.ts'
import { type LocatedSubset, locatedKey } from '../query/term.ts'
import type { Condition } from './graph-rule.ts'
import { visitPlaces } from './term-places.ts'

/**
 * The edges of a rule whose cost comes from where a term's words are: one for each cost, all
 * their documents found in one pass over the places.
 */
export function edgesByPlace(
  to: LocatedSubset,
  costs: readonly number[],
  costOf: (place: number) => number | null,
  context: SearchContext,
): readonly (readonly [cost: number, condition: Condition])[] {
  let found: Map<number, DocSet> | null = null

  function findAll(universe: DocSet): Map<number, DocSet> {
    const byCost = new Map<number, DocSet>()
    visitPlaces(to.subset, universe, context, (docid, place) => {
      const cost = costOf(place)
      if (cost === null) return
      const documents = byCost.get(cost)
      if (documents !== undefined) documents.add(docid)
      else byCost.set(cost, DocSet.of([docid]))
    })
    return byCost
  }

  return costs.map((cost) => [
    cost,
    {
      key: `${cost}:${locatedKey(to)}`,
      documents(universe) {
        found ??= findAll(universe)
        return found.get(cost) ?? new DocSet()
      },
      step: [null, to],
    },
  ])
}
