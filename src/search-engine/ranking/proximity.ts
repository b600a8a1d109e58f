import { DocSet } from '../base/docset.ts'
import type { SearchContext } from '../query/search-context.ts'
import { type LocatedSubset, locatedKey, width } from '../query/term.ts'
import { NEAR } from '../query/word-documents.ts'
import type { Condition, EdgeMaker } from './condition.ts'
import { looksAtAllWords, nearness } from './nearness.ts'

/**
 * `proximity`: documents first in which neighbours in the query are near each other. A distance
 * costs one less than it is, one more when the words are swapped; more than 3 apart costs 3.
 */
export const proximityEdges: EdgeMaker = (context) => (from, to) => {
  const joined = width(to) - 1
  const apart: Condition = {
    key: `apart:${locatedKey(to)}`,
    documents: () => context.documentsOf(to.subset),
    step: [null, to],
  }
  // After a dropped term there is nothing to compare with.
  if (from === null || from.positions[1] + 1 !== to.positions[0]) return [[joined, apart]]
  return [...nearEdges(from, to, joined, context), [NEAR + joined, apart]]
}

function nearEdges(
  from: LocatedSubset,
  to: LocatedSubset,
  joined: number,
  context: SearchContext,
): (readonly [cost: number, condition: Condition])[] {
  let found: readonly DocSet[] | null = null
  return Array.from({ length: NEAR }, (_, at) => [
    at + joined,
    {
      key: `${at}:${locatedKey(from)}~${locatedKey(to)}`,
      *documents(universe) {
        const kept = (yield* looksAtAllWords(to.subset, context)) ? found : null
        found = kept ?? (yield* nearness(from.subset, to.subset, universe, context))
        return found[at] ?? new DocSet()
      },
      step: [from, to],
    },
  ])
}
