import type { JsonObject } from '../base/json.ts'

/** The rules that score, `exactness` by its two halves. */
export type ScoringRule =
  | 'words'
  | 'typo'
  | 'proximity'
  | 'attributeRank'
  | 'wordPosition'
  | 'exactAttribute'
  | 'exactWords'

/** How one rule ranks a document: `rank` of `max`, `max` being best. */
export interface Score {
  readonly rule: ScoringRule
  readonly rank: number
  readonly max: number
}

/** The scores of a document in the order of the rules; null for a rule that only orders. */
export type Scores = readonly (Score | null)[]

/**
 * The `_rankingScore` of a document, between 0 and 1. Meilisearch 1.50: each rule divides the
 * share that the one before leaves to it.
 */
export function rankingScore(scores: Scores): number {
  let rank = 1
  let max = 1
  for (const score of scores) {
    if (score === null) continue
    rank = (rank - 1) * score.max + score.rank
    max *= score.max
  }
  return rank / max
}

/**
 * The `_rankingScoreDetails` of a document. What the rules that only order would say is left out,
 * but they keep their places in `order`. `attributeRank` and `wordPosition` are one entry,
 * `attribute`, where the settings have neither of them by name.
 */
export function rankingScoreDetails(scores: Scores, isAttributeUnified: boolean): JsonObject {
  const details: JsonObject = {}
  let order = 0
  for (const [at, score] of scores.entries()) {
    if (score === null) {
      order++
      continue
    }
    const { rule, rank, max } = score
    const own = rank / max
    const before = scores[at - 1] ?? null
    const both = rankingScore(before === null ? [score] : [before, score])
    if (rule === 'wordPosition' && isAttributeUnified) {
      Object.assign(details.attribute ?? {}, { queryWordDistanceScore: own, score: both })
      continue
    }
    if (rule === 'exactWords') {
      if (before?.rank === 1) {
        details.exactness = {
          order: order - 1,
          matchType: 'noExactMatch',
          matchingWords: rank - 1,
          maxMatchingWords: max - 1,
          score: both,
        }
      }
      continue
    }
    if (rule === 'attributeRank' && isAttributeUnified) {
      details.attribute = { order, attributeRankingOrderScore: own }
    } else if (rule === 'words') {
      details.words = { order, matchingWords: rank, maxMatchingWords: max, score: own }
    } else if (rule === 'typo') {
      details.typo = { order, typoCount: max - rank, maxTypoCount: max - 1, score: own }
    } else if (rule === 'exactAttribute') {
      details.exactness = { order, matchType: MATCH_TYPES[rank - 1] as string, score: own }
    } else details[rule] = { order, score: own }
    order++
  }
  return details
}

/** By rank, from 1 on. */
const MATCH_TYPES = ['noExactMatch', 'matchesStart', 'exactMatch']
