import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { TextSettings } from './settings-types.ts'

const closed = { additionalProperties: false }
const strings = Type.Array(Type.String())
const count = Type.Integer({ minimum: 0 })

const GranularRule = Type.Object(
  {
    attributePatterns: strings,
    features: Type.Optional(
      Type.Object(
        {
          facetSearch: Type.Optional(Type.Boolean()),
          filter: Type.Optional(
            Type.Object(
              {
                equality: Type.Optional(Type.Boolean()),
                comparison: Type.Optional(Type.Boolean()),
              },
              closed,
            ),
          ),
        },
        closed,
      ),
    ),
  },
  closed,
)

const TypoTolerance = Type.Object(
  {
    enabled: Type.Optional(Type.Boolean()),
    minWordSizeForTypos: Type.Optional(
      Type.Object({ oneTypo: Type.Optional(count), twoTypos: Type.Optional(count) }, closed),
    ),
    disableOnWords: Type.Optional(strings),
    disableOnAttributes: Type.Optional(strings),
    disableOnNumbers: Type.Optional(Type.Boolean()),
  },
  closed,
)

/** The Meilisearch settings of an index that the embedded engine knows, as they are sent. */
export const IndexSettings = Type.Object(
  {
    searchableAttributes: Type.Optional(strings),
    displayedAttributes: Type.Optional(strings),
    filterableAttributes: Type.Optional(Type.Array(Type.Union([Type.String(), GranularRule]))),
    sortableAttributes: Type.Optional(strings),
    rankingRules: Type.Optional(strings),
    stopWords: Type.Optional(strings),
    synonyms: Type.Optional(Type.Record(Type.String(), strings)),
    distinctAttribute: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    typoTolerance: Type.Optional(TypoTolerance),
    pagination: Type.Optional(Type.Object({ maxTotalHits: Type.Optional(count) }, closed)),
    faceting: Type.Optional(
      Type.Object(
        {
          maxValuesPerFacet: Type.Optional(count),
          sortFacetValuesBy: Type.Optional(
            Type.Record(Type.String(), Type.Union([Type.Literal('alpha'), Type.Literal('count')])),
          ),
        },
        closed,
      ),
    ),
    prefixSearch: Type.Optional(
      Type.Union([Type.Literal('indexingTime'), Type.Literal('disabled')]),
    ),
    searchCutoffMs: Type.Optional(Type.Union([count, Type.Null()])),
  },
  closed,
)
export type IndexSettings = Static<typeof IndexSettings>

/** What may be done with the fields that a rule of `filterableAttributes` covers. */
export interface FilterRule {
  /** A plain name covers itself and everything below; patterns have wildcards instead. */
  name: string | null
  patterns: string[]
  equality: boolean
  comparison: boolean
}

/** All settings of an index, defaults filled in. */
export interface ResolvedSettings extends TextSettings {
  /** null shows every attribute. */
  displayedAttributes: string[] | null
  filterRules: FilterRule[]
  sortableAttributes: string[]
  distinctAttribute: string | null
  maxTotalHits: number
  maxValuesPerFacet: number
  sortFacetValuesBy: Record<string, 'alpha' | 'count'>
}

const DEFAULT_RANKING_RULES = [
  'words',
  'typo',
  'proximity',
  'attributeRank',
  'sort',
  'wordPosition',
  'exactness',
]

/** Rules that only the real engine has; names ending in a direction are sort rules. */
const KNOWN_RULES: ReadonlySet<string> = new Set([...DEFAULT_RANKING_RULES, 'attribute'])

/**
 * Fills in Meilisearch 1.50's defaults. Throws an `Error` that names the setting when it is not
 * one that the embedded engine knows, or has a value it cannot have.
 */
export function resolveSettings(sent: unknown): ResolvedSettings {
  const settings = checkSettings(sent)
  const { typoTolerance: typos, faceting, pagination } = settings
  return {
    searchableAttributes: settings.searchableAttributes ?? ['*'],
    displayedAttributes: namesOrAll(settings.displayedAttributes),
    filterRules: (settings.filterableAttributes ?? []).map(toFilterRule),
    sortableAttributes: settings.sortableAttributes ?? [],
    rankingRules: settings.rankingRules ?? DEFAULT_RANKING_RULES,
    stopWords: settings.stopWords ?? [],
    synonyms: settings.synonyms ?? {},
    distinctAttribute: settings.distinctAttribute ?? null,
    typoTolerance: {
      enabled: typos?.enabled ?? true,
      minWordSizeForTypos: {
        oneTypo: typos?.minWordSizeForTypos?.oneTypo ?? 5,
        twoTypos: typos?.minWordSizeForTypos?.twoTypos ?? 9,
      },
      disableOnWords: typos?.disableOnWords ?? [],
      disableOnAttributes: typos?.disableOnAttributes ?? [],
      disableOnNumbers: typos?.disableOnNumbers ?? false,
    },
    prefixSearch: settings.prefixSearch ?? 'indexingTime',
    maxTotalHits: pagination?.maxTotalHits ?? 1000,
    maxValuesPerFacet: faceting?.maxValuesPerFacet ?? 100,
    sortFacetValuesBy: faceting?.sortFacetValuesBy ?? {},
  }
}

function checkSettings(sent: unknown): IndexSettings {
  if (!Value.Check(IndexSettings, sent)) {
    const error = Value.Errors(IndexSettings, sent).First()
    const name = error?.path.slice(1).replaceAll('/', '.') ?? ''
    const message = error?.message ?? 'Not valid'
    throw new Error(
      `search setting \`${name}\` is not supported by the embedded engine: ${message}`,
    )
  }
  for (const rule of sent.rankingRules ?? []) {
    if (KNOWN_RULES.has(rule) || /^(?!_geo).+:(asc|desc)$/.test(rule)) continue
    throw new Error(`search setting \`rankingRules\` has the unknown rule \`${rule}\``)
  }
  for (const name of ['filterableAttributes', 'sortableAttributes'] as const) {
    if (!sent[name]?.some((rule) => rule === '_geo' || rule === '_geojson')) continue
    throw new Error(`search setting \`${name}\` has \`_geo\`, which needs a real Meilisearch`)
  }
  return sent
}

function namesOrAll(names: string[] | undefined): string[] | null {
  return names === undefined || names.includes('*') ? null : names
}

function toFilterRule(
  rule: NonNullable<IndexSettings['filterableAttributes']>[number],
): FilterRule {
  if (typeof rule === 'string') {
    return { name: rule, patterns: [rule], equality: true, comparison: true }
  }
  const { equality = true, comparison = false } = rule.features?.filter ?? {}
  return { name: null, patterns: rule.attributePatterns, equality, comparison }
}
