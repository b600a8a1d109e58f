import type { LocatedTerm, Phrase } from './term.ts'

/** What the words of a query stand for, to find them again in a text. */
export interface MatchedTerms {
  readonly words: readonly MatchedWords[]
  readonly phrases: readonly MatchedPhrase[]
}

export interface MatchedWords {
  /** Each with its rank: the first of those that match counts. */
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
 * The derivations of a query's terms and joins that the search came to work out. In Meilisearch
 * 1.50 too a typo that ranking had no need to look at is not marked in the hits.
 */
export function matchedTerms(located: readonly LocatedTerm[]): MatchedTerms {
  const words = located.map(({ term, positions }): MatchedWords => {
    const { exact, prefixOf } = term.zeroTypos
    const all = [...(exact === null ? [] : [exact]), ...prefixOf]
    if (term.typos !== null) all.push(...term.typos.one, ...term.typos.two)
    return {
      words: new Map(all.map((word, rank) => [word, rank])),
      positions,
      isPrefix: term.isPrefix,
      length: Array.from(term.original).length,
    }
  })
  const phrases = located.flatMap(({ term, positions }) => {
    const { phrase, synonyms } = term.zeroTypos
    const all = [...(phrase === null ? [] : [phrase]), ...synonyms]
    if (term.typos?.split != null) all.push(term.typos.split)
    return all.map((words): MatchedPhrase => ({ words, positions }))
  })
  return {
    words: words.sort((a, b) => Number(a.isPrefix) - Number(b.isPrefix) || width(b) - width(a)),
    phrases,
  }
}

function width({ positions }: MatchedWords): number {
  return positions[1] - positions[0] + 1
}
