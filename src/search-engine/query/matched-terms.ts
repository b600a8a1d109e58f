import { compareCodePoints } from '../index/word-order.ts'
import type { LocatedTerm, Phrase, QueryTerm } from './term.ts'

/** What the words of a query stand for, to find them again in a text. */
export interface MatchedTerms {
  readonly words: readonly MatchedWords[]
  readonly phrases: readonly MatchedPhrase[]
}

export interface MatchedWords {
  /** Each with its number: of those that match the lowest counts. */
  readonly words: ReadonlyMap<string, number>
  /** The first and last position in the query of what they stand for. */
  readonly positions: readonly [number, number]
  /** Whether words that only begin with one of them match too. */
  readonly isPrefix: boolean
  /** How many characters the query's word has: as many of a longer word are marked. */
  readonly length: number
}

export interface MatchedPhrase {
  readonly words: Phrase
  readonly positions: readonly [number, number]
}

/**
 * The derivations of a query's terms and joins that the search came to work out, `typos` those
 * with typos in this order, `negative` what must not be found. In Meilisearch 1.50 too a typo that ranking had no need to look at is
 * not marked in the hits.
 */
export function matchedTerms(
  located: readonly LocatedTerm[],
  typos: readonly QueryTerm[],
  negative: readonly Phrase[],
): MatchedTerms {
  const numbers = numberWords(located, typos, negative)
  const words = located.map(({ term, positions }): MatchedWords => {
    const { exact, prefixOf } = term.zeroTypos
    const all = [...(exact === null ? [] : [exact]), ...prefixOf]
    if (term.typos !== null) all.push(...term.typos.one, ...term.typos.two)
    return {
      words: new Map(all.map((word) => [word, numbers.ofWord(word)])),
      positions,
      isPrefix: term.isPrefix,
      length: Array.from(term.original).length,
    }
  })
  const phrases = located.flatMap(({ term, positions }) => {
    const { phrase, synonyms } = term.zeroTypos
    const all = [...(phrase === null ? [] : [phrase]), ...synonyms]
    if (term.typos?.split != null) all.push(term.typos.split)
    return all
      .sort((a, b) => numbers.ofPhrase(a) - numbers.ofPhrase(b))
      .map((words): MatchedPhrase => ({ words, positions }))
  })
  return {
    words: words.sort((a, b) => Number(a.isPrefix) - Number(b.isPrefix) || width(b) - width(a)),
    phrases,
  }
}

interface Numbers {
  ofWord(word: string): number
  ofPhrase(phrase: Phrase): number
}

/**
 * Numbers words and phrases as they come up in a search of Meilisearch 1.50: with the terms as
 * they are made, then with their typos as they are worked out, each followed by all ways to split
 * the term. Of several that fit a place the first counts.
 */
function numberWords(
  located: readonly LocatedTerm[],
  typos: readonly QueryTerm[],
  negative: readonly Phrase[],
): Numbers {
  const words = new Map<string, number>()
  const phrases = new Map<string, number>()
  const addWord = (word: string | null) => {
    if (word !== null && !words.has(word)) words.set(word, words.size)
  }
  const addPhrase = (phrase: Phrase) => {
    for (const word of phrase) addWord(word)
    const key = JSON.stringify(phrase)
    if (!phrases.has(key)) phrases.set(key, phrases.size)
  }
  for (const phrase of negative) addPhrase(phrase)
  for (const { original, zeroTypos } of located.map(({ term }) => term).sort(byId)) {
    if (zeroTypos.phrase !== null) addPhrase(zeroTypos.phrase)
    else addWord(original)
    for (const word of zeroTypos.prefixOf) addWord(word)
    for (const synonym of zeroTypos.synonyms) addPhrase(synonym)
  }
  for (const { original, typos: found, zeroTypos } of typos) {
    if (found === null || zeroTypos.phrase !== null) continue
    for (const word of [...found.one, ...found.two].sort(compareCodePoints)) addWord(word)
    const chars = Array.from(original)
    for (let at = 1; at < chars.length; at++) {
      addWord(chars.slice(0, at).join(''))
      addWord(chars.slice(at).join(''))
    }
    if (found.split !== null) addPhrase(found.split)
  }
  return {
    ofWord: (word) => words.get(word) ?? words.size,
    ofPhrase: (phrase) => phrases.get(JSON.stringify(phrase)) ?? phrases.size,
  }
}

function byId(a: QueryTerm, b: QueryTerm): number {
  return a.id - b.id
}

function width({ positions }: MatchedWords): number {
  return positions[1] - positions[0] + 1
}
