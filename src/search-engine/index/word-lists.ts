import { type Pairs, PostingList } from './posting-list.ts'
import { compareCodePoints, withPrefix } from './word-order.ts'

/** The posting lists of one index by word, in memory. */
export interface WordLists {
  /** The number of a word, given out when it is new. */
  numberOf(word: string): number
  /** The words that got their numbers since the last call, in order. */
  takeNewWords(): string[]
  /** Appends the pairs from `from` to `to` in `numbers` to the list of a word. */
  append(word: number, numbers: Uint32Array, from: number, to: number): void
  /** Gives a word without a list this one. */
  set(word: number, list: PostingList): void
  remove(word: number, docids: ReadonlySet<number>): void
  hasWord(word: string): boolean
  pairsOf(word: string): Pairs
  /** The words that begin with a character, in the order of code points. */
  wordsFrom(firstChar: string): readonly string[]
  /** The first characters that words have, in order. */
  firstChars(): readonly string[]
  /** The words that begin with `prefix`, in order, at most `limit`. */
  wordsWithPrefix(prefix: string, limit: number): readonly string[]
}

/** Lists whose names begin with this are no words: they are found by their name only. */
export const HIDDEN = '\0'

export function createWordLists(): WordLists {
  const wordNumbers = new Map<string, number>()
  const words: string[] = []
  const lists: PostingList[] = []
  const byFirstChar = new Map<string, Bucket>()
  let newWords: string[] = []
  let chars: string[] | null = null

  function bucketOf(word: string): Bucket {
    const char = firstCharOf(word)
    const known = byFirstChar.get(char)
    if (known !== undefined) return known
    const created: Bucket = { words: [], isOrdered: true }
    byFirstChar.set(char, created)
    chars = null
    return created
  }

  function show(word: string): void {
    if (word.startsWith(HIDDEN)) return
    const bucket = bucketOf(word)
    const last = bucket.words.at(-1)
    if (last !== undefined && compareCodePoints(last, word) > 0) bucket.isOrdered = false
    bucket.words.push(word)
  }

  function hide(word: string): void {
    if (word.startsWith(HIDDEN)) return
    const bucket = bucketOf(word)
    bucket.words = bucket.words.filter((each) => each !== word)
    if (bucket.words.length > 0) return
    byFirstChar.delete(firstCharOf(word))
    chars = null
  }

  function wordsFrom(firstChar: string): readonly string[] {
    const bucket = byFirstChar.get(firstChar)
    if (bucket === undefined) return []
    if (!bucket.isOrdered) bucket.words.sort(compareCodePoints)
    bucket.isOrdered = true
    return bucket.words
  }

  function pairsOf(word: string): Pairs {
    const number = wordNumbers.get(word)
    return number === undefined ? NO_PAIRS : (lists[number] as PostingList).pairs
  }

  return {
    numberOf(word) {
      const known = wordNumbers.get(word)
      if (known !== undefined) return known
      wordNumbers.set(word, words.length)
      words.push(word)
      lists.push(new PostingList())
      newWords.push(word)
      return words.length - 1
    },
    takeNewWords() {
      const taken = newWords
      newWords = []
      return taken
    },
    append(number, numbers, from, to) {
      const list = lists[number] as PostingList
      if (list.isEmpty) show(words[number] as string)
      list.append(numbers, from, to)
    },
    set(number, list) {
      if (!list.isEmpty) show(words[number] as string)
      lists[number] = list
    },
    remove(number, docids) {
      const list = lists[number] as PostingList
      if (list.isEmpty) return
      list.remove(docids)
      if (list.isEmpty) hide(words[number] as string)
    },
    hasWord: (word) => pairsOf(word).length > 0,
    pairsOf,
    wordsFrom,
    firstChars() {
      chars ??= [...byFirstChar.keys()].sort(compareCodePoints)
      return chars
    },
    wordsWithPrefix(prefix, limit) {
      const bucket = wordsFrom(firstCharOf(prefix))
      const { start, end } = withPrefix(bucket, prefix)
      return bucket.slice(start, Math.min(end, start + limit))
    },
  }
}

/** The first character of a word that is not empty. */
export function firstCharOf(word: string): string {
  return String.fromCodePoint(word.codePointAt(0) as number)
}

interface Bucket {
  words: string[]
  isOrdered: boolean
}

const NO_PAIRS: Pairs = []
