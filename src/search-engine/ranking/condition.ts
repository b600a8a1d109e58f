import type { DocSet } from '../base/docset.ts'
import type { Steps } from '../base/slices.ts'
import type { Step } from '../query/query-graph.ts'
import type { SearchContext } from '../query/search-context.ts'
import type { LocatedSubset } from '../query/term.ts'

/** What a rule asks of documents on the way from one term of the query to the next. */
export interface Condition {
  /** Conditions with the same key are the same. */
  readonly key: string
  /** The documents that meet it, at least all those of `universe`. Not to be changed. */
  documents(universe: DocSet): DocSet | Steps<DocSet>
  /** The terms as the condition leaves them; `from` null when it says nothing about it. */
  readonly step: Step
}

/** A way from one term to the next. */
export type CostedCondition = readonly [cost: number, condition: Condition]

/** Makes the ways from one term to the next for one bucket of the rule before, cheapest first. */
export type EdgeMaker = (
  context: SearchContext,
  universe: DocSet,
) => (
  from: LocatedSubset | null,
  to: LocatedSubset,
) => readonly CostedCondition[] | Steps<readonly CostedCondition[]>
