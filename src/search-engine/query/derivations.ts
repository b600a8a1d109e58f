import { DocSet } from '../base/docset.ts'
import type { Steps } from '../base/slices.ts'
import { firstCharOf } from '../index/word-lists.ts'
import { compareCodePoints, withPrefix } from '../index/word-order.ts'
import type { WordSource } from '../index/word-source.ts'
import type { TypoWords } from './remembered.ts'
import type { Phrase, QueryTerm, TermSubset, Typos } from './term.ts'
import { typoDistance, visitWithinDistance } from './typo-words.ts'
import type { WordDocuments } from './word-documents.ts'

/** Meilisearch 1.50: at most so many words one typo away, in the order of the dictionary. */
const MAX_ONE_TYPO_WORDS = 150
const MAX_TWO_TYPO_WORDS = 50
export const MAX_PREFIX_WORDS = 1_000
/** So many words make a beginning of at most so many bytes a common one. */
const COMMON_PREFIX_WORDS = 100
const COMMON_PREFIX_BYTES = 4

/** Whether the words that begin with `prefix` are looked up as one. */
export function isCommonPrefix(source: WordSource, prefix: string): boolean {
  if (Buffer.byteLength(prefix) > COMMON_PREFIX_BYTES) return false
  let tolerant = 0
  for (const word of source.wordsWithPrefix(prefix, Number.POSITIVE_INFINITY)) {
    if (isTolerant(source, word) && ++tolerant === COMMON_PREFIX_WORDS) return true
  }
  return false
}

/** The typo'd words and the split of a term, worked out at the first call. */
export function* withTypos(term: QueryTerm, documents: WordDocuments): Steps<Typos> {
  if (term.typos === null) {
    term.typos = yield* findTypos(term, documents)
    documents.termsWithTypos.push(term)
  }
  return term.typos
}

/** A word that a term may stand for; `derived` ones count only where typos are on. */
export interface DerivedWord {
  word: string
  derived: boolean
}

/** The single words in a subset, without those that a common prefix stands for. */
export function* singleWords(subset: TermSubset, documents: WordDocuments): Steps<DerivedWord[]> {
  const { zeroTypos, joinedWords } = subset.term
  const words: DerivedWord[] = []
  const derived = joinedWords !== null
  if (subset.zero !== 'none' && zeroTypos.exact !== null) {
    words.push({ word: zeroTypos.exact, derived })
  }
  if (subset.zero === 'all') for (const word of zeroTypos.prefixOf) words.push({ word, derived })
  if (subset.one === 'all' || subset.two === 'all') {
    const typos = yield* withTypos(subset.term, documents)
    if (subset.one === 'all') for (const word of typos.one) words.push({ word, derived: true })
    if (subset.two === 'all') for (const word of typos.two) words.push({ word, derived: true })
  }
  return words
}

/**
 * The phrases in a subset. Meilisearch 1.50 keeps the phrase itself and synonyms whatever the
 * subset's typos are.
 */
export function* phrasesOf(subset: TermSubset, documents: WordDocuments): Steps<Phrase[]> {
  const { phrase, synonyms } = subset.term.zeroTypos
  const phrases = phrase === null ? [...synonyms] : [phrase, ...synonyms]
  if (subset.one === 'all') {
    const { split } = yield* withTypos(subset.term, documents)
    if (split !== null) phrases.push(split)
  }
  return phrases
}

/** The common prefix that a subset still has. */
export function commonPrefixOf(subset: TermSubset): { prefix: string; derived: boolean } | null {
  const prefix = subset.term.zeroTypos.commonPrefix
  if (prefix === null || subset.zero === 'none') return null
  if (subset.zero === 'exact' && subset.term.zeroTypos.exact !== prefix) return null
  return { prefix, derived: subset.term.joinedWords !== null }
}

function* findTypos(term: QueryTerm, documents: WordDocuments): Steps<Typos> {
  const { one, two } = yield* typoWords(term, documents)
  return { one, two, split: yield* findSplit(term, documents) }
}

function* typoWords(term: QueryTerm, { source, remembered }: WordDocuments): Steps<TypoWords> {
  if (term.zeroTypos.phrase !== null || term.maxTypos === 0) return { one: [], two: [] }
  const known = remembered.typosOf(term)
  if (known !== undefined) return known
  const found =
    term.maxTypos === 1
      ? { one: yield* oneTypoWords(term, source), two: [] }
      : yield* twoTypoWords(term, source)
  remembered.keepTypos(term, found)
  return found
}

