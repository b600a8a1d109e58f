import { type JsonObject, setKey } from '../base/json.ts'
import type { EmbeddedIndex } from '../indexes/embedded-index.ts'
import { rankingScore, rankingScoreDetails, type Scores } from '../ranking/scores.ts'
import type { SearchBody } from '../request/search-body.ts'
import type { SortCriterion } from '../sorting/sort-criteria.ts'
import { fieldIn, sortedCriteria, sortValue } from '../sorting/sort-splitters.ts'

/** Adds `_rankingScore` and `_rankingScoreDetails` to a hit where they are asked for. */
export function createScorer(
  index: EmbeddedIndex,
  body: SearchBody,
  sort: readonly SortCriterion[],
): (hit: JsonObject, document: JsonObject, scores: Scores) => JsonObject {
  const { rankingRules } = index.settings
  const isUnified =
    !rankingRules.includes('attributeRank') && !rankingRules.includes('wordPosition')
  const criteria = body.showRankingScoreDetails ? sortedCriteria(index, sort) : []
  return (hit, document, scores) => {
    if (body.showRankingScore) hit._rankingScore = rankingScore(scores)
    if (body.showRankingScoreDetails) {
      const details = rankingScoreDetails(scores, isUnified)
      addSortDetails(details, index, criteria, document, scores)
      hit._rankingScoreDetails = criteria.length > 0 ? inOrder(details) : details
    }
    return hit
  }
}

/** By the places of the rules. */
function inOrder(details: JsonObject): JsonObject {
  const orderOf = (rule: string) => (details[rule] as { order: number }).order
  const rules = Object.keys(details).sort((left, right) => orderOf(left) - orderOf(right))
  return Object.fromEntries(rules.map((rule) => [rule, details[rule] ?? null]))
}

/** The rules that only order, with their places among the others and what they ordered by. */
function addSortDetails(
  details: JsonObject,
  index: EmbeddedIndex,
  criteria: readonly SortCriterion[],
  document: JsonObject,
  scores: Scores,
): void {
  const taken = new Set(Object.values(details).map((detail) => (detail as JsonObject).order))
  const free = [...scores.keys()].filter((order) => !taken.has(order))
  const { displayedAttributes: displayed } = index.settings
  for (const [at, { field, ascending }] of criteria.entries()) {
    const order = free[at]
    if (order === undefined) return
    if (displayed && !displayed.includes(field)) {
      details[`<hidden-rule-${order}>`] = { order, value: '<hidden>' }
      continue
    }
    const value = sortValue(fieldIn(index, document, field), ascending) ?? null
    setKey(details, `${field}:${ascending ? 'asc' : 'desc'}`, { order, value })
  }
}
