import { expect, test } from 'vitest'
import { createDeadEnds } from '../../../src/search-engine/ranking/dead-ends.ts'
import { pathsOf } from '../../../src/search-engine/ranking/paths.ts'
import type { Edge, RankingGraph } from '../../../src/search-engine/ranking/ranking-graph.ts'
import {
  bucketedPosition,
  costOfDistance,
} from '../../../src/search-engine/ranking/word-position.ts'

const POSITIONS: [number, number][] = [
  [0, 0],
  [15, 15],
  [16, 24],
  [23, 24],
  [24, 32],
  [32, 32],
  [33, 64],
  [1_000, 1_024],
  [40_000, 65_535],
]
for (const [position, bucket] of POSITIONS) {
  test(`position ${position} is indexed as ${bucket}`, () => {
    expect(bucketedPosition(position)).toBe(bucket)
  })
}

const DISTANCES: [number, number][] = [
  [0, 0],
  [1, 1],
  [2, 2],
  [4, 2],
  [5, 3],
  [8, 4],
  [12, 5],
  [24, 6],
  [25, 7],
  [65, 8],
  [257, 9],
  [1_024, 9],
  [1_025, 10],
  [65_535, 10],
]
for (const [distance, cost] of DISTANCES) {
  test(`a word ${distance} from its place costs ${cost}`, () => {
    expect(costOfDistance(distance)).toBe(cost)
  })
}

test('what is forbidden is known for each beginning of a path', () => {
  const deadEnds = createDeadEnds()
  deadEnds.forbid([], 9)
  deadEnds.forbid([1, 2], 7)
  expect(deadEnds.after([1, 2])).toEqual(new Set([7]))
  expect(deadEnds.after([1])).toEqual(new Set())
  expect(deadEnds.after([5])).toBeNull()
  expect(deadEnds.along([1, 2, 3])).toEqual(new Set([9, 7]))
  expect(deadEnds.along([4])).toEqual(new Set([9]))
})

/** Start 0, end 1, and from 0 over 2 and 3: conditions 10 to 13 with costs 0 and 1 each. */
function twoSteps(): RankingGraph {
  const edge = (to: number, cost: number, condition: number | null): Edge => ({
    to,
    cost,
    condition,
    skips: new Set(),
  })
  const edges: Record<number, Edge[]> = {
    0: [edge(2, 0, 10), edge(2, 1, 11)],
    2: [edge(3, 0, 12), edge(3, 1, 13)],
    3: [edge(1, 0, null)],
  }
  const possible: Record<number, number[]> = { 0: [0, 1, 2], 1: [0], 2: [0, 1], 3: [0] }
  return {
    conditions: [],
    edgesFrom: (node) => edges[node] ?? [],
    costsToEnd: () => [0, 1, 2],
    canEnd: (node, cost) => (possible[node] ?? []).includes(cost),
    removeCondition: () => {},
  }
}

const PATHS: [number, number[][]][] = [
  [0, [[10, 12]]],
  [
    1,
    [
      [10, 13],
      [11, 12],
    ],
  ],
  [2, [[11, 13]]],
  [3, []],
]
for (const [cost, expected] of PATHS) {
  test(`the paths of cost ${cost} are visited depth first`, () => {
    const paths = pathsOf(twoSteps(), cost, createDeadEnds())
    expect(Array.from(paths, (path) => [...(path ?? [])])).toEqual(expected)
  })
}

test('a dead end found on the way is left at once', () => {
  const visited: number[][] = []
  const deadEnds = createDeadEnds()
  for (const path of pathsOf(twoSteps(), 1, deadEnds)) {
    deadEnds.forbid([], 11)
    visited.push([...(path ?? [])])
  }
  expect(visited).toEqual([[10, 13]])
})
