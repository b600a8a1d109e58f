import type { Steps } from '../base/slices.ts'
import { type Token, tokenizeWithPauses } from '../text/tokenize.ts'
import type { LocatedTerm, Phrase } from './term.ts'
import type { TermMaker } from './terms.ts'

export interface ParsedQuery {
  /** The terms in their order; a phrase is one. */
  terms: LocatedTerm[]
  negativeWords: string[]
  negativePhrases: Phrase[]
}

/** Meilisearch 1.50: the first so many terms count, of the first so many tokens. */
const MAX_TERMS = 10
const MAX_TOKENS = 1_000

/**
 * Reads a query: words, the last of them as a prefix when nothing follows it, `"phrases"`, `-word`
 * and `-"phrase"` after a space or at the beginning.
 */
export function* parseQuery(
  query: string,
  terms: TermMaker,
  options: { stopWords: ReadonlySet<string>; prefixSearch: boolean },
): Steps<ParsedQuery> {
  const tokens = yield* firstTokens(query, options.stopWords)
  const parsed: ParsedQuery = { terms: [], negativeWords: [], negativePhrases: [] }
  let phrase: OpenPhrase | null = null
  let nextIsNegative = false
  let afterSpace = true
  let position = -1

  function closePhrase(open: OpenPhrase): void {
    if (open.words.every((word) => word === null)) return
    if (open.negative) parsed.negativePhrases.push(open.words)
    else {
      parsed.terms.push({ term: terms.phrase(open.words), positions: [open.start, open.end] })
    }
  }

  for (const [at, token] of tokens.entries()) {
    if (token.lemma === '') continue
    if (parsed.terms.length >= MAX_TERMS) return parsed
    if (token.kind === 'word' || token.kind === 'stop') {
      position = (position + 1) & 0xffff
      if (phrase !== null) addToPhrase(phrase, token, position)
      else if (nextIsNegative) {
        parsed.negativeWords.push(token.lemma)
        nextIsNegative = false
      } else if (at === tokens.length - 1 || token.kind === 'word') {
        const isPrefix = at === tokens.length - 1 && options.prefixSearch
        parsed.terms.push({
          term: terms.word(token.lemma, isPrefix),
          positions: [position, position],
        })
      }
    } else {
      if (token.kind === 'hard') {
        position = (position + 7) & 0xffff
        if (phrase !== null) {
          closePhrase(phrase)
          phrase = openPhrase(phrase.negative)
        }
      }
      if (token.lemma === '"') {
        if (phrase !== null) {
          closePhrase(phrase)
          phrase = null
        } else phrase = openPhrase(nextIsNegative)
      }
      nextIsNegative = phrase === null && token.lemma === '-' && afterSpace
    }
    afterSpace = /\s$/u.test(token.lemma)
  }
  if (phrase !== null) closePhrase(phrase)
  return parsed
}

interface OpenPhrase {
  words: (string | null)[]
  start: number
  end: number
  negative: boolean
}

function openPhrase(negative: boolean): OpenPhrase {
  return { words: [], start: 0, end: 0, negative }
}

function addToPhrase(phrase: OpenPhrase, token: Token, position: number): void {
  if (phrase.words.every((word) => word === null)) phrase.start = position
  phrase.end = position
  phrase.words.push(token.kind === 'stop' ? null : token.lemma)
}

function* firstTokens(query: string, stopWords: ReadonlySet<string>): Steps<Token[]> {
  const tokens: Token[] = []
  for (const token of tokenizeWithPauses(query.toWellFormed(), stopWords)) {
    if (token === null) yield
    else if (tokens.length === MAX_TOKENS) break
    else tokens.push(token)
  }
  return tokens
}
