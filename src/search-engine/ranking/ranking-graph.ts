import type { Steps } from '../base/slices.ts'
import { END, type QueryGraph, START } from '../query/query-graph.ts'
import { type LocatedSubset, width } from '../query/term.ts'
import type { Condition, CostedCondition } from './condition.ts'

export interface Edge {
  readonly to: number
  readonly cost: number
  /** An index into the graph's conditions; null leads on without any. */
  readonly condition: number | null
  /** The nodes that may not be taken any more, only skipped. */
  readonly skips: ReadonlySet<number>
}

/** A query's graph with the edges of one ranking rule. */
export interface RankingGraph {
  readonly conditions: readonly Condition[]
  edgesFrom(node: number): readonly Edge[]
  /** The costs of all ways from the start to the end, ascending. */
  costsToEnd(): readonly number[]
  /** Whether some way from a node to the end costs exactly this. */
  canEnd(node: number, cost: number): boolean
  /** Takes out all edges with a condition that finds nothing. */
  removeCondition(condition: number): void
}

const NO_NODES: ReadonlySet<number> = new Set()

export function* buildRankingGraph(
  query: QueryGraph,
  skippable: ReadonlyMap<number, ReadonlySet<number>>,
  edges: (
    from: LocatedSubset | null,
    to: LocatedSubset,
  ) => readonly CostedCondition[] | Steps<readonly CostedCondition[]>,
): Steps<RankingGraph> {
  const conditions: Condition[] = []
  const conditionIds = new Map<string, number>()
  let costs: Map<number, Set<number>> | null = null

  function conditionId(condition: Condition): number {
    const known = conditionIds.get(condition.key)
    if (known !== undefined) return known
    conditions.push(condition)
    conditionIds.set(condition.key, conditions.length - 1)
    return conditions.length - 1
  }

  function* edgesBetween(from: number, to: number): Steps<Edge[]> {
    if (to === END) return [{ to, cost: 0, condition: null, skips: NO_NODES }]
    const term = query.nodes[to]?.term as LocatedSubset
    const between: Edge[] = []
    const skips = skippable.get(to)
    if (skips !== undefined) between.push({ to, cost: width(term), condition: null, skips })
    const made = edges(query.nodes[from]?.term ?? null, term)
    for (const [cost, condition] of 'next' in made ? yield* made : made) {
      between.push({ to, cost, condition: conditionId(condition), skips: NO_NODES })
    }
    return between
  }

  const outgoing: Edge[][] = []
  for (const [from, node] of query.nodes.entries()) {
    const edgesFrom: Edge[] = []
    for (const to of [...node.successors].sort((a, b) => a - b)) {
      edgesFrom.push(...(yield* edgesBetween(from, to)))
    }
    outgoing.push(edgesFrom)
  }

  function costsOf(node: number, known: Map<number, Set<number>>): Set<number> {
    const found = known.get(node)
    if (found !== undefined) return found
    const costs = new Set<number>(node === END ? [0] : [])
    for (const edge of outgoing[node] ?? []) {
      for (const rest of costsOf(edge.to, known)) costs.add(edge.cost + rest)
    }
    known.set(node, costs)
    return costs
  }

  /** Worked out anew after edges were taken out. */
  function allCosts(): Map<number, Set<number>> {
    costs ??= new Map()
    return costs
  }

  return {
    conditions,
    edgesFrom: (node) => outgoing[node] ?? [],
    costsToEnd: () => [...costsOf(START, allCosts())].sort((a, b) => a - b),
    canEnd: (node, cost) => costsOf(node, allCosts()).has(cost),
    removeCondition(condition) {
      for (const [node, list] of outgoing.entries()) {
        outgoing[node] = list.filter((edge) => edge.condition !== condition)
      }
      costs = null
    },
  }
}
