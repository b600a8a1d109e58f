import { DocSet } from '../base/docset.ts'
import type { Steps } from '../base/slices.ts'
import type { Pairs } from '../index/posting-list.ts'
import type { WordSource } from '../index/word-source.ts'
import type { DerivedWord } from './derivations.ts'
import { createRemembered, type Remembered } from './remembered.ts'
import type { Phrase, QueryTerm } from './term.ts'

/** The documents of words and phrases, remembered for the time of one search. */
export interface WordDocuments {
  readonly source: WordSource
  readonly remembered: Remembered
  /** The fields searched in, null for all. */
  readonly searchedFields: ReadonlySet<number> | null
  /** The terms whose typos were worked out, in this order. */
  readonly termsWithTypos: QueryTerm[]
  /** Adds the documents of words to a set. A `derived` word counts only where typos are on. */
  addWords(words: Iterable<DerivedWord>, documents: DocSet): Steps<void>
  /** The documents of the words that begin with a common prefix. Not to be changed. */
  ofPrefix(prefix: string, derived: boolean): Steps<DocSet>
  /** The pairs of all words that begin with a common prefix, by document. */
  pairsWithPrefix(prefix: string): Steps<Pairs>
  /** The documents of a word as it stands in the query. Not to be changed. */
  ofWord(word: string): Steps<DocSet>
  /** The documents that have the phrase, each pair of neighbours looked at by itself. */
  ofPhrase(phrase: Phrase): Steps<DocSet>
  /** The documents in which `second` follows `first` at exactly this distance (1 to 3) at best. */
  following(first: string, second: string, distance: number): Steps<DocSet>
}

/** Beyond this distance words are not near each other. */
export const NEAR = 3

/** From so many numbers in its list on, the documents of a word are remembered as a set. */
const FREQUENT = 2_048

/** Numbers of lists between two pauses. */
const PAUSE = 32_768

