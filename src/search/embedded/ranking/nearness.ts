import { DocSet } from '../docset.ts'
import type { Pairs } from '../index/posting-list.ts'
import { commonPrefixOf, phrasesOf, singleWords } from '../query/derivations.ts'
import type { SearchContext } from '../query/search-context.ts'
import type { TermSubset } from '../query/term.ts'
import { NEAR } from '../query/word-documents.ts'

/**
 * The documents of `universe` by how near a word of `left` and a following word of `right` are:
 * distances 1, 2, 3. A swapped pair counts one more; phrases and words found by a common prefix
 * are not looked at swapped.
 */
export function nearness(
  left: TermSubset,
  right: TermSubset,
  universe: DocSet,
  context: SearchContext,
): DocSet[] {
  const { source } = context.words
  const best = new Uint8Array(source.docidEnd).fill(NEAR + 1)
  const lefts = groupsOf(left, universe, context, (phrase) => phrase.at(-1) ?? null)
  const rights = groupsOf(right, universe, context, (phrase) => phrase[0] ?? null)
  const common = commonPrefixOf(right)
  if (common !== null) {
    const words = source.wordsWithPrefix(common.prefix, Number.POSITIVE_INFINITY)
    rights.push({ lists: words.map(source.pairsOf), documents: universe, swappable: false })
  }
  for (const group of lefts) {
    const places = placesByDocument(group, source.docidEnd)
    for (const other of rights) {
      const swappable = group.swappable && other.swappable
      for (const list of other.lists) compare(places, list, other.documents, swappable, best)
    }
  }
  const byDistance = Array.from({ length: NEAR }, () => DocSet.sized(source.docidEnd))
  for (const [docid, distance] of best.entries()) byDistance[distance - 1]?.add(docid)
  return byDistance
}

/** Words whose places count in the same documents: all single words, or one end of a phrase. */
interface Group {
  lists: readonly Pairs[]
  documents: DocSet
  swappable: boolean
}

function groupsOf(
  subset: TermSubset,
  universe: DocSet,
  context: SearchContext,
  endOf: (phrase: readonly (string | null)[]) => string | null,
): Group[] {
  const { words } = context
  const lists = singleWords(subset, words).map(({ word }) => words.source.pairsOf(word))
  const groups: Group[] = [{ lists, documents: universe, swappable: true }]
  for (const phrase of phrasesOf(subset, words)) {
    const word = endOf(phrase)
    if (word === null) continue
    const documents = universe.and(words.ofPhrase(phrase))
    groups.push({ lists: [words.source.pairsOf(word)], documents, swappable: false })
  }
  return groups
}

/** The places of document `d` are those from `starts[d]` to `starts[d + 1]`. */
interface PlacesByDocument {
  starts: Uint32Array
  places: Uint32Array
}

function placesByDocument(group: Group, docidEnd: number): PlacesByDocument {
  const starts = new Uint32Array(docidEnd + 1)
  for (const list of group.lists) {
    for (let at = 0; at < list.length; at += 2) {
      const docid = list[at] as number
      if (group.documents.has(docid)) starts[docid + 1] = (starts[docid + 1] as number) + 1
    }
  }
  for (let docid = 0; docid < docidEnd; docid++) {
    starts[docid + 1] = (starts[docid + 1] as number) + (starts[docid] as number)
  }
  const places = new Uint32Array(starts[docidEnd] as number)
  const filled = starts.slice()
  for (const list of group.lists) {
    for (let at = 0; at < list.length; at += 2) {
      const docid = list[at] as number
      if (!group.documents.has(docid)) continue
      const slot = filled[docid] as number
      places[slot] = list[at + 1] as number
      filled[docid] = slot + 1
    }
  }
  return { starts, places }
}

/** Lowers `best` where a place of the list is nearer than what was known. */
function compare(
  left: PlacesByDocument,
  right: Pairs,
  documents: DocSet,
  swappable: boolean,
  best: Uint8Array,
): void {
  for (let at = 0; at < right.length; at += 2) {
    const docid = right[at] as number
    const end = left.starts[docid + 1] as number
    const start = left.starts[docid] as number
    if (start === end || !documents.has(docid)) continue
    const place = right[at + 1] as number
    for (let slot = start; slot < end; slot++) {
      const before = place - (left.places[slot] as number)
      const distance = before > 0 ? before : swappable && before < 0 ? 1 - before : NEAR + 1
      if (distance < (best[docid] as number) && sameField(place, left.places[slot] as number)) {
        best[docid] = distance
      }
    }
  }
}

function sameField(a: number, b: number): boolean {
  return a >>> 16 === b >>> 16
}
