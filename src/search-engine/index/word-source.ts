import type { Pairs } from './posting-list.ts'

/** What a search asks of the index about words. */
export interface WordSource {
  /** Above every docid. */
  readonly docidEnd: number
  hasWord(word: string): boolean
  /** Where a word is; empty for one the index does not have. */
  pairsOf(word: string): Pairs
  /** The words with this first character, in order. */
  wordsFrom(firstChar: string): readonly string[]
  firstChars(): readonly string[]
  /** The words that begin with `prefix`, in order, at most `limit`. */
  wordsWithPrefix(prefix: string, limit: number): readonly string[]
  /** The documents with exactly `count` words in a field, each with place 0. */
  withWordCount(field: number, count: number): Pairs
  /** How late in the order of attributes a field is. */
  weightOf(field: number): number
  /** The weight of the last attribute; null when all attributes weigh the same. */
  readonly lastWeight: number | null
  /** The searchable fields. */
  readonly fields: readonly number[]
  /** Whether typos are off for a field. */
  isExactField(field: number): boolean
  /** Whether there is a field with typos off. */
  readonly hasExactFields: boolean
  /** Whether typos are off for a word because it is a number. */
  isExactWord(word: string): boolean
}
