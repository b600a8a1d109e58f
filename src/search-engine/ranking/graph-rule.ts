import { DocSet } from '../base/docset.ts'
import type { Steps } from '../base/slices.ts'
import { removalOrder } from '../query/candidates.ts'
import { graphOfPaths, longestWay, type QueryGraph } from '../query/query-graph.ts'
import type { SearchContext } from '../query/search-context.ts'
import { type LocatedSubset, originalPhrase } from '../query/term.ts'
import type { MatchingStrategy } from '../settings/settings-types.ts'
import type { Condition, EdgeMaker } from './condition.ts'
import { createDeadEnds, type DeadEnds } from './dead-ends.ts'
import { pathsOf } from './paths.ts'
import { buildRankingGraph, type RankingGraph } from './ranking-graph.ts'
import type { RankingRule } from './ranking-rule.ts'
import type { ScoringRule } from './scores.ts'

/** One of the rules that work on the query's graph. */
export interface GraphRule {
  name: ScoringRule
  edges: EdgeMaker
  /** The highest cost of a way to a term, where `edges` may leave out ways of no document. */
  highestCost?: (to: LocatedSubset, context: SearchContext) => number
}

/**
 * A ranking rule that looks for the cheapest ways through the query: each bucket holds the
 * documents that some way of one cost finds, and leaves to the next rule just those ways.
 *
 * With a matching strategy, terms may also be skipped, at a cost of one each.
 */
export function graphRule(
  { name, edges, highestCost }: GraphRule,
  context: SearchContext,
  strategy: MatchingStrategy | null,
): RankingRule {
  function maxRank(query: QueryGraph, graph: RankingGraph): number {
    const highest =
      highestCost === undefined
        ? Math.max(0, ...graph.costsToEnd())
        : longestWay(query, (to) => highestCost(to, context))
    // The words of phrases count, though a phrase is one term.
    const inPhrases = strategy === null ? 0 : Math.max(0, phraseWordCount(query) - 1)
    return 1 + inPhrases + highest
  }

  return {
    *start(documents, query) {
      const skips = strategy === null ? new Map() : yield* skippable(query, strategy, context)
      const graph = yield* buildRankingGraph(query, skips, edges(context, documents))
      const deadEnds = createDeadEnds()
      const resolved = new Map<number, DocSet>()
      const max = maxRank(query, graph)
      let nextCost = 0
      return {
        *next(left) {
          const cost = graph.costsToEnd().find((each) => each >= nextCost)
          if (cost === undefined) return null
          nextCost = cost + 1
          const score = { rule: name, rank: max - cost, max }
          return { ...(yield* findBucket(graph, cost, left, deadEnds, resolved)), score }
        },
      }
    },
  }
}

/** For each term that may be skipped, the terms that must have been skipped before it. */
function* skippable(
  query: QueryGraph,
  strategy: MatchingStrategy,
  context: SearchContext,
): Steps<Map<number, ReadonlySet<number>>> {
  const skips = new Map<number, ReadonlySet<number>>()
  const before = new Set<number>()
  for (const step of yield* removalOrder(query, strategy, context)) {
    const skippedBefore = new Set(before)
    for (const node of step) {
      skips.set(node, skippedBefore)
      before.add(node)
    }
  }
  return skips
}

/** Ways between two pauses. */
const PAUSE = 8

function* findBucket(
  graph: RankingGraph,
  cost: number,
  left: DocSet,
  deadEnds: DeadEnds,
  resolved: Map<number, DocSet>,
): Steps<{ documents: DocSet; graph: QueryGraph }> {
  const universe = left.clone()
  const bucket = left.clone()
  const goodPaths: (readonly number[])[] = []
  /** The conditions of the last path and the documents after each of them. */
  const subpath: { condition: number; documents: DocSet }[] = []

  function* documentsOf(condition: number): Steps<DocSet> {
    const found = (graph.conditions[condition] as Condition).documents(universe)
    const documents = found instanceof DocSet ? found : yield* found
    resolved.set(condition, documents)
    return documents
  }

  /** Follows one more condition; false when no document is left. */
  function follow(condition: number, documents: DocSet): boolean {
    if (!documents.intersects(universe)) {
      deadEnds.forbid([], condition)
      graph.removeCondition(condition)
      return false
    }
    const before = subpath.at(-1)?.documents ?? universe
    if (documents.intersects(before)) {
      subpath.push({ condition, documents: documents.and(before) })
      return true
    }
    const conditions = subpath.map((step) => step.condition)
    deadEnds.forbid(conditions, condition)
    for (let length = 1; length < subpath.length; length++) {
      if (!documents.intersects((subpath[length - 1] as (typeof subpath)[number]).documents)) {
        deadEnds.forbid(conditions.slice(0, length), condition)
      }
    }
    return false
  }

  /** Keeps what the last path has in common with this one, and follows the rest of it. */
  function* followAll(path: readonly number[]): Steps<boolean> {
    let same = 0
    while (same < path.length && subpath[same]?.condition === path[same]) same++
    subpath.length = same
    for (const condition of path.slice(same)) {
      const documents = resolved.get(condition) ?? (yield* documentsOf(condition))
      if (!follow(condition, documents)) return false
    }
    return true
  }

  let looked = 0
  for (const path of universe.isEmpty ? [] : pathsOf(graph, cost, deadEnds)) {
    if (path === null || ++looked % PAUSE === 0) yield
    if (path === null || !(yield* followAll(path))) continue
    const found = subpath.pop()?.documents ?? universe.clone()
    goodPaths.push([...path])
    universe.andNotWith(found)
    for (const { documents } of subpath) documents.andNotWith(found)
    if (universe.isEmpty) break
  }

  const steps = goodPaths.map((path) =>
    path.map((condition) => (graph.conditions[condition] as Condition).step),
  )
  return { documents: bucket.andNotWith(universe), graph: graphOfPaths(steps) }
}

function phraseWordCount(query: QueryGraph): number {
  let count = 0
  for (const { term } of query.nodes) {
    const phrase = term === null ? null : originalPhrase(term.subset)
    count += phrase?.filter((word) => word !== null).length ?? 0
  }
  return count
}
