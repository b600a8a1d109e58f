import {
  fullSubset,
  intersection,
  type LocatedSubset,
  type LocatedTerm,
  locatedKey,
  sameTerms,
} from './term.ts'
import type { TermMaker } from './terms.ts'

/** The ways to read a query: every way from the start to the end takes its terms in order. */
export interface QueryGraph {
  readonly nodes: readonly QueryNode[]
}

export interface QueryNode {
  readonly kind: 'start' | 'end' | 'term' | 'deleted'
  /** null for all but terms. */
  readonly term: LocatedSubset | null
  readonly predecessors: ReadonlySet<number>
  readonly successors: ReadonlySet<number>
}

export const START = 0
export const END = 1

/**
 * The graph of a query's terms: each by itself, and words next to each other joined by twos and
 * threes. `located` are the terms with the joins after them.
 */
export function buildQueryGraph(
  terms: readonly LocatedTerm[],
  maker: TermMaker,
): { graph: QueryGraph; located: LocatedTerm[] } {
  const located = [...terms]
  const subsets: LocatedSubset[] = []
  for (const [at, term] of terms.entries()) {
    subsets.push({ subset: fullSubset(term.term), positions: term.positions, termIds: [at, at] })
    for (const first of [at - 1, at - 2]) {
      if (first < 0) continue
      const joined = maker.join(terms.slice(first, at + 1))
      if (joined === null) continue
      located.push(joined)
      subsets.push({
        subset: fullSubset(joined.term),
        positions: joined.positions,
        termIds: [first, at],
      })
    }
  }
  const graph = emptyGraph(subsets)
  for (const [id, node] of graph.entries()) {
    const end = node.kind === 'start' ? -1 : node.term?.termIds[1]
    if (end === undefined) continue
    for (const next of nextNodes(graph, end)) connect(graph, id, next)
  }
  return { graph: { nodes: graph }, located }
}

/** The graph without these nodes, what came before each joined to what came after it. */
export function withoutNodes(graph: QueryGraph, removed: readonly number[]): QueryGraph {
  const nodes = graph.nodes.map(
    (node): GrowingNode => ({
      ...node,
      predecessors: new Set(node.predecessors),
      successors: new Set(node.successors),
    }),
  )
  for (const id of removed) {
    const { predecessors, successors } = nodes[id] as GrowingNode
    for (const before of predecessors) nodes[before]?.successors.delete(id)
    for (const after of successors) nodes[after]?.predecessors.delete(id)
    for (const before of predecessors) for (const after of successors) connect(nodes, before, after)
    nodes[id] = { kind: 'deleted', term: null, predecessors: new Set(), successors: new Set() }
  }
  return { nodes }
}

/** The most that a way through the graph costs when each term costs `costOf`. */
export function longestWay(graph: QueryGraph, costOf: (term: LocatedSubset) => number): number {
  const known = new Map<number, number>()
  const longestFrom = (id: number): number => {
    const found = known.get(id)
    if (found !== undefined) return found
    const { successors } = graph.nodes[id] as QueryNode
    const costs = [...successors].map((next) => {
      const term = graph.nodes[next]?.term ?? null
      return (term === null ? 0 : costOf(term)) + longestFrom(next)
    })
    const longest = Math.max(0, ...costs)
    known.set(id, longest)
    return longest
  }
  return longestFrom(START)
}

/** One step on a way through the graph: the terms at both its ends, the first where it counted. */
export type Step = readonly [from: LocatedSubset | null, to: LocatedSubset]

/**
 * The graph of just these ways, what a ranking rule leaves to the next. Ways share a node when
 * the term and all that follows it are the same.
 */
export function graphOfPaths(paths: readonly (readonly Step[])[]): QueryGraph {
  const subsets: LocatedSubset[] = []
  const known = new Map<string, number>()
  const ways = paths.map((path) => {
    const terms = termsOf(path)
    const keys = suffixKeys(terms)
    return terms.map((term, at) => {
      const key = keys[at] as string
      const node = known.get(key)
      if (node !== undefined) return node
      subsets.push(term)
      known.set(key, subsets.length + 1)
      return subsets.length + 1
    })
  })
  const graph = emptyGraph(subsets)
  for (const way of ways) {
    let previous = START
    for (const node of way) {
      connect(graph, previous, node)
      previous = node
    }
    connect(graph, previous, END)
  }
  return { nodes: graph }
}

interface GrowingNode extends QueryNode {
  readonly predecessors: Set<number>
  readonly successors: Set<number>
}

function emptyGraph(subsets: readonly LocatedSubset[]): GrowingNode[] {
  const node = (kind: QueryNode['kind'], term: LocatedSubset | null): GrowingNode => ({
    kind,
    term,
    predecessors: new Set(),
    successors: new Set(),
  })
  return [node('start', null), node('end', null), ...subsets.map((term) => node('term', term))]
}

function connect(nodes: readonly GrowingNode[], from: number, to: number): void {
  nodes[from]?.successors.add(to)
  nodes[to]?.predecessors.add(from)
}

/** The nodes that begin with the first term after `end`; the end itself when there is none. */
function nextNodes(nodes: readonly QueryNode[], end: number): number[] {
  const starts = nodes.map((node) => node.term?.termIds[0] ?? Number.POSITIVE_INFINITY)
  const first = Math.min(...starts.filter((start) => start > end))
  if (first === Number.POSITIVE_INFINITY) return [END]
  return [...nodes.keys()].filter((id) => starts[id] === first)
}

/** The terms along a way, each once: where two steps meet, what both of them leave of it. */
function termsOf(path: readonly Step[]): LocatedSubset[] {
  const terms: LocatedSubset[] = []
  let previous: LocatedSubset | null = null
  for (const [from, to] of path) {
    if (previous === null) {
      if (from !== null) terms.push(from)
    } else if (from === null) terms.push(previous)
    else if (sameTerms(from, previous)) {
      terms.push({ ...from, subset: intersection(from.subset, previous.subset) })
    } else terms.push(previous, from)
    previous = to
  }
  if (previous !== null) terms.push(previous)
  return terms
}

function suffixKeys(terms: readonly LocatedSubset[]): string[] {
  const keys: string[] = []
  let rest = ''
  for (const term of terms.toReversed()) {
    rest = `${locatedKey(term)} ${rest}`
    keys.unshift(rest)
  }
  return keys
}
