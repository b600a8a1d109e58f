import type { Database } from 'better-sqlite3'
import type { DocSet } from '../base/docset.ts'
import type { JsonObject } from '../base/json.ts'
import type { Steps } from '../base/slices.ts'
import { openWordIndex } from '../index/word-index.ts'
import { candidatesOf } from '../query/candidates.ts'
import { type MatchedTerms, matchedTerms } from '../query/matched-terms.ts'
import { type ParsedQuery, parseQuery } from '../query/parse-query.ts'
import { buildQueryGraph } from '../query/query-graph.ts'
import { createRemembered } from '../query/remembered.ts'
import { createSearchContext, type SearchContext } from '../query/search-context.ts'
import { searchedFields } from '../query/searched-fields.ts'
import { createSynonyms } from '../query/synonyms.ts'
import { createTermMaker } from '../query/terms.ts'
import { bucketSort, type RankedWindow, type RankingOptions } from '../ranking/bucket-sort.ts'
import { type Distinct, keepDistinct } from '../ranking/distinct.ts'
import { placeholderRules, queryRules } from '../ranking/rules.ts'
import type { Scores } from '../ranking/scores.ts'
import type { Splitter } from '../ranking/splitter-rule.ts'
import type { MatchingStrategy, TextSettings } from '../settings/settings-types.ts'
import { stopWordsOf } from '../text/stop-words.ts'
import { tokenize } from '../text/tokenize.ts'

export interface TextSearchRequest {
  /** The query as sent; null, blank, only negatives or only punctuation is a placeholder search. */
  q: string | null
  matchingStrategy: MatchingStrategy
  /** null or holding `*`: every searchable attribute. Names are checked by the caller. */
  attributesToSearchOn: string[] | null
  /** The documents left by the filter. */
  universe: DocSet
  /**
   * The splitters that a ranking rule stands for which is not about the query: for `sort` those of
   * the request's `sort`, in order (none when it has none), for `price:asc` one. Asked once for
   * each such rule, in order; attributes already sorted by are the caller's to leave out.
   */
  splitters: (rankingRule: string) => readonly Splitter[]
  /**
   * null without a distinct attribute; else reads the ids of all documents that share a value of it with
   * this one (itself may be among them), empty for a document without the attribute.
   */
  distinct: Distinct | null
  /** page/hitsPerPage was asked for: candidates are then exact also with distinct. */
  exhaustive: boolean
  /**
   * Whether the scores of the hits or their formatting are wanted; a search without them has less
   * to do.
   */
  withScores?: boolean
  /** Documents with a lower ranking score are neither found nor counted. */
  scoreThreshold?: number | null
  /** How many hits there are at most: with exact totals a threshold is looked for that far. */
  maxTotalHits?: number
  offset: number
  limit: number
}

export interface TextSearchResult {
  /** The window of ids, ranked. */
  ids: number[]
  /** The scores of each id when they were asked for: see `rankingScore`. */
  scores: Scores[]
  /** Every document that could be a hit: its size is estimatedTotalHits or totalHits. */
  candidates: DocSet
  /** What the query's words stand for, to format the hits with. */
  terms: MatchedTerms
}

export interface TextIndex {
  /**
   * Brings the index from the database into memory, until `isOver`; true when all of it is there.
   * Not to call it is fine: the next `flush` or `search` does it in one go, which takes about 2 ms
   * for each thousand documents.
   */
  load(isOver: () => boolean): boolean
  /** Indexes a document, inside the caller's transaction. The docid must be free. */
  add(docid: number, document: JsonObject): void
  /** Takes a document out again, inside the caller's transaction; `document` as it was added. */
  remove(docid: number, document: JsonObject): void
  /**
   * Writes what was added and removed. To be called before the transaction is committed; once for
   * many documents is much faster. When the transaction fails, open the index anew.
   */
  flush(): void
  /** Forgets all documents and attributes, inside the caller's transaction. */
  clear(): void
  search(request: TextSearchRequest): Steps<TextSearchResult>
}

