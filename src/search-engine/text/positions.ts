import { tokenize } from './tokenize.ts'

/** How far apart two sentences are, and two values of one attribute. */
export const SENTENCE_GAP = 8
/** There are no positions from here on: the rest of an attribute is not indexed. */
const MAX_POSITIONS = 65_536
/** Longer words are not indexed, in UTF-8. */
export const MAX_WORD_BYTES = 250

/**
 * The words of one value with their positions, the first at `start`. Meilisearch 1.50: the next
 * word is one further on, or 8 after the end of a sentence; stop words count but are left out.
 */
export function* positionedWords(
  text: string,
  start: number,
  stopWords: ReadonlySet<string>,
): Generator<readonly [word: string, position: number], void, undefined> {
  let position = start
  let previous: 'none' | 'word' | 'soft' | 'hard' = 'none'
  for (const token of tokenize(text, stopWords)) {
    if (token.kind === 'hard' || token.kind === 'soft') {
      if (previous === 'none') continue
      if (previous !== 'hard') previous = token.kind
      continue
    }
    if (token.lemma === '') continue
    if (previous !== 'none') position += previous === 'hard' ? SENTENCE_GAP : 1
    previous = 'word'
    if (position >= MAX_POSITIONS) return
    const word = token.lemma.trim()
    if (token.kind === 'word' && word !== '' && isIndexable(word)) yield [word, position]
  }
}

/** Whether a word is short enough to be indexed at all. */
export function isIndexable(word: string): boolean {
  return word.length * 3 <= MAX_WORD_BYTES || Buffer.byteLength(word) <= MAX_WORD_BYTES
}

export function hasPositionsLeft(position: number): boolean {
  return position < MAX_POSITIONS
}
