import { expect, test } from 'vitest'
import { removalOrder } from '../../../src/search-engine/query/candidates.ts'
import { parseQuery } from '../../../src/search-engine/query/parse-query.ts'
import {
  buildQueryGraph,
  END,
  graphOfPaths,
  type QueryGraph,
  START,
  withoutNodes,
} from '../../../src/search-engine/query/query-graph.ts'
import { createSearchContext } from '../../../src/search-engine/query/search-context.ts'
import { createSynonyms } from '../../../src/search-engine/query/synonyms.ts'
import type { LocatedSubset } from '../../../src/search-engine/query/term.ts'
import { createTermMaker } from '../../../src/search-engine/query/terms.ts'
import type { MatchingStrategy } from '../../../src/search-engine/settings/settings-types.ts'
import { finish } from '../finish.ts'
import { defaultSettings } from '../text-fixture.ts'
import { wordSource } from './word-source-fixture.ts'

const NONE: ReadonlySet<string> = new Set()
const source = wordSource(['a b c', 'b c', 'c'])

function graphOf(query: string): QueryGraph {
  const maker = createTermMaker(source, defaultSettings, createSynonyms({}, NONE), NONE)
  const { terms } = finish(parseQuery(query, maker, { stopWords: NONE, prefixSearch: false }))
  return buildQueryGraph(terms, maker).graph
}

function nameOf(graph: QueryGraph, node: number): string {
  return graph.nodes[node]?.term?.subset.term.original ?? graph.nodes[node]?.kind ?? '?'
}

/** All ways through a graph, the names of their terms with spaces. */
function ways(graph: QueryGraph, from = START): string[] {
  if (from === END) return ['']
  return [...(graph.nodes[from]?.successors ?? [])].flatMap((next) =>
    ways(graph, next).map((rest) => (next === END ? rest : `${nameOf(graph, next)} ${rest}`)),
  )
}

const GRAPHS: [string, string[]][] = [
  ['a', ['a ']],
  ['a b', ['a b ', 'ab ']],
  ['a b c', ['a b c ', 'a bc ', 'ab c ', 'abc ']],
  ['a "b c" d', ['a b c d ']],
  ['a. b', ['a b ']],
]
for (const [query, expected] of GRAPHS) {
  test(`${query} is read in ${expected.length} ways`, () => {
    expect(ways(graphOf(query)).toSorted()).toEqual(expected.toSorted())
  })
}

test('what comes before a removed node is joined to what comes after it', () => {
  const graph = graphOf('a. b. c')
  const middle = graph.nodes.findIndex((_, node) => nameOf(graph, node) === 'b')
  expect(ways(withoutNodes(graph, [middle]))).toEqual(['a c '])
  expect(ways(graph)).toEqual(['a b c '])
})

const REMOVALS: [string, MatchingStrategy, string[]][] = [
  ['a. b. c', 'last', ['c', 'b']],
  ['a. b. c', 'all', []],
  ['a. b. c', 'frequency', ['c', 'b']],
  ['zzz. a. c', 'frequency', ['zzz', 'c']],
  ['a b', 'last', ['b']],
  ['"a b" c', 'last', ['c']],
  ['a', 'last', []],
]
for (const [query, strategy, expected] of REMOVALS) {
  test(`of ${query} the strategy ${strategy} drops ${expected.join(' then ') || 'nothing'}`, () => {
    const graph = graphOf(query)
    const order = finish(removalOrder(graph, strategy, createSearchContext(source, null)))
    expect(order.map((step) => step.map((node) => nameOf(graph, node)).join())).toEqual(expected)
  })
}

test('the graph of some ways has just those, with their common ends once', () => {
  const graph = graphOf('a b c')
  const term = (name: string) =>
    graph.nodes.find((node) => node.term?.subset.term.original === name)?.term as LocatedSubset
  const shrunk = graphOfPaths([
    [
      [null, term('a')],
      [term('a'), term('b')],
      [null, term('c')],
    ],
    [
      [null, term('ab')],
      [null, term('c')],
    ],
  ])
  expect(ways(shrunk)).toEqual(['a b c ', 'ab c '])
  expect(shrunk.nodes).toHaveLength(2 + 4)
})
