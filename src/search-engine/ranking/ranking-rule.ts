import type { DocSet } from '../base/docset.ts'
import type { Steps } from '../base/slices.ts'
import type { QueryGraph } from '../query/query-graph.ts'
import type { Score } from './scores.ts'

/** Part of a bucket, and what is left of the query for the rules that split it further. */
export interface Bucket {
  documents: DocSet
  graph: QueryGraph
  /** How the rule ranks the documents; null when it only orders. */
  score: Score | null
}

/** A ranking rule at work on one bucket of the rule before. */
export interface RankingIteration {
  /** The next part of what is left of the bucket; null when there is no more. */
  next(left: DocSet): Steps<Bucket | null>
}

export interface RankingRule {
  start(documents: DocSet, graph: QueryGraph): Steps<RankingIteration>
}
