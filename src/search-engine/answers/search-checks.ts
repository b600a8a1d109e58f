import { matchPattern } from '../base/patterns.ts'
import { searchablePaths } from '../index/searchable.ts'
import type { EmbeddedIndex } from '../indexes/embedded-index.ts'
import { Refusal } from '../request/refusal.ts'
import { filterablePatterns, isFilterable, ruleOf, sortByBytes } from '../settings/filter-rules.ts'
import { findNotSortable, type SortCriterion, sayNotSortable } from '../sorting/sort-criteria.ts'

/** Refuses a sort that the index's settings do not allow. */
export function checkSort(index: EmbeddedIndex, sort: readonly SortCriterion[]): void {
  const { uid, settings } = index
  if (sort.length === 0) return
  if (!settings.rankingRules.includes('sort')) {
    throw new Refusal(
      `Index \`${uid}\`: You must specify where \`sort\` is listed in the rankingRules setting to use the sort parameter at search time.`,
      'invalid_search_sort',
    )
  }
  const refused = findNotSortable(sort, settings)
  if (!refused) return
  const { shown, hidden } = hideAttributes(index, settings.sortableAttributes)
  const message = sayNotSortable(refused, shown, hidden)
  throw new Refusal(`Index \`${uid}\`: ${message}`, 'invalid_search_sort')
}

/** As each field is a ranking rule of its own, of which every hit tells. */
const MOST_SORT_DETAILS = 1_000

/** Refuses to show the ranking details of very many fields to sort by; Meilisearch has no limit. */
export function checkSortDetails(sort: readonly SortCriterion[]): void {
  const { size } = new Set(sort.map(({ field }) => field))
  if (size <= MOST_SORT_DETAILS) return
  throw new Refusal(
    `\`showRankingScoreDetails\` shows at most ${MOST_SORT_DETAILS} fields to sort by, but \`sort\` names ${size}.`,
    'invalid_search_sort',
  )
}

/**
 * Refuses an attribute to search on that is none: with all attributes searchable an unknown name
 * only finds nothing.
 */
export function checkSearchOn(index: EmbeddedIndex, names: readonly string[] | undefined): void {
  const { uid, settings } = index
  if (!names || settings.searchableAttributes.includes('*')) return
  const known = searchableNames(index)
  const accepted = new Set([...known, ...settings.searchableAttributes, '*'])
  // Each different name once: a name may come ten thousand times.
  const refused = [...new Set(names)].find((name) => {
    if (accepted.has(name)) return false
    return !name.includes('*') || !known.some((one) => matchPattern(name, one) === 'match')
  })
  if (refused === undefined) return
  const list = listAttributes(index, known)
  throw new Refusal(
    `Index \`${uid}\`: Attribute \`${refused}\` is not searchable. Available searchable attributes are: \`${list}\`.`,
    'invalid_search_attributes_to_search_on',
  )
}

/** The paths in searchable attributes, also those that only ever hold objects. */
function searchableNames({ fields, settings }: EmbeddedIndex): string[] {
  const { weightOf } = searchablePaths(settings.searchableAttributes)
  return [...fields.names()].filter((name) => weightOf(name) !== undefined)
}

/** Refuses a distinct attribute of a request that is not filterable. */
export function checkDistinct(index: EmbeddedIndex, name: string): void {
  const { uid, settings } = index
  const covering = ruleOf(name, settings.filterRules)
  if (covering && isFilterable(covering.rule)) return
  const sentence = `Attribute \`${name}\` is not filterable and thus, cannot be used as distinct attribute.`
  const rest = covering ? sayRule(name, covering.index) : sayFilterable(index)
  throw new Refusal(`Index \`${uid}\`: ${sentence} ${rest}`, 'invalid_search_distinct')
}

function sayRule(name: string, rule: number): string {
  return `Note: this attribute matches rule #${rule} in filterableAttributes, but this rule does not enable filtering.\nHint: enable filtering in rule #${rule} by adding appropriate filter features.\nHint: prepend another rule matching ${name} with filter features before rule #${rule}`
}

function sayFilterable(index: EmbeddedIndex): string {
  const patterns = filterablePatterns(index.settings.filterRules)
  if (hideAttributes(index, patterns).shown.length === 0) {
    return 'This index does not have configured filterable attributes.'
  }
  return `Available filterable attributes patterns are: \`${listAttributes(index, patterns)}\`.`
}

function listAttributes(index: EmbeddedIndex, names: readonly string[]): string {
  const { shown, hidden } = hideAttributes(index, names)
  return shown.join(', ') + (hidden ? ', <..hidden-attributes>' : '')
}

/** What may be named in a message: attributes that are not displayed are only hinted at. */
function hideAttributes(
  { settings }: EmbeddedIndex,
  names: readonly string[],
): { shown: string[]; hidden: boolean } {
  const { displayedAttributes: displayed } = settings
  const all = sortByBytes(new Set(names))
  const shown = displayed ? all.filter((name) => displayed.includes(name)) : all
  return { shown, hidden: shown.length < all.length }
}
