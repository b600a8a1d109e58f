import type { Steps } from '../base/slices.ts'
import type { MatchedPhrase, MatchedTerms, MatchedWords } from '../query/matched-terms.ts'
import { decompose, fold } from '../text/normalize.ts'
import { MAX_WORD_BYTES } from '../text/positions.ts'
import type { Token } from '../text/tokenize.ts'

/** A place in a text where a query word, or several in a row, was found. */
export interface Match {
  /** The first and last of the text's tokens. */
  tokens: readonly [number, number]
  /** The first and last of its words, separators not counted. */
  words: readonly [number, number]
  /** How many characters from the beginning of the first token are marked. */
  chars: number
  /** The positions in the query of what was found. */
  ids: readonly number[]
}

/**
 * Finds a query's words and phrases in a text, whose tokens know no stop words. Meilisearch 1.50:
 * phrases come before words, and one with a stop word is never found; of a word found by its
 * beginning only as much is marked as the query has.
 */
export function* findMatches(
  text: string,
  tokens: readonly Token[],
  terms: MatchedTerms,
): Steps<Match[]> {
  const words: TextWord[] = []
  for (const [index, token] of tokens.entries()) {
    if (token.kind === 'word') words.push({ token, index })
    if (index % PASSED === PASSED - 1) yield
  }
  const matches: Match[] = []
  let at = 0
  while (at < words.length) {
    if (at % PAUSE === 0) yield
    const match = phraseAt(text, words, at, terms.phrases) ?? wordAt(text, words, at, terms.words)
    if (match !== null) matches.push(match)
    at = match === null ? at + 1 : match.words[1] + 1
  }
  return matches
}

/** Words that are looked at between two pauses, and tokens that are passed. */
const PAUSE = 64
const PASSED = 2_048

interface TextWord {
  token: Token
  index: number
}

function phraseAt(
  text: string,
  words: readonly TextWord[],
  at: number,
  phrases: readonly MatchedPhrase[],
): Match | null {
  for (const phrase of phrases) {
    if (!isPhraseAt(words, at, phrase)) continue
    const [first, last] = [words[at] as TextWord, words[at + phrase.words.length - 1] as TextWord]
    return {
      tokens: [first.index, last.index],
      words: [at, at + phrase.words.length - 1],
      chars: charCount(text.slice(first.token.start, last.token.end)),
      ids: range(phrase.positions),
    }
  }
  return null
}

function isPhraseAt(words: readonly TextWord[], at: number, phrase: MatchedPhrase): boolean {
  return (
    phrase.words.length > 0 &&
    phrase.words.every((word, offset) => words[at + offset]?.token.lemma === word)
  )
}

function wordAt(
  text: string,
  words: readonly TextWord[],
  at: number,
  located: readonly MatchedWords[],
): Match | null {
  const { token, index } = words[at] as TextWord
  for (const term of located) {
    const chars = term.isPrefix
      ? charsOfBeginning(text, token, term)
      : term.words.has(token.lemma)
        ? charCount(text.slice(token.start, token.end))
        : null
    if (chars === null) continue
    return { tokens: [index, index], words: [at, at], chars, ids: range(term.positions) }
  }
  return null
}

/** How many characters of a token are marked when a word of the term is its beginning. */
function charsOfBeginning(text: string, token: Token, term: MatchedWords): number | null {
  const beginning = firstBeginning(token.lemma, term.words)
  if (beginning === null) return null
  const marked = Array.from(beginning).slice(0, term.length).join('').length
  let normalized = 0
  let chars = 0
  for (const char of text.slice(token.start, token.end)) {
    if (normalized >= marked) break
    normalized += fold(decompose(char), token.script, token.language).length
    chars++
  }
  return chars
}

/** The word that comes first among those the lemma begins with. */
function firstBeginning(lemma: string, words: ReadonlyMap<string, number>): string | null {
  let best: string | null = null
  let bestRank = Number.POSITIVE_INFINITY
  // No word of an index is longer.
  const longest = Math.min(lemma.length, MAX_WORD_BYTES)
  for (let length = 1; length <= longest; length++) {
    const beginning = lemma.slice(0, length)
    const rank = words.get(beginning)
    if (rank === undefined || rank >= bestRank) continue
    best = beginning
    bestRank = rank
  }
  return best
}

export function charCount(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}

function range([first, last]: readonly [number, number]): number[] {
  return Array.from({ length: last - first + 1 }, (_, at) => first + at)
}
