import type { WordSource } from '../index/word-source.ts'
import type { TextSettings } from '../settings/settings-types.ts'
import { isIndexable } from '../text/positions.ts'
import { isCommonPrefix, MAX_PREFIX_WORDS } from './derivations.ts'
import type { Synonyms } from './synonyms.ts'
import type { LocatedTerm, Phrase, QueryTerm } from './term.ts'

/** Makes the terms of one query. */
export interface TermMaker {
  word(word: string, isPrefix: boolean): QueryTerm
  phrase(words: Phrase): QueryTerm
  /** Neighbouring words as one, null where they cannot be joined. */
  join(terms: readonly LocatedTerm[]): LocatedTerm | null
}

/** Meilisearch 1.50: so many synonyms of a word, with so many words together. */
const MAX_SYNONYMS = 50
const MAX_SYNONYM_WORDS = 100

export function createTermMaker(
  source: WordSource,
  settings: TextSettings,
  synonyms: Synonyms,
  exactWords: ReadonlySet<string>,
): TermMaker {
  let made = 0

  function typosAllowed(word: string): number {
    const { enabled, minWordSizeForTypos } = settings.typoTolerance
    const length = Array.from(word).length
    if (!enabled || exactWords.has(word) || length < minWordSizeForTypos.oneTypo) return 0
    return length < minWordSizeForTypos.twoTypos ? 1 : 2
  }

  function wordTerm(
    word: string,
    isPrefix: boolean,
    maxTypos: number,
    joinedWords: readonly string[] | null,
  ): QueryTerm {
    if (!isIndexable(word)) return unfindable(word)
    const commonPrefix = isPrefix && isCommonPrefix(source, word) ? word : null
    const prefixOf =
      isPrefix && commonPrefix === null
        ? source
            .wordsWithPrefix(word, MAX_PREFIX_WORDS + 1)
            .filter((longer) => longer !== word)
            .slice(0, MAX_PREFIX_WORDS)
        : []
    const asWord = limited(synonyms.of([word]))
    return {
      id: made++,
      original: word,
      joinedWords,
      maxTypos,
      isPrefix,
      zeroTypos: {
        phrase: null,
        exact: source.hasWord(word) ? word : null,
        prefixOf,
        synonyms: joinedWords === null ? asWord : [...asWord, ...synonyms.of(joinedWords)],
        commonPrefix,
      },
      typos: null,
    }
  }

  function unfindable(word: string): QueryTerm {
    return {
      id: made++,
      original: word,
      joinedWords: null,
      maxTypos: 0,
      isPrefix: false,
      zeroTypos: { phrase: null, exact: null, prefixOf: [], synonyms: [], commonPrefix: null },
      typos: { one: [], two: [], split: null },
    }
  }

  return {
    word: (word, isPrefix) => wordTerm(word, isPrefix, typosAllowed(word), null),
    phrase: (words) => ({
      id: made++,
      original: words.filter((word) => word !== null).join(' '),
      joinedWords: null,
      maxTypos: 0,
      isPrefix: false,
      zeroTypos: { phrase: words, exact: null, prefixOf: [], synonyms: [], commonPrefix: null },
      typos: null,
    }),
    join(terms) {
      if (!areNeighbouringWords(terms)) return null
      const words = terms.map(({ term }) => term.original)
      const joined = words.join('')
      if (!isIndexable(joined)) return null
      const [first, last] = [terms[0] as LocatedTerm, terms.at(-1) as LocatedTerm]
      const maxTypos = Math.max(0, typosAllowed(joined) - (terms.length - 1))
      return {
        term: wordTerm(joined, last.term.isPrefix, maxTypos, words),
        positions: [first.positions[0], last.positions[1]],
      }
    },
  }
}

function areNeighbouringWords(terms: readonly LocatedTerm[]): boolean {
  return terms.every(({ term, positions }, at) => {
    const before = terms[at - 1]
    if (term.zeroTypos.phrase !== null || term.joinedWords !== null) return false
    return before === undefined || before.positions[1] === positions[0] - 1
  })
}

function limited(phrases: readonly Phrase[]): Phrase[] {
  let words = 0
  return phrases.slice(0, MAX_SYNONYMS).filter((phrase) => {
    if (words + phrase.length > MAX_SYNONYM_WORDS) return false
    words += phrase.length
    return true
  })
}
