import type { JsonObject } from '../engine.ts'
import { DocSet } from './docset.ts'
import type { EmbeddedIndex } from './embedded-index.ts'
import { countFacets } from './facets/distribution.ts'
import { filterSource } from './fetch.ts'
import type { Condition } from './filter/ast.ts'
import type { FilterFeatures } from './filter/features.ts'
import { filterablePatterns, isFilterable, ruleOf, sortByBytes } from './filter-rules.ts'
import { filterSearch, readFilter, rereadFilter } from './filtering.ts'
import { createHitMaker } from './hits.ts'
import { matchPattern } from './patterns.ts'
import { Refusal } from './request/refusal.ts'
import { refuseVectors, type SearchBody } from './request/search-body.ts'
import { findNotSortable, parseSort, type SortCriterion, sayNotSortable } from './sort-criteria.ts'
import { createSplitters, fieldOf } from './sort-splitters.ts'

/** What of a search is checked before its index is looked up. */
export interface SearchRequest {
  body: SearchBody
  filter: Condition | null
}

export function prepareSearch(body: SearchBody, features: FilterFeatures): SearchRequest {
  return { body, filter: readFilter(body.filter, 'invalid_search_filter', features) }
}

/** POST /indexes/{uid}/search on an index that is up to date, checked in the engine's own order. */
export function searchDocuments(
  index: EmbeddedIndex,
  { body, filter: sent }: SearchRequest,
): JsonObject {
  const { uid, settings, documents } = index
  refuseVectors(body)
  const sort = parseSort(body.sort ?? [], 'invalid_search_sort')
  const filter = sent && rereadFilter(sent, uid)
  checkSearchOn(index, body.attributesToSearchOn)
  const distinct = distinctOf(index, body.distinct)
  const universe = filter ? filterSearch(filter, filterSource(index), uid) : documents.all()
  checkSort(index, sort)

  const page = windowOf(body)
  const found = index.text.search({
    q: body.q ?? null,
    matchingStrategy: body.matchingStrategy ?? 'last',
    attributesToSearchOn: body.attributesToSearchOn ?? null,
    universe,
    splitters: createSplitters(index, sort),
    distinct,
    exhaustive: isPaged(body),
    offset: 0,
    limit: Math.min(page.offset + page.limit, settings.maxTotalHits),
  })
  const makeHit = createHitMaker(index, body, found.terms)
  const window = found.ids.slice(page.offset, page.offset + page.limit)
  return {
    hits: documents.readAll(window).map(makeHit),
    query: body.q ?? '',
    processingTimeMs: 0,
    ...totals(body, found.candidates.size),
    ...facetsOf(index, body.facets, found.candidates),
  }
}

function isPaged(body: SearchBody): boolean {
  return body.page !== undefined || body.hitsPerPage !== undefined
}

/** Page 0 has no hits. */
function windowOf(body: SearchBody): { offset: number; limit: number } {
  if (!isPaged(body)) return { offset: body.offset ?? 0, limit: body.limit ?? 20 }
  const { page = 1, hitsPerPage = 20 } = body
  if (page === 0) return { offset: 0, limit: 0 }
  return { offset: (page - 1) * hitsPerPage, limit: hitsPerPage }
}

/** The candidates are counted as they are, not cut at the number of hits that can be reached. */
function totals(body: SearchBody, candidates: number): JsonObject {
  if (!isPaged(body)) {
    return { limit: body.limit ?? 20, offset: body.offset ?? 0, estimatedTotalHits: candidates }
  }
  const { page = 1, hitsPerPage = 20 } = body
  const totalPages = hitsPerPage === 0 ? 0 : Math.ceil(candidates / hitsPerPage)
  return { hitsPerPage, page, totalPages, totalHits: candidates }
}

function facetsOf(
  index: EmbeddedIndex,
  facets: readonly string[] | undefined,
  candidates: DocSet,
): JsonObject {
  if (!facets || facets.length === 0) return {}
  return { ...countFacets(index, facets, candidates) }
}

function checkSort(index: EmbeddedIndex, sort: readonly SortCriterion[]): void {
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

/** With all attributes searchable an unknown name finds nothing; else it must be a known one. */
function checkSearchOn(index: EmbeddedIndex, names: readonly string[] | undefined): void {
  const { uid, settings } = index
  if (!names || settings.searchableAttributes.includes('*')) return
  const known = index.text.searchableNames()
  const accepted = new Set([...known, ...settings.searchableAttributes, '*'])
  const refused = names.find((name) => {
    if (accepted.has(name)) return false
    return !name.includes('*') || !known.some((one) => matchPattern(name, one) === 'match')
  })
  if (refused === undefined) return
  const { shown, hidden } = hideAttributes(index, known)
  throw new Refusal(
    `Index \`${uid}\`: Attribute \`${refused}\` is not searchable. Available searchable attributes are: \`${shown.join(', ')}${hidden ? ', <..hidden-attributes>' : ''}\`.`,
    'invalid_search_attributes_to_search_on',
  )
}

/** The documents that share a value of the distinct attribute with one; null without one. */
function distinctOf(
  index: EmbeddedIndex,
  asked: string | undefined,
): ((docid: number) => Iterable<number>) | null {
  if (asked !== undefined) checkDistinct(index, asked)
  const name = asked ?? index.settings.distinctAttribute
  const field = name === null ? undefined : index.fields.id(name)
  if (name === null || field === undefined) return null
  return (docid) => {
    const own = fieldOf(index, docid, name)
    const sharing = new DocSet()
    for (const value of own ? [...own.strings.keys(), ...own.numbers] : []) {
      sharing.orWith(index.facets.equal(field, value))
    }
    return sharing
  }
}

function checkDistinct(index: EmbeddedIndex, name: string): void {
  const { uid, settings } = index
  const covering = ruleOf(name, settings.filterRules)
  if (covering && isFilterable(covering.rule)) return
  const { shown, hidden } = hideAttributes(index, filterablePatterns(settings.filterRules))
  throw new Refusal(
    `Index \`${uid}\`: Attribute \`${name}\` is not filterable and thus, cannot be used as distinct attribute. ${sayFilterable(name, covering?.index, shown, hidden)}`,
    'invalid_search_distinct',
  )
}

function sayFilterable(
  name: string,
  rule: number | undefined,
  shown: readonly string[],
  hidden: boolean,
): string {
  if (rule !== undefined) {
    return `Note: this attribute matches rule #${rule} in filterableAttributes, but this rule does not enable filtering.\nHint: enable filtering in rule #${rule} by adding appropriate filter features.\nHint: prepend another rule matching ${name} with filter features before rule #${rule}`
  }
  if (shown.length === 0) return 'This index does not have configured filterable attributes.'
  return `Available filterable attributes patterns are: \`${shown.join(', ')}${hidden ? ', <..hidden-attributes>' : ''}\`.`
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
