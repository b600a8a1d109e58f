import type { JsonObject } from '../engine.ts'
import { createSharingReader, type ReadSharing } from './distinct.ts'
import type { DocSet } from './docset.ts'
import type { EmbeddedIndex } from './embedded-index.ts'
import { countFacets } from './facets/distribution.ts'
import { filterSource } from './fetch.ts'
import type { Condition } from './filter/ast.ts'
import type { FilterFeatures } from './filter/features.ts'
import { filterSearch, readFilter, rereadFilter } from './filtering.ts'
import { createHitMaker } from './hits.ts'
import { checkMedia, checkNetwork } from './request/refusal.ts'
import { refuseVectors, type SearchBody } from './request/search-body.ts'
import { createScorer } from './scored-hits.ts'
import { checkDistinct, checkSearchOn, checkSort } from './search-checks.ts'
import { parseSort } from './sort-criteria.ts'
import { createSplitters } from './sort-splitters.ts'

/** What of a search is checked before its index is looked up. */
export interface SearchRequest {
  body: SearchBody
  filter: Condition | null
}

export function prepareSearch(body: SearchBody, features: FilterFeatures): SearchRequest {
  const filter = readFilter(body.filter, 'invalid_search_filter', features)
  checkNetwork(body.useNetwork)
  return { body, filter }
}

/** POST /indexes/{uid}/search on an index that is up to date, checked in the engine's own order. */
export function searchDocuments(
  index: EmbeddedIndex,
  { body, filter: sent }: SearchRequest,
): JsonObject {
  const { uid, settings, documents } = index
  refuseVectors(body)
  const sort = parseSort(body.sort ?? [], 'invalid_search_sort')
  checkMedia(body.media)
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
    withScores: body.showRankingScore || body.showRankingScoreDetails,
    scoreThreshold: body.rankingScoreThreshold ?? null,
    offset: 0,
    limit: Math.min(page.offset + page.limit, settings.maxTotalHits),
  })
  const end = page.offset + page.limit
  const makeHit = createHitMaker(index, body, found.terms)
  const addScores = createScorer(index, body, sort)
  const scores = found.scores.slice(page.offset, end)
  const shown = documents.readAll(found.ids.slice(page.offset, end))
  return {
    hits: shown.map((document, at) => addScores(makeHit(document), document, scores[at] ?? [])),
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

/** The request's own distinct attribute must be filterable, the setting's need not. */
function distinctOf(index: EmbeddedIndex, asked: string | undefined): ReadSharing | null {
  if (asked !== undefined) checkDistinct(index, asked)
  const name = asked ?? index.settings.distinctAttribute
  return name === null ? null : createSharingReader(index, name)
}