function* oneTypoWords(term: QueryTerm, source: WordSource): Steps<string[]> {
  const found: string[] = []
  const candidates = source.wordsFrom(firstCharOf(term.original))
  yield* visitWithinDistance(candidates, term.original, 1, term.isPrefix, (word, distance) => {
    if (distance === 1 && isTolerant(source, word)) found.push(word)
    return found.length < MAX_ONE_TYPO_WORDS
  })
  return found
}

/**
 * With two typos allowed a typo on the first letter is possible and counts two. Once the list of
 * two-typo words is full, Meilisearch 1.50 counts it as the one typo that it is.
 */
function* twoTypoWords(term: QueryTerm, source: WordSource): Steps<TypoWords> {
  const one: string[] = []
  const two: string[] = []
  const isFull = () => one.length >= MAX_ONE_TYPO_WORDS && two.length >= MAX_TWO_TYPO_WORDS
  const first = firstCharOf(term.original)
  for (const char of source.firstChars()) {
    if (isFull()) break
    if (char === first) {
      const candidates = source.wordsFrom(char)
      yield* visitWithinDistance(candidates, term.original, 2, term.isPrefix, (word, distance) => {
        if (distance === 0 || !isTolerant(source, word)) return true
        if (distance === 1 && one.length < MAX_ONE_TYPO_WORDS) one.push(word)
        if (distance === 2 && two.length < MAX_TWO_TYPO_WORDS) two.push(word)
        return !isFull()
      })
      continue
    }
    yield
    for (const word of wordsWithOtherFirst(term, char, source)) {
      if (two.length < MAX_TWO_TYPO_WORDS) two.push(word)
      else if (one.length < MAX_ONE_TYPO_WORDS) one.push(word)
    }
  }
  return { one, two }
}

/** The words one typo away that begin with another character: the typo is in the beginning. */
function wordsWithOtherFirst(term: QueryTerm, char: string, source: WordSource): string[] {
  const word = term.original
  const rest = word.slice(firstCharOf(word).length)
  const second = rest === '' ? '' : firstCharOf(rest)
  const wanted = [char + rest, char + word]
  if (second === char) {
    wanted.push(rest, second + firstCharOf(word) + rest.slice(second.length))
  }
  const found: string[] = []
  const words = source.wordsFrom(char)
  for (const beginning of wanted) {
    if (!term.isPrefix) {
      if (source.hasWord(beginning)) found.push(beginning)
      continue
    }
    const { start, end } = withPrefix(words, beginning)
    for (let at = start; at < end; at++) found.push(words[at] as string)
  }
  // There are hundreds of characters, and hardly any has such words.
  if (found.length === 0) return found
  return [...new Set(found)]
    .filter((candidate) => isTolerant(source, candidate))
    .filter((candidate) => typoDistance(word, candidate, 1, term.isPrefix) === 1)
    .sort(compareCodePoints)
}

/** The split into two words that most documents have next to each other, the first of equals. */
function* findSplit(term: QueryTerm, documents: WordDocuments): Steps<Phrase | null> {
  if (term.zeroTypos.phrase !== null) return null
  let best: Phrase | null = null
  let most = 0
  const chars = Array.from(term.original)
  for (let at = 1; at < chars.length; at++) {
    const left = chars.slice(0, at).join('')
    if (!documents.source.hasWord(left)) continue
    const right = chars.slice(at).join('')
    if (!documents.source.hasWord(right)) continue
    const { size: count } = yield* documents.following(left, right, 1)
    if (count > most) {
      most = count
      best = [left, right]
    }
  }
  const isTheJoin = best !== null && term.joinedWords?.join(' ') === best.join(' ')
  return isTheJoin ? null : best
}

/** Whether a word is anywhere that typos are on: only then others can be a typo of it. */
function isTolerant(source: WordSource, word: string): boolean {
  if (source.isExactWord(word)) return false
  if (!source.hasExactFields) return true
  const pairs = source.pairsOf(word)
  for (let at = 0; at < pairs.length; at += 2) {
    if (!source.isExactField((pairs[at + 1] as number) >>> 16)) return true
  }
  return false
}

/** The documents that a subset finds, in all of the index. */
export function* documentsOf(subset: TermSubset, documents: WordDocuments): Steps<DocSet> {
  const found = DocSet.sized(documents.source.docidEnd)
  yield* documents.addWords(yield* singleWords(subset, documents), found)
  for (const phrase of yield* phrasesOf(subset, documents)) {
    found.orWith(yield* documents.ofPhrase(phrase))
  }
  const common = commonPrefixOf(subset)
  if (common !== null) found.orWith(yield* documents.ofPrefix(common.prefix, common.derived))
  return found
}
