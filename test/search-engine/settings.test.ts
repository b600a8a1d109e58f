import { expect, test } from 'vitest'
import { resolveSettings } from '../../src/search-engine/settings/settings.ts'

test('no settings are the defaults of Meilisearch 1.50', () => {
  expect(resolveSettings({})).toMatchObject({
    searchableAttributes: ['*'],
    displayedAttributes: null,
    filterRules: [],
    sortableAttributes: [],
    distinctAttribute: null,
    maxTotalHits: 1000,
    maxValuesPerFacet: 100,
    prefixSearch: 'indexingTime',
    typoTolerance: { enabled: true, minWordSizeForTypos: { oneTypo: 5, twoTypos: 9 } },
  })
})

test('a granular rule allows equality and no comparison unless it says so', () => {
  const { filterRules } = resolveSettings({
    filterableAttributes: [
      'a',
      { attributePatterns: ['b*'] },
      { attributePatterns: ['c'], features: { filter: { equality: false, comparison: true } } },
    ],
  })
  expect(filterRules).toEqual([
    { name: 'a', patterns: ['a'], equality: true, comparison: true },
    { name: null, patterns: ['b*'], equality: true, comparison: false },
    { name: null, patterns: ['c'], equality: false, comparison: true },
  ])
})

const refused: [settings: unknown, named: string][] = [
  [{ embedders: {} }, '`embedders`'],
  [{ pagination: { maxHits: 3 } }, '`pagination.maxHits`'],
  [{ searchableAttributes: 'text' }, '`searchableAttributes`'],
  [{ rankingRules: ['words', 'vibes'] }, '`vibes`'],
  [{ sortableAttributes: ['_geo'] }, '`sortableAttributes`'],
  [[], 'search setting'],
]

test.each(refused)('the settings %j are refused by name', (settings, named) => {
  expect(() => resolveSettings(settings)).toThrow(named)
})
