import {
  type LocatedSubset,
  locatedKey,
  maxTypoCost,
  type TermSubset,
  width,
} from '../query/term.ts'
import type { EdgeMaker } from './condition.ts'

/**
 * `typo`: documents with fewer typos first. A split counts one, a join as many as the words it
 * joins.
 */
export const typoEdges: EdgeMaker = (context) => (_from, to) => {
  const joinCost = width(to) === 1 ? 0 : width(to)
  return Array.from({ length: maxTypoCost(to.subset) + 1 }, (_, typos) => {
    const term: LocatedSubset = { ...to, subset: withJust(to.subset, typos) }
    return [
      typos + joinCost,
      {
        key: `${typos}:${locatedKey(to)}`,
        documents: () => context.documentsOf(term.subset),
        step: [null, term],
      },
    ] as const
  })
}

function withJust(subset: TermSubset, typos: number): TermSubset {
  return {
    ...subset,
    zero: typos === 0 ? subset.zero : 'none',
    one: typos === 1 ? subset.one : 'none',
    two: typos === 2 ? subset.two : 'none',
  }
}
