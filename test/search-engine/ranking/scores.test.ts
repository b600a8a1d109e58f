import { expect, test } from 'vitest'
import {
  rankingScore,
  rankingScoreDetails,
  type Score,
  type Scores,
  type ScoringRule,
} from '../../../src/search-engine/ranking/scores.ts'
import { textFixture } from '../text-fixture.ts'

const score = (rule: ScoringRule, rank: number, max: number): Score => ({ rule, rank, max })

const SCORES: [string, Scores, number][] = [
  ['no rule', [], 1],
  ['the best of every rule', [score('words', 2, 2), score('typo', 3, 3)], 1],
  ['the worst of two', [score('words', 1, 2), score('typo', 1, 3)], 1 / 6],
  ['a rule that only orders', [score('words', 1, 2), null, score('typo', 3, 3)], 1 / 2],
]
for (const [name, scores, expected] of SCORES) {
  test(`${name} scores ${expected}`, () => expect(rankingScore(scores)).toBeCloseTo(expected, 12))
}

test('details say what each rule made of a document', () => {
  const scores = [
    score('words', 2, 2),
    score('typo', 2, 3),
    null,
    score('attributeRank', 1, 1),
    score('wordPosition', 19, 21),
    score('exactAttribute', 1, 3),
    score('exactWords', 2, 3),
  ]
  expect(rankingScoreDetails(scores, false)).toEqual({
    words: { order: 0, matchingWords: 2, maxMatchingWords: 2, score: 1 },
    typo: { order: 1, typoCount: 1, maxTypoCount: 2, score: 2 / 3 },
    attributeRank: { order: 3, score: 1 },
    wordPosition: { order: 4, score: 19 / 21 },
    exactness: {
      order: 5,
      matchType: 'noExactMatch',
      matchingWords: 1,
      maxMatchingWords: 2,
      score: 2 / 9,
    },
  })
})

test('attribute is one entry where the settings have it as one', () => {
  const scores = [score('attributeRank', 1, 2), score('wordPosition', 10, 11)]
  expect(rankingScoreDetails(scores, true)).toEqual({
    attribute: {
      order: 0,
      attributeRankingOrderScore: 1 / 2,
      queryWordDistanceScore: 10 / 11,
      score: 10 / 22,
    },
  })
})

test('an exact match says no more than that it is one', () => {
  const scores = [score('exactAttribute', 3, 3), score('exactWords', 3, 3)]
  expect(rankingScoreDetails(scores, false)).toEqual({
    exactness: { order: 0, matchType: 'exactMatch', score: 1 },
  })
})

const TEXTS = ['late delivery', 'my late parcel', 'the delivery came late', 'refund']

test('scores fall along the hits, and the query itself scores 1', () => {
  const { ids, scores } = textFixture(TEXTS).search('late delivery', { withScores: true })
  const values = scores.map(rankingScore)
  expect(ids).toEqual([0, 2, 1])
  expect(values[0]).toBe(1)
  expect(values).toEqual(values.toSorted((a, b) => b - a))
})

test('documents below the threshold are neither found nor counted', () => {
  const request = { scoreThreshold: 0.99 }
  const { ids, candidates } = textFixture(TEXTS).search('late delivery', request)
  expect(ids).toEqual([0])
  expect([...candidates]).toEqual([0])
})

test('without being asked for there are no scores', () => {
  expect(textFixture(TEXTS).search('late').scores).toEqual([[], [], []])
})
