import { END, START } from '../query/query-graph.ts'
import type { DeadEnds } from './dead-ends.ts'
import type { Edge, RankingGraph } from './ranking-graph.ts'

/**
 * Visits the ways of exactly this cost from the start of a graph to its end, each as its
 * conditions in order, depth first, until `visit` returns false.
 *
 * While it goes, `visit` may find more dead ends: ways that have become dead ends are left.
 */
export function visitPaths(
  graph: RankingGraph,
  cost: number,
  deadEnds: DeadEnds,
  visit: (path: readonly number[]) => boolean,
): void {
  const path: number[] = []
  let forbidden: ReadonlySet<number> = deadEnds.along([])

  /** null to stop altogether; else whether some way was found. */
  function visitNode(node: number, left: number, toSkip: ReadonlySet<number>): boolean | null {
    let found = false
    for (const edge of graph.edgesFrom(node)) {
      if (edge.cost > left) continue
      const rest = left - edge.cost
      const below =
        edge.condition === null
          ? skipTo(edge, rest, toSkip)
          : take(edge, edge.condition, rest, toSkip)
      if (below === null) return null
      if (!below) continue
      found = true
      forbidden = deadEnds.along(path)
      if (path.some((condition) => forbidden.has(condition))) return true
    }
    return found
  }

  function skipTo(edge: Edge, rest: number, toSkip: ReadonlySet<number>): boolean | null {
    if (!graph.canEnd(edge.to, rest)) return false
    if (edge.to === END) return visit(path) ? true : null
    return visitNode(edge.to, rest, new Set([...toSkip, ...edge.skips]))
  }

  function take(
    edge: Edge,
    condition: number,
    rest: number,
    toSkip: ReadonlySet<number>,
  ): boolean | null {
    if (forbidden.has(condition) || toSkip.has(edge.to)) return false
    if (!graph.canEnd(edge.to, rest)) return false
    const before = forbidden
    path.push(condition)
    const after = deadEnds.after(path)
    if (after !== null) forbidden = new Set([...forbidden, ...after])
    const found = visitNode(edge.to, rest, toSkip)
    forbidden = before
    path.pop()
    return found
  }

  visitNode(START, cost, new Set())
}
