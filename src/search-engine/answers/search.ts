import type { DocSet } from '../base/docset.ts'
import type { JsonObject } from '../base/json.ts'
import type { Room } from '../base/room.ts'
import type { Steps } from '../base/slices.ts'
import { countFacets } from '../facet-counts/distribution.ts'
import type { Condition } from '../filter/ast.ts'
import type { FilterFeatures } from '../filter/features.ts'
import { filterSearch, readFilter, rereadFilter } from '../filter/filtering.ts'
import type { EmbeddedIndex } from '../indexes/embedded-index.ts'
import type { TextSearchResult } from '../indexes/text-index.ts'
import { checkMedia, checkNetwork, checkPersonalize } from '../request/refusal.ts'
import { refuseVectors, type SearchBody } from '../request/search-body.ts'
import { parseSort, type SortCriterion } from '../sorting/sort-criteria.ts'
import { createSplitters } from '../sorting/sort-splitters.ts'
import { type AnswerMeter, createAnswerMeter } from './answer-meter.ts'
import { createSharingReader, type ReadSharing } from './distinct.ts'
import { filterSource } from './fetch.ts'
import { createHitMaker, marksMatches, showsWholeDocuments } from './hits.ts'
import { withoutRepeats } from './repeated-hits.ts'
import { createScorer } from './scored-hits.ts'
import { checkDistinct, checkSearchOn, checkSort, checkSortDetails } from './search-checks.ts'
import { membersAfter, TextAnswer, writeDocuments } from './text-answer.ts'

/** What of a search is checked before its index is looked up. */
export interface SearchRequest {
  body: SearchBody
  filter: Condition | null
}

export function* prepareSearch(body: SearchBody, features: FilterFeatures): Steps<SearchRequest> {
  const filter = yield* readFilter(body.filter, 'invalid_search_filter', features)
  checkNetwork(body.useNetwork)
  return { body, filter }
}

/** POST /indexes/{uid}/search on an index that is up to date, checked in the engine's own order. */
export function* searchDocuments(
  index: EmbeddedIndex,
  { body, filter: sent }: SearchRequest,
  { room, answerLimit, elapsed }: { room: Room; answerLimit: number; elapsed: () => number },
): Steps<TextAnswer> {
  const { uid, settings, documents } = index
  refuseVectors(body)
  const sort = yield* parseSort(body.sort ?? [], 'invalid_search_sort')
  checkMedia(body.media)
  const filter = sent && (yield* rereadFilter(sent, uid))
  checkSearchOn(index, body.attributesToSearchOn)
  const distinct = distinctOf(index, body.distinct)
  const universe = filter ? yield* filterSearch(filter, filterSource(index), uid) : documents.all()
  checkSort(index, sort)
  if (body.showRankingScoreDetails) checkSortDetails(sort)

  const page = windowOf(body)
  const ranked = yield* index.text.search({
    q: body.q ?? null,
    matchingStrategy: body.matchingStrategy ?? 'last',
    attributesToSearchOn: body.attributesToSearchOn ?? null,
    universe,
    splitters: createSplitters(index, sort, body.showRankingScoreDetails ?? false),
    distinct,
    exhaustive: isPaged(body),
    withScores: body.showRankingScore || body.showRankingScoreDetails || marksMatches(body),
    scoreThreshold: body.rankingScoreThreshold ?? null,
    maxTotalHits: settings.maxTotalHits,
    offset: 0,
    limit: Math.min(page.offset + page.limit, settings.maxTotalHits),
  })
  const found =
    body.distinct === undefined || !index.fields.has(body.distinct)
      ? ranked
      : yield* withoutRepeats(ranked, documents, body.distinct)
  const meter = createAnswerMeter(answerLimit, advise(body))
  const hits = (yield* showsWholeDocuments(index, body))
    ? yield* writeDocuments(documents, shownOf(found, page).ids, meter)
    : yield* writeHits(index, body, sort, shownOf(found, page), meter)
  const facets = yield* facetsOf(index, body.facets, found.candidates)
  const rest = membersAfter({
    query: body.q ?? '',
    processingTimeMs: elapsed(),
    ...totals(body, found.candidates.size),
    ...facets,
  })
  meter.count(Buffer.byteLength(rest))
  checkPersonalize(body.personalize)
  return new TextAnswer(['{"hits":[', ...hits, ']', rest], room)
}

function shownOf(
  { ids, scores, ...rest }: TextSearchResult,
  { offset, limit }: { offset: number; limit: number },
): TextSearchResult {
  const end = offset + limit
  return { ...rest, ids: ids.slice(offset, end), scores: scores.slice(offset, end) }
}

/** The text of each hit, one after the other, so that what is too much is noticed early. */
function* writeHits(
  index: EmbeddedIndex,
  body: SearchBody,
  sort: readonly SortCriterion[],
  { ids, scores, terms }: TextSearchResult,
  meter: AnswerMeter,
): Steps<string[]> {
  const makeHit = yield* createHitMaker(index, body, terms, meter)
  const addScores = createScorer(index, body, sort)
  const hits: string[] = []
  let at = 0
  for (const part of index.documents.parts(ids)) {
    for (const document of index.documents.readAll(part)) {
      const hit = addScores(yield* makeHit(document), document, scores[at] ?? [])
      const text = JSON.stringify(hit)
      meter.count(Buffer.byteLength(text))
      if (at > 0) hits.push(',')
      hits.push(text)
      at += 1
      yield
    }
  }
  return hits
}

const MARKS = ['cropMarker', 'highlightPreTag', 'highlightPostTag'] as const

/** So long a mark is what makes an answer large. */
const LONG_MARK = 1_000

/** What makes an answer to this search smaller. */
function advise(body: SearchBody): string {
  const long = MARKS.filter((name) => (body[name]?.length ?? 0) > LONG_MARK)
  if (long.length > 0) {
    const names = long.map((name) => `\`${name}\``).join(' and ')
    return `${names} is repeated wherever something is marked: send a shorter one.`
  }
  const matches = body.showMatchesPosition ? ', leave out `showMatchesPosition`' : ''
  return `Ask for less of each hit with \`attributesToRetrieve\`${matches}, or for fewer hits with \`limit\`.`
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

function* facetsOf(
  index: EmbeddedIndex,
  facets: readonly string[] | undefined,
  candidates: DocSet,
): Steps<JsonObject> {
  if (!facets || facets.length === 0) return {}
  return { ...(yield* countFacets(index, facets, candidates)) }
}

/** The request's own distinct attribute must be filterable, the setting's need not. */
function distinctOf(index: EmbeddedIndex, asked: string | undefined): ReadSharing | null {
  if (asked !== undefined) checkDistinct(index, asked)
  const name = asked ?? index.settings.distinctAttribute
  return name === null ? null : createSharingReader(index, name)
}
