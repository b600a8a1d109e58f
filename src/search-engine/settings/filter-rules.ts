import {
  bestMatch,
  isWithin,
  matchName,
  matchPattern,
  type PatternMatch,
} from '../base/patterns.ts'
import type { FilterRule, ResolvedSettings } from './settings.ts'

/** Whether any filter may name the fields of this rule. */
export function isFilterable(rule: FilterRule): boolean {
  return rule.equality || rule.comparison
}

/** How a field relates to a rule of `filterableAttributes`. */
export function matchRule(rule: FilterRule, field: string): PatternMatch {
  if (rule.name !== null) return matchName(rule.name, field)
  return bestMatch(rule.patterns.map((pattern) => matchPattern(pattern, field)))
}

/** The first rule that covers the field, with its place in the list. */
export function ruleOf(
  field: string,
  rules: readonly FilterRule[],
): { rule: FilterRule; index: number } | null {
  const index = rules.findIndex((rule) => matchRule(rule, field) === 'match')
  const rule = rules[index]
  return rule ? { rule, index } : null
}

/** The names and patterns of the filterable rules, sorted, each once: for messages. */
export function filterablePatterns(rules: readonly FilterRule[]): string[] {
  const patterns = rules.filter(isFilterable).flatMap((rule) => rule.patterns)
  return sortByBytes(new Set(patterns))
}

/**
 * Whether a facet request may use this pattern: it covers, or is covered by, the rule's. `*` covers
 * plain names too, which 1.50.0 forgot and the engine mended after it (its issue 6530).
 */
export function ruleIntersects(rule: FilterRule, pattern: string): boolean {
  if (rule.name !== null) return pattern === '*' || matchName(pattern, rule.name) !== 'none'
  return rule.patterns.some((own) => {
    return matchPattern(pattern, own) !== 'none' || matchPattern(own, pattern) !== 'none'
  })
}

/** Whether `field`, or an ancestor of it, is sortable. */
export function isSortable(field: string, settings: ResolvedSettings): boolean {
  return settings.sortableAttributes.some((name) => isWithin(field, name))
}

/**
 * How a field relates to everything whose values are indexed: filterable, sortable, distinct and
 * the fields of sort ranking rules (Meilisearch 1.50: `match_faceted_field`).
 */
export function matchFaceted(field: string, settings: ResolvedSettings): PatternMatch {
  const filterable = matchFilterable(field, settings.filterRules)
  if (filterable === 'match') return 'match'
  const { distinctAttribute: distinct } = settings
  const names = [...settings.sortableAttributes, ...rankedFields(settings)]
  return bestMatch([
    filterable,
    ...(distinct === null ? [] : [matchDistinct(distinct, field)]),
    ...names.map((name) => matchName(name, field)),
  ])
}

/** A rule without features hides the field from the rules after it, but not from parents. */
function matchFilterable(field: string, rules: readonly FilterRule[]): PatternMatch {
  let best: PatternMatch = 'none'
  let hidden = false
  for (const rule of rules) {
    const match = matchRule(rule, field)
    if (match === 'match') {
      if (isFilterable(rule) && !hidden) return 'match'
      hidden = true
    } else if (match === 'parent' && isFilterable(rule)) {
      best = 'parent'
    }
  }
  return best
}

function matchDistinct(distinct: string, field: string): PatternMatch {
  if (field === distinct) return 'match'
  return isWithin(distinct, field) ? 'parent' : 'none'
}

/**
 * Whether the real engine prepares a field's strings for ranges: it is sorted by, or compared
 * (Meilisearch 1.50: `require_facet_level_database`).
 */
export function hasRanges(field: string, settings: ResolvedSettings): boolean {
  if (isSortable(field, settings) || rankedFields(settings).includes(field)) return true
  return ruleOf(field, settings.filterRules)?.rule.comparison === true
}

/** The fields of custom ranking rules such as `price:asc`. */
function rankedFields(settings: ResolvedSettings): string[] {
  return settings.rankingRules
    .filter((rule) => rule.includes(':'))
    .map((rule) => rule.slice(0, rule.lastIndexOf(':')))
}

/** Sorted as UTF-8 bytes are, which is by code point. */
export function sortByBytes(names: Iterable<string>): string[] {
  return [...names].sort(compareBytes)
}

/** Compares as UTF-8 bytes: UTF-16 units differ from it only for surrogates. */
export function compareBytes(left: string, right: string): number {
  const length = Math.min(left.length, right.length)
  for (let at = 0; at < length; at++) {
    const a = left.charCodeAt(at)
    const b = right.charCodeAt(at)
    if (a !== b) return rankUnit(a) - rankUnit(b)
  }
  return left.length - right.length
}

/** Surrogates stand for what comes after the whole basic plane. */
function rankUnit(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}
