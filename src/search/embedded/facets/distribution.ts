import type { DocSet } from '../docset.ts'
import type { EmbeddedIndex } from '../embedded-index.ts'
import {
  compareBytes,
  filterablePatterns,
  hasRanges,
  isFilterable,
  matchRule,
  ruleIntersects,
  ruleOf,
} from '../filter-rules.ts'
import { matchPattern, selfAndAncestors } from '../patterns.ts'
import { Refusal } from '../request/refusal.ts'
import { fieldOf } from '../sort-splitters.ts'
import { type CountedValue, countLevels, orderByCount } from './by-count.ts'
import { displayFloat } from './numbers.ts'
import type { ValueGroup } from './store.ts'

/** Values to how many candidates have them, and the extremes of numbers, by field. */
export interface FacetCounts {
  facetDistribution: Record<string, Record<string, number>>
  facetStats: Record<string, { min: number; max: number }>
}

/** Up to this many candidates the engine counts document by document, which shows in the order. */
const FEW = 3000

/**
 * Counts the values of the facets that a search asks for among its candidates. Refuses a pattern
 * that covers nothing filterable (Meilisearch 1.50: `compute_facet_distribution_stats`).
 */
export function countFacets(
  index: EmbeddedIndex,
  patterns: readonly string[],
  candidates: DocSet,
): FacetCounts {
  for (const pattern of new Set(patterns)) checkPattern(index, pattern)
  const asked = new Set(selectAsked(index, patterns))
  const names = selectNames(index, asked)
  const isFew = candidates.size <= FEW
  const distribution = names.map((name) => {
    const order = orderOf(index, asked, name)
    const counted =
      order === 'alpha' && isFew
        ? countByDocument(index, name, candidates)
        : countByValue(index, name, candidates, order)
    return [name, Object.fromEntries(counted)] as const
  })
  const stats = names.flatMap((name) => {
    const extremes = findExtremes(index, name, candidates)
    return extremes ? [[name, extremes] as const] : []
  })
  return {
    facetDistribution: Object.fromEntries(distribution),
    facetStats: Object.fromEntries(stats),
  }
}

function checkPattern({ settings }: EmbeddedIndex, pattern: string): void {
  for (const [at, rule] of settings.filterRules.entries()) {
    if (isFilterable(rule)) {
      if (ruleIntersects(rule, pattern)) return
    } else if (matchRule(rule, pattern) === 'match') {
      refuse(
        `Attribute \`${pattern}\` matched rule #${at} in filterableAttributes, but this rule does not enable filtering.\nHint: enable filtering in rule #${at} by modifying the features.filter object\nHint: prepend another rule matching \`${pattern}\` with appropriate filter features before rule #${at}`,
      )
    }
  }
  const known = filterablePatterns(settings.filterRules)
  const rest =
    known.length === 0
      ? 'This index does not have configured filterable attributes.'
      : `Available filterable attributes patterns are: \`${known.join(', ')}\`.`
  refuse(`Pattern \`${pattern}\` is not filterable. ${rest}`)
}

function refuse(message: string): never {
  throw new Refusal(`Invalid facet distribution: ${message}`, 'invalid_search_facets')
}

/** The filterable fields that a pattern covers. */
function selectAsked(index: EmbeddedIndex, patterns: readonly string[]): string[] {
  const exact = new Set(patterns)
  const wild = [...exact].filter((pattern) => pattern.includes('*'))
  return filterableNames(index).filter((name) => {
    return exact.has(name) || wild.some((pattern) => matchPattern(pattern, name) === 'match')
  })
}

/** These fields, and everything below them that may be filtered. */
function selectNames(index: EmbeddedIndex, asked: ReadonlySet<string>): string[] {
  const names = filterableNames(index).filter((name) => {
    return selfAndAncestors(name).some((path) => asked.has(path))
  })
  return names.sort(compareBytes)
}

function filterableNames({ fields, settings }: EmbeddedIndex): string[] {
  return [...fields.names()].filter((name) => {
    const covering = ruleOf(name, settings.filterRules)
    return covering !== null && isFilterable(covering.rule)
  })
}

