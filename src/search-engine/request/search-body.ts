import { isBlank } from '../text/blank.ts'
import {
  anything,
  count,
  flag,
  list,
  number,
  oneOf,
  optional,
  type Read,
  readBody,
  record,
  share,
  text,
} from './checks.ts'
import { LOCALES } from './locales.ts'
import { needsRealMeilisearch, Refusal } from './refusal.ts'

const strings = list(text)

const HYBRID = {
  semanticRatio: { check: share('semanticRatio'), code: 'invalid_search_semantic_ratio' },
  embedder: { check: text, code: 'invalid_search_embedder' },
}

const PERSONALIZE = {
  userContext: { check: text, code: 'invalid_search_personalize_user_context' },
}

/** In the order of Meilisearch 1.50's `SearchQuery`, which its messages repeat. */
const PARAMETERS = {
  q: { check: optional(text), code: 'invalid_search_q' },
  offset: { check: count, code: 'invalid_search_offset' },
  limit: { check: count, code: 'invalid_search_limit' },
  page: { check: optional(count), code: 'invalid_search_page' },
  hitsPerPage: { check: optional(count), code: 'invalid_search_hits_per_page' },
  attributesToRetrieve: {
    check: optional(strings),
    code: 'invalid_search_attributes_to_retrieve',
  },
  attributesToCrop: { check: optional(strings), code: 'invalid_search_attributes_to_crop' },
  cropLength: { check: count, code: 'invalid_search_crop_length' },
  cropMarker: { check: text, code: 'invalid_search_crop_marker' },
  attributesToHighlight: {
    check: optional(strings),
    code: 'invalid_search_attributes_to_highlight',
  },
  highlightPreTag: { check: text, code: 'invalid_search_highlight_pre_tag' },
  highlightPostTag: { check: text, code: 'invalid_search_highlight_post_tag' },
  showMatchesPosition: { check: flag, code: 'invalid_search_show_matches_position' },
  filter: { check: optional(anything), code: 'invalid_search_filter' },
  sort: { check: optional(strings), code: 'invalid_search_sort' },
  distinct: { check: optional(text), code: 'invalid_search_distinct' },
  facets: { check: optional(strings), code: 'invalid_search_facets' },
  matchingStrategy: {
    check: oneOf(['last', 'all', 'frequency']),
    code: 'invalid_search_matching_strategy',
  },
  attributesToSearchOn: {
    check: optional(strings),
    code: 'invalid_search_attributes_to_search_on',
  },
  rankingScoreThreshold: {
    check: optional(share('rankingScoreThreshold')),
    code: 'invalid_search_ranking_score_threshold',
  },
  locales: { check: optional(list(oneOf(LOCALES))), code: 'invalid_search_locales' },
  hybrid: { check: optional(record(HYBRID, 'embedder')), code: 'invalid_search_hybrid_query' },
  vector: { check: optional(list(number)), code: 'invalid_search_vector' },
  retrieveVectors: { check: flag, code: 'invalid_search_retrieve_vectors' },
  media: { check: optional(anything), code: 'invalid_search_media' },
  personalize: {
    check: optional(record(PERSONALIZE, 'userContext')),
    code: 'invalid_search_personalize',
  },
  useNetwork: { check: optional(flag), code: 'invalid_search_use_network' },
  showRankingScore: { check: flag, code: 'invalid_search_show_ranking_score' },
  showRankingScoreDetails: { check: flag, code: 'invalid_search_show_ranking_score_details' },
  showPerformanceDetails: { check: flag, code: 'invalid_search_show_performance_details' },
}

/** What the embedded engine does not have. */
const REAL_ONLY = ['locales', 'retrieveVectors', 'showPerformanceDetails'] as const

export type SearchBody = Read<typeof PARAMETERS>

/**
 * Checks the body of a search. Refuses with Meilisearch 1.50's messages, and by name what only a
 * real Meilisearch has.
 */
export function readSearchBody(body: unknown): SearchBody {
  const read = readBody(body, PARAMETERS)
  for (const name of REAL_ONLY) {
    const value = read[name]
    if (value === undefined || value === false || (Array.isArray(value) && value.length === 0)) {
      continue
    }
    throw needsRealMeilisearch(name, PARAMETERS[name].code)
  }
  return read
}

/**
 * Refuses a search that needs an embedder, as a Meilisearch 1.50 does that has none (`search_kind`);
 * it looks at that once it has found the index.
 */
export function refuseVectors({ q, hybrid, vector, media }: SearchBody): void {
  if (vector && media !== undefined) {
    throw new Refusal(
      'Invalid request: both `media` and `vector` parameters are present.',
      'invalid_search_media_and_vector',
    )
  }
  if (hybrid) {
    const isPlaceholder = isBlank(q ?? '') && media === undefined && vector === undefined
    if (isPlaceholder || hybrid.semanticRatio === 0) return
    const message = `Cannot find embedder with name \`${hybrid.embedder}\`.`
    throw new Refusal(message, 'invalid_search_embedder')
  }
  if (vector || media !== undefined) {
    throw new Refusal(
      'Invalid request: missing `hybrid` parameter when `vector` or `media` are present.',
      'missing_search_hybrid',
    )
  }
}
