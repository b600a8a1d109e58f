import { visitTokens } from './tokenize.ts'

/** How far apart two sentences are, and two values of one attribute. */
export const SENTENCE_GAP = 8
/** There are no positions from here on: the rest of an attribute is not indexed. */
const MAX_POSITIONS = 65_536
/** Longer words are not indexed, in UTF-8. */
export const MAX_WORD_BYTES = 250

/**
 * Tells the words of one value with their positions, the first at `start`. Meilisearch 1.50: the
 * next word is one further on, or 8 after the end of a sentence; stop words count but are left out.
 */
export function visitWords(
  text: string,
  start: number,
  stopWords: ReadonlySet<string>,
  visit: (word: string, position: number) => void,
): void {
  let position = start
  let previous: 'none' | 'word' | 'soft' | 'hard' = 'none'
  visitTokens(text, stopWords, (kind, lemma) => {
    if (kind === 'hard' || kind === 'soft') {
      if (previous !== 'none' && previous !== 'hard') previous = kind
      return true
    }
    if (lemma === '') return true
    if (previous !== 'none') position += previous === 'hard' ? SENTENCE_GAP : 1
    previous = 'word'
    if (position >= MAX_POSITIONS) return false
    const word = lemma.trim()
    if (kind === 'word' && word !== '' && isIndexable(word)) visit(word, position)
    return true
  })
}

/** Whether a word is short enough to be indexed at all. */
export function isIndexable(word: string): boolean {
  return word.length * 3 <= MAX_WORD_BYTES || Buffer.byteLength(word) <= MAX_WORD_BYTES
}

export function hasPositionsLeft(position: number): boolean {
  return position < MAX_POSITIONS
}
