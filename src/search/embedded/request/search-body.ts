import {
  anything,
  type Check,
  count,
  flag,
  list,
  number,
  object,
  oneOf,
  optional,
  type Read,
  readBody,
  text,
} from './checks.ts'
import { LOCALES } from './locales.ts'
import { needsRealMeilisearch, Refusal } from './refusal.ts'

const threshold: Check<number> = (value, path, code) => {
  const score = number(value, path, code)
  if (score >= 0 && score <= 1) return score
  const message = `Invalid value at \`${path}\`: the value of \`rankingScoreThreshold\` is invalid, expected a float between \`0.0\` and \`1.0\`.`
  throw new Refusal(message, code)
}

const strings = list(text)

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
    check: optional(threshold),
    code: 'invalid_search_ranking_score_threshold',
  },
  locales: { check: optional(list(oneOf(LOCALES))), code: 'invalid_search_locales' },
  hybrid: { check: optional(object), code: 'invalid_search_hybrid_query' },
  vector: { check: optional(list(number)), code: 'invalid_search_vector' },
  retrieveVectors: { check: flag, code: 'invalid_search_retrieve_vectors' },
  media: { check: optional(anything), code: 'invalid_search_media' },
  personalize: { check: optional(object), code: 'invalid_search_personalize' },
  useNetwork: { check: optional(flag), code: 'invalid_search_use_network' },
  showRankingScore: { check: flag, code: 'invalid_search_show_ranking_score' },
  showRankingScoreDetails: { check: flag, code: 'invalid_search_show_ranking_score_details' },
  showPerformanceDetails: { check: flag, code: 'invalid_search_show_performance_details' },
}

/** What the embedded engine does not have. `vector` and `media` are refused with the index. */
const REAL_ONLY = [
  'locales',
  'hybrid',
  'retrieveVectors',
  'personalize',
  'useNetwork',
  'showPerformanceDetails',
] as const

export type SearchBody = Read<typeof PARAMETERS>

/**
 * Checks the body of a search. Refuses with Meilisearch 1.50's messages, and by name what only a
 * real Meilisearch has.
 */
export function readSearchBody(body: unknown): SearchBody {
  const read = readBody(body, PARAMETERS)
  for (const name of REAL_ONLY) {
    if (read[name] === undefined || read[name] === false) continue
    throw needsRealMeilisearch(name, PARAMETERS[name].code)
  }
  return read
}

/** Meilisearch 1.50 looks at the kind of search after it has found the index. */
export function refuseVectors({ vector, media }: SearchBody): void {
  if (vector && media !== undefined) {
    throw new Refusal(
      'Invalid request: both `media` and `vector` parameters are present.',
      'invalid_search_media_and_vector',
    )
  }
  if (vector || media !== undefined) {
    throw new Refusal(
      'Invalid request: missing `hybrid` parameter when `vector` or `media` are present.',
      'missing_search_hybrid',
    )
  }
}
