import { DocSet } from '../docset.ts'
import type { Pairs } from '../index/posting-list.ts'
import { commonPrefixOf, phrasesOf, singleWords } from '../query/derivations.ts'
import { visitPairs } from '../query/places.ts'
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
  const byDistance = Array.from({ length: NEAR }, () => DocSet.sized(source.docidEnd))
  const lefts = groupsOf(left, universe, context, (phrase) => phrase.at(-1) ?? null)
  const rights = groupsOf(right, universe, context, (phrase) => phrase[0] ?? null)
  const common = commonPrefixOf(right)
  if (common !== null) {
    const lists = context.words.listsWithPrefix(common.prefix)
    rights.push({ lists, documents: universe, swappable: false })
  }
  for (const group of lefts) {
    const places = placesByDocument(group, source.docidEnd)
    for (const other of rights) {
      compare(places, other, group.swappable && other.swappable, byDistance)
    }
  }
  const [next, second, third] = byDistance as [DocSet, DocSet, DocSet]
  second.andNotWith(next)
  third.andNotWith(next).andNotWith(second)
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

/** Places chained by document: those of `d` begin at `heads[d]`, 0 ends a chain. */
interface PlacesByDocument {
  heads: Uint32Array
  lengths: Uint32Array
  next: number[]
  places: number[]
  /** The places of documents that have many, ascending, once they were asked for. */
  sorted: Map<number, number[]>
}

function placesByDocument(group: Group, docidEnd: number): PlacesByDocument {
  const heads = new Uint32Array(docidEnd)
  const lengths = new Uint32Array(docidEnd)
  const next = [0]
  const places = [0]
  const count = group.documents.size
  for (const list of group.lists) {
    visitPairs(list, group.documents, count, (docid, place) => {
      next.push(heads[docid] as number)
      heads[docid] = places.push(place) - 1
      lengths[docid] = (lengths[docid] as number) + 1
    })
  }
  return { heads, lengths, next, places, sorted: new Map() }
}

/** Adds documents to the set of each distance at which a place of the group is. */
function compare(
  left: PlacesByDocument,
  right: Group,
  swappable: boolean,
  byDistance: readonly DocSet[],
): void {
  const count = right.documents.size
  const compareTwo = (docid: number, other: number, place: number) => {
    const ahead = place - other
    const distance = ahead > 0 ? ahead : swappable && ahead < 0 ? 1 - ahead : NEAR + 1
    if (distance <= NEAR && place >>> 16 === other >>> 16) byDistance[distance - 1]?.add(docid)
  }
  for (const list of right.lists) {
    visitPairs(list, right.documents, count, (docid, place) => {
      if ((left.lengths[docid] as number) > FEW) {
        const sorted = sortedPlaces(left, docid)
        for (let at = firstFrom(sorted, place - NEAR); at < sorted.length; at++) {
          const other = sorted[at] as number
          if (other > place + NEAR) break
          compareTwo(docid, other, place)
        }
        return
      }
      for (let at = left.heads[docid] as number; at !== 0; at = left.next[at] as number) {
        compareTwo(docid, left.places[at] as number, place)
      }
    })
  }
}

/** Up to so many places of a document are looked at one by one. */
const FEW = 8

function sortedPlaces(left: PlacesByDocument, docid: number): readonly number[] {
  const known = left.sorted.get(docid)
  if (known !== undefined) return known
  const places: number[] = []
  for (let at = left.heads[docid] as number; at !== 0; at = left.next[at] as number) {
    places.push(left.places[at] as number)
  }
  places.sort((a, b) => a - b)
  left.sorted.set(docid, places)
  return places
}

function firstFrom(sorted: readonly number[], place: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] as number) < place) low = middle + 1
    else high = middle
  }
  return low
}
