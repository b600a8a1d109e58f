import { DocSet } from '../base/docset.ts'
import type { Steps } from '../base/slices.ts'
import type { MatchingStrategy } from '../settings/settings-types.ts'
import { END, type QueryGraph, START, withoutNodes } from './query-graph.ts'
import type { SearchContext } from './search-context.ts'
import { originalPhrase } from './term.ts'

/** The documents of `universe` that are left when a query is relaxed as far as it may be. */
export function* candidatesOf(
  graph: QueryGraph,
  strategy: MatchingStrategy,
  universe: DocSet,
  context: SearchContext,
): Steps<DocSet> {
  const removed = (yield* removalOrder(graph, strategy, context)).flat()
  return yield* graphDocuments(withoutNodes(graph, removed), universe, context)
}

/**
 * The nodes that the strategy takes out of the query, in the steps it takes them: from the last
 * term on, or from the most frequent. Phrases stay, and so does the last step without them.
 */
export function* removalOrder(
  graph: QueryGraph,
  strategy: MatchingStrategy,
  context: SearchContext,
): Steps<number[][]> {
  if (strategy === 'all') return []
  const cost = strategy === 'last' ? costOfLast(graph) : yield* costOfFrequent(graph, context)
  if (cost === null) return []
  const steps = new Map<number, number[]>()
  let keepsOne = false
  for (const [id, { term }] of graph.nodes.entries()) {
    if (term === null) continue
    if (originalPhrase(term.subset) !== null || term.subset.mandatory) {
      keepsOne = true
      continue
    }
    let highest = 0
    for (let at = term.termIds[0]; at <= term.termIds[1]; at++)
      highest = Math.max(highest, cost(at))
    const step = steps.get(highest)
    if (step === undefined) steps.set(highest, [id])
    else step.push(id)
  }
  const order = [...steps].sort(([a], [b]) => a - b).map(([, step]) => step)
  return keepsOne ? order : order.slice(0, -1)
}

function costOfLast(graph: QueryGraph): ((termId: number) => number) | null {
  const terms = graph.nodes.flatMap(({ term }) => (term === null ? [] : [term]))
  const first = Math.min(...terms.map((term) => term.termIds[0]))
  const last = Math.max(...terms.map((term) => term.termIds[1]))
  return first >= last || terms.length === 0 ? null : (termId) => 1 + last - termId
}

/** The rarer a term, the later it goes; one that finds nothing goes first. */
function* costOfFrequent(
  graph: QueryGraph,
  context: SearchContext,
): Steps<(termId: number) => number> {
  const found = new Map<number, DocSet>()
  for (const { term } of graph.nodes) {
    if (term === null) continue
    const documents = yield* context.documentsOf(term.subset)
    for (let at = term.termIds[0]; at <= term.termIds[1]; at++) {
      found.set(at, found.get(at)?.or(documents) ?? documents)
    }
  }
  const frequencies = new Map<number, number>()
  for (const [id, documents] of found) {
    frequencies.set(id, documents.size === 0 ? Number.POSITIVE_INFINITY : documents.size)
  }
  const distinct = [...new Set(frequencies.values())].sort((a, b) => b - a)
  return (termId) => 1 + distinct.indexOf(frequencies.get(termId) as number)
}

/**
 * The documents of `universe` that some way through the graph finds. The terms are looked at in
 * the order of Meilisearch 1.50, which decides whose typos are worked out first.
 */
export function* graphDocuments(
  graph: QueryGraph,
  universe: DocSet,
  context: SearchContext,
): Steps<DocSet> {
  const found = new Map<number, DocSet>()
  const waiting = [START]
  for (;;) {
    const id = waiting.shift() as number
    const { predecessors, successors, term } = graph.nodes[id] as QueryGraph['nodes'][number]
    const before = [...predecessors].map((node) => found.get(node))
    if (before.includes(undefined)) {
      waiting.push(id)
      continue
    }
    const documents = id === START ? universe : new DocSet()
    for (const each of before) documents.orWith(each as DocSet)
    if (id === END) return documents
    if (term !== null) documents.andWith(yield* context.documentsOf(term.subset))
    found.set(id, documents)
    for (const next of [...successors].sort((a, b) => a - b)) {
      if (!waiting.includes(next) && !found.has(next)) waiting.push(next)
    }
  }
}
