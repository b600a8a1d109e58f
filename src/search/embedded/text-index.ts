import type { Database } from 'better-sqlite3'
import type { DocSet } from './docset.ts'

/** A JSON object as it was sent, with its keys in their order. */
export type JsonObject = { [key: string]: JsonValue }
export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject

/** The settings that decide what is searchable and in which order it comes. */
export interface TextSettings {
  searchableAttributes: string[]
  rankingRules: string[]
  stopWords: string[]
  synonyms: Record<string, string[]>
  typoTolerance: {
    enabled: boolean
    minWordSizeForTypos: { oneTypo: number; twoTypos: number }
    disableOnWords: string[]
    disableOnAttributes: string[]
    disableOnNumbers: boolean
  }
  prefixSearch: 'indexingTime' | 'disabled'
}

export type MatchingStrategy = 'last' | 'all' | 'frequency'

/** Splits a bucket into ordered, disjoint, non-empty parts that together hold all of it. */
export type Splitter = (bucket: DocSet) => Iterable<DocSet>

export interface TextSearchRequest {
  /** The query as sent; null, blank, only negatives or only punctuation is a placeholder search. */
  q: string | null
  matchingStrategy: MatchingStrategy
  /** null or holding `*`: every searchable attribute. Names are checked by the caller. */
  attributesToSearchOn: string[] | null
  /** The documents left by the filter. */
  universe: DocSet
  /**
   * The splitters that a non-text ranking rule stands for: for `sort` those of the request's
   * `sort`, in order (none when it has none), for `price:asc` one. Fields already sorted by are
   * the caller's to leave out.
   */
  splitters: (rankingRule: string) => Splitter[]
  /**
   * null without a distinct attribute; else the ids of all documents that share a value of it with
   * this one (itself may be among them), empty for a document without the attribute.
   */
  distinct: null | ((docid: number) => Iterable<number>)
  /** page/hitsPerPage was asked for: candidates are then exact also with distinct. */
  exhaustive: boolean
  offset: number
  limit: number
}

export interface TextSearchResult {
  /** The window of ids, ranked. */
  ids: number[]
  /** Every document that could be a hit: its size is estimatedTotalHits or totalHits. */
  candidates: DocSet
  /** What matched, for `createFormatter`. */
  terms: MatchedTerms
}

/** The words and phrases that a search looked for, each with what it stands for in the query. */
export interface MatchedTerms {
  readonly terms: readonly MatchedTerm[]
}

export interface MatchedTerm {
  /** The query's words by position that this term stands for, first and last. */
  readonly positions: readonly [number, number]
  /** Whether `word` may be only the beginning of the text's word. */
  readonly prefix: string | null
  readonly words: ReadonlySet<string>
  /** Phrases as words in a row, null for a stop word. */
  readonly phrases: readonly (readonly (string | null)[])[]
}

export interface TextIndex {
  /** Indexes a document, inside the caller's transaction. The docid must be free. */
  add(docid: number, document: JsonObject): void
  /** Takes a document out again, inside the caller's transaction; `document` as it was added. */
  remove(docid: number, document: JsonObject): void
  /** Forgets all documents and attributes, inside the caller's transaction. */
  clear(): void
  /** The searchable attributes known so far, `*` resolved to the paths seen, in weight order. */
  searchableNames(): string[]
  search(request: TextSearchRequest): TextSearchResult
}

/** Opens the text index of `uid` in the tables `search_text_*`, creating them when missing. */
export type OpenTextIndex = (db: Database, uid: string, settings: TextSettings) => TextIndex

/** How the texts of one attribute are formatted: `crop` is a length in words, null leaves it whole. */
export interface TextFormat {
  highlight: boolean
  crop: number | null
}

/** The marks of one request. */
export interface FormatMarks {
  highlightPreTag: string
  highlightPostTag: string
  cropMarker: string
}

/**
 * Formats single texts of the hits of one search; which texts, and the nesting of `_formatted` and
 * `_matchesPosition`, are the caller's.
 */
export interface TextFormatter {
  format(text: string, format: TextFormat): string
  /** Where the query matched, as byte offsets in UTF-8. */
  matches(text: string): { start: number; length: number }[]
}

export type CreateTextFormatter = (
  terms: MatchedTerms,
  settings: TextSettings,
  marks: FormatMarks,
) => TextFormatter