/** The setting for exactly this name when a pattern covers it, else the default. */
function orderOf(
  { settings }: EmbeddedIndex,
  asked: ReadonlySet<string>,
  name: string,
): 'alpha' | 'count' {
  const { sortFacetValuesBy: orders } = settings
  const own = asked.has(name) && Object.hasOwn(orders, name) ? orders[name] : undefined
  return own ?? orders['*'] ?? 'alpha'
}

type Counted = Iterable<[value: string, count: number]>

/** Numbers in the order of their text, then strings in the order of their normalised form. */
function countByDocument(index: EmbeddedIndex, name: string, candidates: DocSet): Counted {
  const numbers = new Map<string, number>()
  const strings = new Map<string, { original: string; count: number }>()
  for (const docid of candidates) {
    const field = fieldOf(index, docid, name)
    for (const number of field?.numbers ?? []) {
      const text = displayFloat(number)
      numbers.set(text, (numbers.get(text) ?? 0) + 1)
    }
    for (const [normalized, original] of field?.strings ?? []) {
      const known = strings.get(normalized)
      if (known) known.count++
      else strings.set(normalized, { original, count: 1 })
    }
  }
  const max = index.settings.maxValuesPerFacet
  const counted = [...numbers].sort(([left], [right]) => compareBytes(left, right)).slice(0, max)
  const rest = [...strings]
    .sort(([left], [right]) => compareBytes(left, right))
    .slice(0, max - counted.length)
  return [...counted, ...rest.map(([, { original, count }]): [string, number] => [original, count])]
}

/**
 * Numbers, then strings, by value or by count. Once the numbers alone have reached the maximum the
 * strings are no longer limited, and a string spelled like a number takes its place, as in the
 * real engine.
 */
function countByValue(
  index: EmbeddedIndex,
  name: string,
  candidates: DocSet,
  order: 'alpha' | 'count',
): Counted {
  const field = index.fields.id(name) as number
  const max = index.settings.maxValuesPerFacet
  const counted = new Map<string, number>()
  const numbers = index.facets.values(field, 'number', true)
  for (const { value, docids } of inOrder(numbers, candidates, order, 'number')) {
    counted.set(displayFloat(value), docids.length)
    if (counted.size === max) break
  }
  const grouped = hasRanges(name, index.settings) ? 'string' : null
  const strings = index.facets.values(field, 'string', true)
  for (const { value, docids } of inOrder(strings, candidates, order, grouped)) {
    const original = fieldOf(index, docids[0] as number, name)?.strings.get(value)
    counted.set(original ?? value, docids.length)
    if (counted.size === max) break
  }
  return counted
}

/** `grouped` as what the real engine groups the values, null for none that it groups. */
function inOrder<V>(
  groups: Iterable<ValueGroup<V>>,
  candidates: DocSet,
  order: 'alpha' | 'count',
  grouped: 'number' | 'string' | null,
): Iterable<CountedValue<V>> {
  const seen = { values: 0 }
  const counted = countGroups(groups, candidates, seen)
  if (order === 'alpha') return counted
  const found = [...counted]
  return orderByCount(found, grouped ? countLevels(grouped, seen.values) : 0)
}

/** Each value with the candidates that have it, ascending; `seen` counts those without too. */
function* countGroups<V>(
  groups: Iterable<ValueGroup<V>>,
  candidates: DocSet,
  seen: { values: number },
): Generator<CountedValue<V>> {
  for (const { value, docids: all } of groups) {
    const docids = all.filter((docid) => candidates.has(docid))
    if (docids.length > 0) yield { value, place: seen.values, docids }
    seen.values++
  }
}

function findExtremes(
  { facets, fields }: EmbeddedIndex,
  name: string,
  candidates: DocSet,
): { min: number; max: number } | null {
  const field = fields.id(name) as number
  const min = firstAmong(facets.values(field, 'number', true), candidates)
  if (min === null) return null
  const max = firstAmong(facets.values(field, 'number', false), candidates)
  return { min, max: max ?? min }
}

function firstAmong(
  groups: Iterable<{ value: number; docids: number[] }>,
  candidates: DocSet,
): number | null {
  for (const { value, docids } of groups) {
    if (docids.some((docid) => candidates.has(docid))) return value
  }
  return null
}
