import type { SearchContext } from '../query/search-context.ts'
import { width } from '../query/term.ts'
import type { MatchingStrategy } from '../settings/settings-types.ts'
import { attributeRankEdges } from './attribute-rank.ts'
import { exactAttributeRule } from './exact-attribute.ts'
import { exactnessEdges } from './exactness.ts'
import { type GraphRule, graphRule } from './graph-rule.ts'
import { proximityEdges } from './proximity.ts'
import type { RankingRule } from './ranking-rule.ts'
import { type Splitter, splitterRule } from './splitter-rule.ts'
import { typoEdges } from './typo.ts'
import { HIGHEST_POSITION_COST, wordPositionEdges } from './word-position.ts'
import { wordsEdges } from './words.ts'

/**
 * The rules of the settings at work on a query, each once. Meilisearch 1.50: `words` comes before
 * the first rule about the query even where it is listed later or not at all, but never with the
 * strategy `all`; `attribute` is `attributeRank` and `wordPosition` together.
 */
export function queryRules(
  names: readonly string[],
  strategy: MatchingStrategy,
  context: SearchContext,
  splitters: (name: string) => readonly Splitter[],
): RankingRule[] {
  const rules: RankingRule[] = []
  const done = new Set<string>(strategy === 'all' ? ['words'] : [])
  for (const name of names) {
    const parts = QUERY_RULES[name]
    if (parts === undefined) {
      rules.push(...splitters(name).map(splitterRule))
      continue
    }
    if (!done.has('words'))
      rules.push(graphRule({ name: 'words', edges: wordsEdges }, context, strategy))
    done.add('words')
    if (parts.some((part) => done.has(part))) continue
    for (const part of parts) {
      done.add(part)
      rules.push(...(QUERY_RULE_MAKERS[part]?.(context) ?? []))
    }
  }
  return rules
}

/** The rules of the settings for a search without a query. */
export function placeholderRules(
  names: readonly string[],
  splitters: (name: string) => readonly Splitter[],
): RankingRule[] {
  return names
    .filter((name) => QUERY_RULES[name] === undefined)
    .flatMap((name) => splitters(name).map(splitterRule))
}

/** What each rule about the query consists of; `words` is always there already. */
const QUERY_RULES: Readonly<Record<string, readonly string[]>> = {
  words: [],
  typo: ['typo'],
  proximity: ['proximity'],
  attribute: ['attributeRank', 'wordPosition'],
  attributeRank: ['attributeRank'],
  wordPosition: ['wordPosition'],
  exactness: ['exactness'],
}

const QUERY_RULE_MAKERS: Readonly<Record<string, (context: SearchContext) => RankingRule[]>> = {
  typo: (context) => [graphRule({ name: 'typo', edges: typoEdges }, context, null)],
  proximity: (context) => [graphRule({ name: 'proximity', edges: proximityEdges }, context, null)],
  attributeRank: (context) => [graphRule(attributeRank, context, null)],
  wordPosition: (context) => [graphRule(wordPosition, context, null)],
  exactness: (context) => [
    exactAttributeRule(context),
    graphRule({ name: 'exactWords', edges: exactnessEdges }, context, null),
  ],
}

const attributeRank: GraphRule = {
  name: 'attributeRank',
  edges: attributeRankEdges,
  highestCost: (to, { words }) => (words.source.lastWeight ?? 0) * width(to),
}

const wordPosition: GraphRule = {
  name: 'wordPosition',
  edges: wordPositionEdges,
  highestCost: (to) => HIGHEST_POSITION_COST * width(to),
}
