import { END, START } from '../query/query-graph.ts'
import type { DeadEnds } from './dead-ends.ts'
import type { Edge, RankingGraph } from './ranking-graph.ts'

/** Nodes between two pauses. */
const PAUSE = 256

/**
 * The ways of exactly this cost from the start of a graph to its end, each as its conditions in
 * order, depth first; null where others may have their turn. A way is good until the next is asked
 * for.
 *
 * Between two of them more dead ends may be found: ways that have become dead ends are left.
 */
export function* pathsOf(
  graph: RankingGraph,
  cost: number,
  deadEnds: DeadEnds,
): Generator<readonly number[] | null, void> {
  type Found = Generator<readonly number[] | null, boolean>
  const path: number[] = []
  let forbidden: ReadonlySet<number> = deadEnds.along([])
  let visited = 0

  /** Returns whether some way was found. */
  function* fromNode(node: number, left: number, toSkip: ReadonlySet<number>): Found {
    if (++visited % PAUSE === 0) yield null
    let found = false
    for (const edge of graph.edgesFrom(node)) {
      if (edge.cost > left) continue
      const rest = left - edge.cost
      if (edge.condition === null) {
        if (!(yield* skipTo(edge, rest, toSkip))) continue
      } else {
        if (forbidden.has(edge.condition) || toSkip.has(edge.to)) continue
        if (!graph.canEnd(edge.to, rest)) continue
        if (!(yield* take(edge.to, edge.condition, rest, toSkip))) continue
      }
      found = true
      forbidden = deadEnds.along(path)
      if (path.some((condition) => forbidden.has(condition))) return true
    }
    return found
  }

  function* skipTo(edge: Edge, rest: number, toSkip: ReadonlySet<number>): Found {
    if (!graph.canEnd(edge.to, rest)) return false
    if (edge.to === END) {
      yield path
      return true
    }
    return yield* fromNode(edge.to, rest, new Set([...toSkip, ...edge.skips]))
  }

  function* take(to: number, condition: number, rest: number, toSkip: ReadonlySet<number>): Found {
    const before = forbidden
    path.push(condition)
    const after = deadEnds.after(path)
    if (after !== null) forbidden = new Set([...forbidden, ...after])
    const found = yield* fromNode(to, rest, toSkip)
    forbidden = before
    path.pop()
    return found
  }

  yield* fromNode(START, cost, new Set())
}