export function createWordDocuments(
  source: WordSource,
  searchedFields: ReadonlySet<number> | null,
  remembered: Remembered = createRemembered(),
): WordDocuments {
  const phrases = new Map<string, DocSet>()
  const wordSets = new Map<string, DocSet>()
  const prefixSets = new Map<string, DocSet>()
  const neighbours = new Map<string, readonly DocSet[]>()

  function* addWords(words: Iterable<DerivedWord>, documents: DocSet): Steps<void> {
    let work = 0
    for (const { word, derived } of words) {
      // The lists by attribute, which a search in some of them goes by, know no numbers.
      if (derived && searchedFields === null && source.isExactWord(word)) continue
      const pairs = source.pairsOf(word)
      if (pairs.length < FREQUENT) {
        addPairs(pairs, 0, pairs.length, derived, documents)
        work += pairs.length
        if (work < PAUSE) continue
        work = 0
        yield
      } else if (derived && source.hasExactFields) yield* addLong(pairs, derived, documents)
      else documents.orWith(yield* ofWord(word))
    }
  }

  function* ofPrefix(prefix: string, derived: boolean): Steps<DocSet> {
    const key = `${derived} ${prefix}`
    const known = prefixSets.get(key)
    if (known !== undefined) return known
    const documents = DocSet.sized(source.docidEnd)
    if (derived) {
      const words = source.wordsWithPrefix(prefix, Number.POSITIVE_INFINITY)
      yield* addWords(
        words.map((word) => ({ word, derived })),
        documents,
      )
    } else yield* addLong(yield* remembered.prefixes.pairsOf(prefix, source), false, documents)
    prefixSets.set(key, documents)
    return documents
  }

  function* addLong(pairs: Pairs, derived: boolean, documents: DocSet): Steps<void> {
    for (let from = 0; from < pairs.length; from += PAUSE) {
      if (from > 0) yield
      addPairs(pairs, from, Math.min(pairs.length, from + PAUSE), derived, documents)
    }
  }

  function addPairs(
    pairs: Pairs,
    from: number,
    to: number,
    derived: boolean,
    documents: DocSet,
  ): void {
    const anyField = searchedFields === null && !(derived && source.hasExactFields)
    for (let at = from; at < to; at += 2) {
      if (anyField) {
        documents.add(pairs[at] as number)
        continue
      }
      const field = (pairs[at + 1] as number) >>> 16
      if (searchedFields !== null && !searchedFields.has(field)) continue
      if (derived && source.isExactField(field)) continue
      documents.add(pairs[at] as number)
    }
  }

  function* ofWord(word: string): Steps<DocSet> {
    const known = wordSets.get(word)
    if (known !== undefined) return known
    const documents = DocSet.sized(source.docidEnd)
    yield* addLong(source.pairsOf(word), false, documents)
    wordSets.set(word, documents)
    return documents
  }

  function* following(first: string, second: string, distance: number): Steps<DocSet> {
    const key = `${first} ${second}`
    const byDistance =
      neighbours.get(key) ??
      (yield* followingByDistance(source.pairsOf(first), source.pairsOf(second), source.docidEnd))
    neighbours.set(key, byDistance)
    return byDistance[distance - 1] as DocSet
  }

  function* findPhrase(phrase: Phrase): Steps<DocSet> {
    let documents: DocSet | null = null
    for (const word of phrase) {
      if (word === null) continue
      const found: DocSet = yield* ofWord(word)
      documents = documents === null ? found.clone() : documents.andWith(found)
      if (documents.isEmpty) return documents
    }
    if (documents === null) return new DocSet()
    for (let start = 0; start < phrase.length; start++) {
      for (let gap = 1; gap <= 2 && start + gap < phrase.length; gap++) {
        const [first, second] = [phrase[start], phrase[start + gap]]
        if (first == null || second == null) continue
        const near = yield* following(first, second, 1)
        documents.andWith(gap === 1 ? near : near.or(yield* following(first, second, 2)))
        if (documents.isEmpty) return documents
      }
    }
    return documents
  }

  return {
    source,
    remembered,
    searchedFields,
    termsWithTypos: [],
    addWords,
    ofWord,
    following,
    ofPrefix,
    pairsWithPrefix: (prefix) => remembered.prefixes.pairsOf(prefix, source),
    *ofPhrase(phrase) {
      const key = JSON.stringify(phrase)
      const known = phrases.get(key)
      if (known !== undefined) return known
      const found = yield* findPhrase(phrase)
      phrases.set(key, found)
      return found
    },
  }
}

/** For each distance the documents whose nearest following pair is at it. */
function* followingByDistance(first: Pairs, second: Pairs, docidEnd: number): Steps<DocSet[]> {
  const byDistance = Array.from({ length: NEAR }, () => DocSet.sized(docidEnd))
  let left = 0
  let right = 0
  let pause = PAUSE
  while (left < first.length && right < second.length) {
    if (left + right >= pause) {
      pause = left + right + PAUSE
      yield
    }
    const docid = first[left] as number
    const other = second[right] as number
    if (docid < other) left += 2
    else if (docid > other) right += 2
    else {
      const leftEnd = endOf(first, left)
      const rightEnd = endOf(second, right)
      const distance = nearest(first, left, leftEnd, second, right, rightEnd)
      if (distance <= NEAR) byDistance[distance - 1]?.add(docid)
      left = leftEnd
      right = rightEnd
    }
  }
  return byDistance
}

/** Where the next document begins. */
function endOf(pairs: Pairs, from: number): number {
  const docid = pairs[from]
  let at = from + 2
  while (at < pairs.length && pairs[at] === docid) at += 2
  return at
}

/** Places grow by position within a field, and fields are 65,536 apart: no field is left. */
function nearest(
  first: Pairs,
  left: number,
  leftEnd: number,
  second: Pairs,
  right: number,
  rightEnd: number,
): number {
  let best = NEAR + 1
  let from = right
  for (let at = left; at < leftEnd && best > 1; at += 2) {
    const place = first[at + 1] as number
    while (from < rightEnd && (second[from + 1] as number) <= place) from += 2
    if (from === rightEnd) break
    const next = second[from + 1] as number
    if (next >>> 16 === place >>> 16) best = Math.min(best, next - place)
  }
  return best
}
