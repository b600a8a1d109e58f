import type { DocSet } from '../base/docset.ts'
import { selfAndAncestors } from '../base/patterns.ts'
import type { Steps } from '../base/slices.ts'
import { matchWildcards } from '../base/wildcard-names.ts'
import { displayFloat } from '../facets/numbers.ts'
import type { ValueGroup } from '../facets/store.ts'
import type { EmbeddedIndex } from '../indexes/embedded-index.ts'
import { Refusal } from '../request/refusal.ts'
import {
  compareBytes,
  filterablePatterns,
  hasRanges,
  isFilterable,
  matchRule,
  ruleIntersects,
  ruleOf,
} from '../settings/filter-rules.ts'
import { fieldOf } from '../sorting/sort-splitters.ts'
import { type CountedValue, countLevels, orderByCount } from './by-count.ts'
import { countByDocument } from './by-document.ts'

/** Values to how many candidates have them, and the extremes of numbers, by field. */
export interface FacetCounts {
  facetDistribution: Record<string, Record<string, number>>
  facetStats: Record<string, { min: number; max: number }>
}

/** Up to this many candidates the engine counts document by document, which shows in the order. */
const FEW = 3000

/** Values, or their documents, between two pauses. */
const PAUSE = 1_024

/**
 * Counts the values of the facets that a search asks for among its candidates. Refuses a pattern
 * that covers nothing filterable (Meilisearch 1.50: `compute_facet_distribution_stats`).
 */
export function* countFacets(
  index: EmbeddedIndex,
  patterns: readonly string[],
  candidates: DocSet,
): Steps<FacetCounts> {
  let checked = 0
  for (const pattern of new Set(patterns)) {
    checkPattern(index, pattern)
    if (++checked % PAUSE === 0) yield
  }
  const asked = new Set(selectAsked(index, patterns))
  const names = selectNames(index, asked)
  const isFew = candidates.size <= FEW
  const orders = new Map(names.map((name) => [name, orderOf(index, asked, name)]))
  const byDocument = yield* countByDocument(
    index,
    names.filter((name) => isFew && orders.get(name) === 'alpha'),
    candidates,
  )
  const distribution: [string, Record<string, number>][] = []
  for (const [name, order] of orders) {
    const counted = byDocument.get(name) ?? (yield* countByValue(index, name, candidates, order))
    distribution.push([name, Object.fromEntries(counted)])
  }
  const stats: [string, { min: number; max: number }][] = []
  for (const name of names) {
    const extremes = yield* findExtremes(index, name, candidates)
    if (extremes) stats.push([name, extremes])
  }
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
  const names = filterableNames(index)
  const matching = matchWildcards(exact, names)
  return names.filter((name) => exact.has(name) || matching.has(name))
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

/**
 * Numbers, then strings, by value or by count. Once the numbers alone have reached the maximum the
 * strings are no longer limited, and a string spelled like a number takes its place, as in the
 * real engine.
 */
function* countByValue(
  index: EmbeddedIndex,
  name: string,
  candidates: DocSet,
  order: 'alpha' | 'count',
): Steps<Counted> {
  const field = index.fields.id(name) as number
  const max = index.settings.maxValuesPerFacet
  const counted = new Map<string, number>()
  const numbers = index.facets.values(field, 'number', true)
  for (const one of inOrder(numbers, candidates, order, 'number')) {
    if (one !== null) counted.set(displayFloat(one.value), one.docids.length)
    else yield
    if (counted.size === max) break
  }
  const grouped = hasRanges(name, index.settings) ? 'string' : null
  const strings = index.facets.values(field, 'string', true)
  for (const one of inOrder(strings, candidates, order, grouped)) {
    yield
    if (one === null) continue
    const { value, docids } = one
    const original = fieldOf(index, docids[0] as number, name)?.strings.get(value)
    counted.set(original ?? value, docids.length)
    if (counted.size === max) break
  }
  return counted
}

/**
 * `grouped` as what the real engine groups the values, null for none that it groups. Yields null
 * where others may have their turn.
 */
function* inOrder<V>(
  groups: Iterable<ValueGroup<V>>,
  candidates: DocSet,
  order: 'alpha' | 'count',
  grouped: 'number' | 'string' | null,
): Generator<CountedValue<V> | null, void> {
  const seen = { values: 0 }
  const counted = countGroups(groups, candidates, seen)
  if (order === 'alpha') return yield* counted
  const found: CountedValue<V>[] = []
  for (const one of counted) {
    if (one === null) yield null
    else found.push(one)
  }
  yield* orderByCount(found, grouped ? countLevels(grouped, seen.values) : 0)
}

/** Each value with the candidates that have it, ascending; `seen` counts those without too. */
function* countGroups<V>(
  groups: Iterable<ValueGroup<V>>,
  candidates: DocSet,
  seen: { values: number },
): Generator<CountedValue<V> | null, void> {
  let work = 0
  for (const { value, docids: all } of groups) {
    work += 1 + all.length
    if (work >= PAUSE) {
      work = 0
      yield null
    }
    const docids = all.filter((docid) => candidates.has(docid))
    if (docids.length > 0) yield { value, place: seen.values, docids }
    seen.values++
  }
}

function* findExtremes(
  { facets, fields }: EmbeddedIndex,
  name: string,
  candidates: DocSet,
): Steps<{ min: number; max: number } | null> {
  const field = fields.id(name) as number
  const min = yield* firstAmong(facets.values(field, 'number', true), candidates)
  if (min === null) return null
  const max = yield* firstAmong(facets.values(field, 'number', false), candidates)
  return { min, max: max ?? min }
}

function* firstAmong(
  groups: Iterable<{ value: number; docids: readonly number[] }>,
  candidates: DocSet,
): Steps<number | null> {
  let work = 0
  for (const { value, docids } of groups) {
    if (docids.some((docid) => candidates.has(docid))) return value
    work += 1 + docids.length
    if (work < PAUSE) continue
    work = 0
    yield
  }
  return null
}