/** Opens the text index of `uid` in the tables `search_text_*`, which it creates when missing. */
export function openTextIndex(db: Database, uid: string, settings: TextSettings): TextIndex {
  const stopWords = stopWordsOf(settings)
  const exactWords = new Set(settings.typoTolerance.disableOnWords.map(normalized))
  const synonyms = createSynonyms(settings.synonyms, stopWords)
  const index = openWordIndex(db, uid, settings, stopWords)
  const remembered = createRemembered()
  const prefixSearch = settings.prefixSearch === 'indexingTime'

  return {
    load: index.load,
    add: (docid, document) => {
      remembered.forget()
      index.add(docid, document)
    },
    remove: (docid, document) => {
      remembered.forget()
      index.remove(docid, document)
    },
    flush: index.flush,
    clear: () => {
      remembered.forget()
      index.clear()
    },
    *search(request) {
      const source = index.source()
      const context = createSearchContext(
        source,
        searchedFields(request.attributesToSearchOn, index.searchableFields()),
        remembered,
      )
      const maker = createTermMaker(source, settings, synonyms, exactWords)
      const query = yield* parseQuery(request.q ?? '', maker, { stopWords, prefixSearch })
      yield
      const universe = yield* withoutNegatives(request.universe, query, context)
      if (query.terms.length === 0) return yield* searchPlaceholder(request, universe, settings)
      yield
      const { graph, located } = buildQueryGraph(query.terms, maker)
      const candidates = yield* candidatesOf(graph, request.matchingStrategy, universe, context)
      yield
      const rules = queryRules(
        settings.rankingRules,
        request.matchingStrategy,
        context,
        request.splitters,
      )
      const ranked = yield* bucketSort(rules, candidates, graph, {
        ...rankingOptions(request),
        withScores: request.withScores || losesDocuments(context),
      })
      const negative = [...query.negativeWords.map((word) => [word]), ...query.negativePhrases]
      const terms = matchedTerms(located, context.words.termsWithTypos, negative)
      return { ...(yield* exact(ranked, request)), terms }
    },
  }
}

function* searchPlaceholder(
  request: TextSearchRequest,
  universe: DocSet,
  settings: TextSettings,
): Steps<TextSearchResult> {
  const rules = placeholderRules(settings.rankingRules, request.splitters)
  const ranked = yield* bucketSort(rules, universe, { nodes: [] }, rankingOptions(request))
  return { ...(yield* exact(ranked, request)), terms: matchedTerms([], [], []) }
}

/**
 * Where words count in some attributes only, a rule of Meilisearch 1.50 may not find again what
 * the rule before has found by a pair of words: what is ranked in full is then lost.
 */
function losesDocuments({ words }: SearchContext): boolean {
  return words.searchedFields !== null || words.source.hasExactFields
}

function rankingOptions(request: TextSearchRequest): RankingOptions {
  const { withScores = false, scoreThreshold = null, exhaustive, limit } = request
  const { maxTotalHits = Number.POSITIVE_INFINITY } = request
  const thresholdReach = exhaustive ? maxTotalHits : limit
  return { ...request, withScores, scoreThreshold, thresholdReach }
}

function* withoutNegatives(
  universe: DocSet,
  query: ParsedQuery,
  context: SearchContext,
): Steps<DocSet> {
  const left = universe.clone()
  for (const word of query.negativeWords) {
    left.andNotWith(yield* context.words.ofWord(word))
  }
  for (const phrase of query.negativePhrases) {
    left.andNotWith(yield* context.words.ofPhrase(phrase))
  }
  return left
}

/** With exact totals asked for, `distinct` is applied to all candidates, not just those ranked. */
function* exact(
  ranked: RankedWindow,
  { exhaustive, distinct }: TextSearchRequest,
): Steps<RankedWindow> {
  if (!exhaustive || distinct === null) return ranked
  const { remaining } = yield* keepDistinct(ranked.candidates, distinct)
  return { ...ranked, candidates: remaining }
}

function normalized(word: string): string {
  return Array.from(tokenize(word), (token) => token.lemma).join('')
}
