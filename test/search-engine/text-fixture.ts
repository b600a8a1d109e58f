import Database from 'better-sqlite3'
import { DocSet } from '../../src/search-engine/base/docset.ts'
import type { JsonObject } from '../../src/search-engine/base/json.ts'
import {
  openTextIndex,
  type TextIndex,
  type TextSearchRequest,
  type TextSearchResult,
} from '../../src/search-engine/indexes/text-index.ts'
import type { TextSettings } from '../../src/search-engine/settings/settings-types.ts'
import { finish } from './finish.ts'

/** The settings a text index has when none are sent. */
export const defaultSettings: TextSettings = {
  searchableAttributes: ['*'],
  rankingRules: [
    'words',
    'typo',
    'proximity',
    'attributeRank',
    'sort',
    'wordPosition',
    'exactness',
  ],
  stopWords: [],
  synonyms: {},
  typoTolerance: {
    enabled: true,
    minWordSizeForTypos: { oneTypo: 5, twoTypos: 9 },
    disableOnWords: [],
    disableOnAttributes: [],
    disableOnNumbers: false,
  },
  prefixSearch: 'indexingTime',
}

export interface TextFixture {
  index: TextIndex
  /** The docids found, ranked. */
  find(q: string | null, request?: Partial<TextSearchRequest>): number[]
  search(q: string | null, request?: Partial<TextSearchRequest>): TextSearchResult
}

/** A text index in memory of these documents, or of texts under `text`; docids from 0. */
export function textFixture(
  documents: readonly (JsonObject | string)[],
  settings: Partial<TextSettings> = {},
): TextFixture {
  const index = openTextIndex(new Database(':memory:'), 'messages', {
    ...defaultSettings,
    ...settings,
  })
  for (const [docid, document] of documents.entries()) {
    index.add(docid, typeof document === 'string' ? { text: document } : document)
  }
  index.flush()
  const search: TextFixture['search'] = (q, request = {}) =>
    finish(
      index.search({
        q,
        matchingStrategy: 'last',
        attributesToSearchOn: null,
        universe: DocSet.below(documents.length),
        splitters: () => [],
        distinct: null,
        exhaustive: false,
        offset: 0,
        limit: 20,
        ...request,
      }),
    )
  return { index, search, find: (q, request) => search(q, request).ids }
}
