import { expect, test } from 'vitest'
import { readFetchBody } from '../../../src/search-engine/request/fetch-body.ts'
import { readSearchBody } from '../../../src/search-engine/request/search-body.ts'

test('a body is read with null as nothing where null is allowed', () => {
  const body = { q: null, limit: 2 ** 53, page: null, sort: ['a:asc'], filter: null }
  expect(readSearchBody(body)).toEqual({
    q: undefined,
    limit: 2 ** 53,
    page: undefined,
    sort: ['a:asc'],
    filter: undefined,
  })
})

const refusedSearches: [body: unknown, code: string, message: string][] = [
  [undefined, 'bad_request', 'Invalid value type: expected an object, but found null'],
  [3, 'bad_request', 'Invalid value type: expected an object, but found a positive integer: `3`'],
  [
    { limit: -1.5 },
    'invalid_search_limit',
    'Invalid value type at `.limit`: expected a positive integer, but found a number: `-1.5`',
  ],
  [
    { limit: 2 ** 64 },
    'invalid_search_limit',
    'Invalid value type at `.limit`: expected a positive integer, but found a number: `1.8446744073709552e+19`',
  ],
  [
    { limit: -(2 ** 63) },
    'invalid_search_limit',
    'Invalid value type at `.limit`: expected a positive integer, but found a number: `-9.223372036854776e+18`',
  ],
  [
    { limit: Number.POSITIVE_INFINITY },
    'invalid_search_limit',
    'Invalid value type at `.limit`: expected a positive integer, but found null',
  ],
  [
    { q: { b: [1e30, -0, 'é"', null], a: 1e-7 } },
    'invalid_search_q',
    'Invalid value type at `.q`: expected a string, but found an object: `{"b":[1e+30,0,"é\\"",null],"a":1e-7}`',
  ],
  [
    { sort: ['a:asc', 1] },
    'invalid_search_sort',
    'Invalid value type at `.sort[1]`: expected a string, but found a positive integer: `1`',
  ],
  [
    { showMatchesPosition: 'yes' },
    'invalid_search_show_matches_position',
    'Invalid value type at `.showMatchesPosition`: expected a boolean, but found a string: `"yes"`',
  ],
  [
    { matchingStrategy: 'al' },
    'invalid_search_matching_strategy',
    'Unknown value `al` at `.matchingStrategy`: expected one of `last`, `all`, `frequency`',
  ],
  [
    { matchingStrategy: 'frequancy' },
    'invalid_search_matching_strategy',
    'Unknown value `frequancy` at `.matchingStrategy`: did you mean `frequency`? expected one of `last`, `all`, `frequency`',
  ],
  [
    { rankingScoreThreshold: '1' },
    'invalid_search_ranking_score_threshold',
    'Invalid value type at `.rankingScoreThreshold`: expected a number, but found a string: `"1"`',
  ],
  [
    { hybrid: { semanticRatio: 1 } },
    'invalid_search_hybrid_query',
    'Missing field `embedder` inside `.hybrid`',
  ],
  [
    { hybrid: { embeder: 'x' } },
    'invalid_search_hybrid_query',
    'Unknown field `embeder` inside `.hybrid`: did you mean `embedder`? expected one of `semanticRatio`, `embedder`',
  ],
  [
    { hybrid: { embedder: null } },
    'invalid_search_embedder',
    'Invalid value type at `.hybrid.embedder`: expected a string, but found null',
  ],
  [
    { hybrid: { semanticRatio: 1.5, embedder: 1 } },
    'invalid_search_semantic_ratio',
    'Invalid value at `.hybrid.semanticRatio`: the value of `semanticRatio` is invalid, expected a float between `0.0` and `1.0`.',
  ],
  [
    { personalize: { user: 1 } },
    'invalid_search_personalize',
    'Unknown field `user` inside `.personalize`: expected one of `userContext`',
  ],
  [
    { personalize: { userContext: 1 } },
    'invalid_search_personalize_user_context',
    'Invalid value type at `.personalize.userContext`: expected a string, but found a positive integer: `1`',
  ],
  [
    { locales: ['eng'] },
    'invalid_search_locales',
    '`locales` needs a real Meilisearch: set --meilisearch-url',
  ],
  [
    { showPerformanceDetails: true },
    'invalid_search_show_performance_details',
    '`showPerformanceDetails` needs a real Meilisearch: set --meilisearch-url',
  ],
]

test.each(refusedSearches)('the search body %j is refused with %s', (body, code, message) => {
  expect(() => readSearchBody(body)).toThrow(expect.objectContaining({ code, message }))
})

test('what is refused by name is fine while it is off', () => {
  const body = { showPerformanceDetails: false, locales: [], retrieveVectors: false }
  expect(() => readSearchBody(body)).not.toThrow()
})

test('the first wrong key of a body is the one that is named', () => {
  expect(() => readSearchBody({ limit: 'x', nope: 1 })).toThrow('`.limit`')
  expect(() => readSearchBody({ nope: 1, limit: 'x' })).toThrow('Unknown field `nope`')
  expect(() => readSearchBody(JSON.parse('{"__proto__": 1}'))).toThrow('Unknown field `__proto__`')
})

test('a fetch has its own parameters and codes', () => {
  expect(() => readFetchBody({ q: 'x' })).toThrow('expected one of `offset`, `limit`, `fields`')
  expect(() => readFetchBody({ ids: 'x' })).toThrow(
    expect.objectContaining({ code: 'invalid_document_ids' }),
  )
  expect(() => readFetchBody({ retrieveVectors: true })).toThrow('`retrieveVectors` needs a real')
})

test('a body that is nested too deep is malformed, as for the parser of the real engine', () => {
  const nested = (levels: number): unknown =>
    JSON.parse(`{"filter":${'['.repeat(levels)}${']'.repeat(levels)}}`)
  expect(() => readSearchBody(nested(126))).not.toThrow()
  for (const levels of [127, 100_000]) {
    expect(() => readSearchBody(nested(levels))).toThrow(
      expect.objectContaining({ code: 'malformed_payload' }),
    )
  }
})
