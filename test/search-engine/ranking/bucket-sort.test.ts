import { expect, test } from 'vitest'
import { DocSet } from '../../../src/search-engine/base/docset.ts'
import { bucketSort, type RankingOptions } from '../../../src/search-engine/ranking/bucket-sort.ts'
import type { RankingRule } from '../../../src/search-engine/ranking/ranking-rule.ts'
import { splitterRule } from '../../../src/search-engine/ranking/splitter-rule.ts'
import { finish } from '../finish.ts'

/** A rule that puts documents with a smaller remainder first. */
const byRemainder = (divisor: number) =>
  splitterRule(function* (bucket) {
    for (let rest = 0; rest < divisor; rest++) {
      yield DocSet.of([...bucket].filter((docid) => docid % divisor === rest))
    }
  })

const RULES = [byRemainder(3), byRemainder(2)]
const RANKED = [0, 6, 3, 9, 4, 1, 7, 2, 8, 5]
const NO_QUERY = { nodes: [] }

function sort(universe: DocSet, options: Partial<RankingOptions>, rules = RULES) {
  const steps = bucketSort(rules, universe, NO_QUERY, {
    offset: 0,
    limit: 10,
    distinct: null,
    withScores: false,
    scoreThreshold: null,
    thresholdReach: 0,
    ...options,
  })
  return finish(steps)
}

const WINDOWS: [number, number, number[]][] = [
  [0, 100, RANKED],
  [0, 3, RANKED.slice(0, 3)],
  [4, 2, RANKED.slice(4, 6)],
  [5, 100, RANKED.slice(5)],
  [10, 5, []],
  [11, 5, []],
  [0, 0, []],
]
for (const [offset, limit, expected] of WINDOWS) {
  test(`the window of ${limit} from ${offset} is that part of the whole order`, () => {
    const ranked = sort(DocSet.below(10), { offset, limit })
    expect(ranked.ids).toEqual(expected)
    expect(ranked.candidates.size).toBe(10)
  })
}

test('without rules documents are in the order of their ids', () => {
  expect(sort(DocSet.of([9, 4, 7]), { offset: 1, limit: 2 }, []).ids).toEqual([7, 9])
})

/** Documents share a value with those of the same tens. */
function* tens(docid: number) {
  yield
  return Array.from({ length: 10 }, (_, at) => Math.floor(docid / 10) * 10 + at)
}

test('distinct keeps the best document for each value', () => {
  const universe = DocSet.of([1, 3, 6, 12, 17, 30])
  const ranked = sort(universe, { distinct: tens })
  expect(ranked.ids).toEqual([6, 12, 30])
  expect([...ranked.candidates]).toEqual([6, 12, 30])
})

test('without rules distinct looks only as far as the window', () => {
  const universe = DocSet.of([1, 3, 12, 17, 30, 31])
  const ranked = sort(universe, { distinct: tens, limit: 1 }, [])
  expect(ranked.ids).toEqual([1])
  expect([...ranked.candidates]).toEqual([1, 12, 17, 30, 31])
})

/** A rule that ranks the even documents best of two, the odd ones second. */
const evenFirst: RankingRule = {
  *start(documents, graph) {
    yield
    const ranks = [2, 1]
    return {
      *next() {
        yield
        const rank = ranks.shift()
        if (rank === undefined) return null
        const found = DocSet.of([...documents].filter((docid) => docid % 2 === 2 - rank))
        return { documents: found, graph, score: { rule: 'words', rank, max: 2 } }
      },
    }
  },
}

const REACHES: [reach: number, limit: number, left: number[]][] = [
  [10, 2, [0, 2, 4]],
  [0, 10, [0, 2, 4]],
  [2, 2, [0, 1, 2, 3, 4, 5]],
  [2, 0, [0, 2, 4]],
  [0, 0, [0, 1, 2, 3, 4, 5]],
]
for (const [thresholdReach, limit, left] of REACHES) {
  test(`a threshold looked for among ${thresholdReach} leaves ${left.length} of a window of ${limit}`, () => {
    const options = { thresholdReach, limit, scoreThreshold: 0.9 }
    const ranked = sort(DocSet.below(6), options, [evenFirst])
    expect(ranked.ids).toEqual([0, 2, 4].slice(0, limit))
    expect([...ranked.candidates]).toEqual(left)
  })
}
