/** What the search endpoints take and answer, for OpenAPI; the engine itself checks most of it. */
import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { commonFailures, Failure } from '../../http/failure-schemas.ts'
import type { JsonObject } from '../../search-engine/index.ts'

const count = { minimum: 0 }
const Strings = Type.Array(Type.String())
const filterForms = [{ type: 'string' }, { type: 'array', items: {} }]
const filterWords = {
  description: 'A filter expression, or an array of them: ANDed, those of an inner array ORed',
}
const Filter = Type.Unsafe<unknown>({ anyOf: filterForms, ...filterWords })
const FilterOrNull = Type.Unsafe<unknown>({
  anyOf: [...filterForms, { type: 'null' }],
  ...filterWords,
})
const Sort = Type.Array(Type.String({ description: '`field:asc` or `field:desc`' }))
const optional = <Schema extends TSchema>(schema: Schema) => Type.Optional(schema)
/** May be left out, and null means the same. */
const nullable = <Schema extends TSchema>(schema: Schema) =>
  Type.Optional(Type.Unsafe<Static<Schema> | null>({ ...schema, type: [schema.type, 'null'] }))

const needsMeilisearch = {
  description: 'Refused by the embedded engine: needs a real Meilisearch (`--meilisearch-url`)',
}
const noEmbedder = 'Refused, as a Meilisearch without embedders does'
const noFeature = 'Refused, as a Meilisearch without this experimental feature does'

const Index = Type.Object({
  index: Type.String({
    description: 'An organization’s id for its messages, or a board’s for its items',
  }),
})

/**
 * The documented parameters first; the others are Meilisearch’s own and go to the engine as sent. All
 * that it reads is here: a test compares.
 */
const SearchBody = Type.Object(
  {
    q: nullable(Type.String({ description: 'What to look for; nothing finds everything' })),
    limit: optional(
      Type.Integer({ ...count, default: 100, description: 'The most hits to answer' }),
    ),
    offset: optional(Type.Integer({ ...count, description: 'Hits to leave out' })),
    page: nullable(Type.Integer(count)),
    hitsPerPage: nullable(Type.Integer(count)),
    filter: optional(FilterOrNull),
    sort: nullable(Sort),
    distinct: nullable(Type.String()),
    facets: nullable(Strings),
    matchingStrategy: optional(
      Type.Unsafe<string>({ type: 'string', enum: ['last', 'all', 'frequency'] }),
    ),
    attributesToRetrieve: nullable(Strings),
    attributesToSearchOn: nullable(Strings),
    attributesToHighlight: nullable(Strings),
    highlightPreTag: optional(Type.String()),
    highlightPostTag: optional(Type.String()),
    attributesToCrop: nullable(Strings),
    cropLength: optional(Type.Integer(count)),
    cropMarker: optional(Type.String()),
    showMatchesPosition: optional(Type.Boolean()),
    showRankingScore: optional(
      Type.Boolean({ description: 'Adds `_rankingScore` to each hit, from 0 to 1' }),
    ),
    showRankingScoreDetails: optional(
      Type.Boolean({ description: 'Adds `_rankingScoreDetails` to each hit, by ranking rule' }),
    ),
    rankingScoreThreshold: nullable(
      Type.Number({ minimum: 0, maximum: 1, description: 'Leaves out hits with a lower score' }),
    ),
    locales: nullable(Type.Array(Type.String(), needsMeilisearch)),
    retrieveVectors: optional(Type.Boolean(needsMeilisearch)),
    showPerformanceDetails: optional(Type.Boolean(needsMeilisearch)),
    hybrid: nullable(
      Type.Object(
        { embedder: Type.String(), semanticRatio: optional(Type.Number()) },
        { description: `${noEmbedder}, unless \`semanticRatio\` is 0 or there is no \`q\`` },
      ),
    ),
    vector: nullable(Type.Array(Type.Number(), { description: noEmbedder })),
    media: optional(Type.Unsafe<unknown>({ type: ['object', 'null'], description: noFeature })),
    personalize: nullable(Type.Object({ userContext: Type.String() }, { description: noFeature })),
    useNetwork: nullable(Type.Boolean({ description: noFeature })),
  },
  // No body at all asks for the defaults.
  { additionalProperties: true, default: {} },
)

const FetchBody = Type.Object(
  {
    filter: Filter,
    limit: optional(Type.Integer({ ...count, description: 'The most results; 20 without it' })),
    offset: optional(Type.Integer({ ...count, description: 'Results to leave out' })),
    fields: nullable(Strings),
    ids: nullable(Type.Array(Type.Union([Type.String(), Type.Integer()]))),
    sort: nullable(Sort),
    retrieveVectors: optional(Type.Boolean(needsMeilisearch)),
    useNetwork: nullable(Type.Boolean({ description: noFeature })),
  },
  { additionalProperties: true },
)

const Document = Type.Record(Type.String(), Type.Unknown())

const SearchAnswer = Type.Object({
  success: Type.Literal(true),
  message: Type.Unsafe<JsonObject>(
    Type.Object(
      {
        hits: Type.Array(Document),
        query: Type.String(),
        processingTimeMs: Type.Integer(count),
        limit: optional(Type.Integer(count)),
        offset: optional(Type.Integer(count)),
        estimatedTotalHits: optional(Type.Integer(count)),
      },
      { additionalProperties: true, description: 'As Meilisearch answers it' },
    ),
  ),
})

const FetchAnswer = Type.Object({
  success: Type.Literal(true),
  message: Type.Unsafe<JsonObject>(
    Type.Object({
      results: Type.Array(Document),
      offset: Type.Integer(count),
      limit: Type.Integer(count),
      total: Type.Integer({ ...count, description: 'All documents that pass the filter' }),
    }),
  ),
})

const failures = { 400: Failure, 403: Failure, 404: Failure, ...commonFailures }

export const SearchMessages = {
  operationId: 'searchMessages',
  summary: 'Search the messages of an organization or the items of a board',
  tags: ['search'],
  params: Index,
  body: SearchBody,
  response: { 200: SearchAnswer, ...failures },
}

export const FetchMessages = {
  operationId: 'fetchMessages',
  summary: 'Fetch what passes a filter: messages of an organization or items of a board',
  tags: ['search'],
  params: Index,
  body: FetchBody,
  response: { 200: FetchAnswer, ...failures },
}

/** More would keep others waiting. */
const mostQueries = 20

export const SearchMany = {
  operationId: 'searchMany',
  summary: 'Search several boards or organizations at once',
  tags: ['search'],
  body: Type.Object({
    queries: Type.Array(
      Type.Object(
        { indexUid: Type.String({ minLength: 1, description: 'The index that is searched' }) },
        { additionalProperties: true, description: 'Beside it what a search takes' },
      ),
      { maxItems: mostQueries },
    ),
  }),
  response: {
    200: Type.Object({
      success: Type.Literal(true),
      message: Type.Object({
        results: Type.Array(
          Type.Object(
            { indexUid: Type.String() },
            { additionalProperties: true, description: 'As a search answers it' },
          ),
        ),
      }),
    }),
    ...failures,
  },
}
