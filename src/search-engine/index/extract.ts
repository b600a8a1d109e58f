import type { JsonObject } from '../base/json.ts'
import { hasPositionsLeft, SENTENCE_GAP, visitWords } from '../text/positions.ts'
import { visitLeaves } from './leaves.ts'

/** Where a word is in a document: `field * 65536 + position`. */
export type Place = number

export interface ExtractedText {
  /** The places of each word, in the order they were met. */
  places: Map<string, Place[]>
  /** The number of words in each field that has any. */
  wordCounts: Map<number, number>
}

/**
 * The searchable words of a document.
 *
 * `fieldOf` gives a path its field id, null where it is not searchable.
 */
export function extractText(
  document: JsonObject,
  fieldOf: (path: string) => number | null,
  stopWords: ReadonlySet<string>,
): ExtractedText {
  const places = new Map<string, Place[]>()
  const wordCounts = new Map<number, number>()
  const lastPosition = new Map<number, number>()
  visitLeaves(document, (path, text) => {
    const field = fieldOf(path)
    if (field === null) return
    const last = lastPosition.get(field)
    const start = last === undefined ? 0 : last + SENTENCE_GAP
    lastPosition.set(field, start)
    if (text === null || !hasPositionsLeft(start)) return
    visitWords(text.toWellFormed(), start, stopWords, (word, position) => {
      lastPosition.set(field, position)
      const place = field * 65_536 + position
      const known = places.get(word)
      if (known === undefined) places.set(word, [place])
      else known.push(place)
      wordCounts.set(field, (wordCounts.get(field) ?? 0) + 1)
    })
  })
  return { places, wordCounts }
}
