import { DocSet } from '../base/docset.ts'
import type { Steps } from '../base/slices.ts'
import type { Pairs } from '../index/posting-list.ts'
import { commonPrefixOf, phrasesOf, singleWords } from '../query/derivations.ts'
import { visitPairs } from '../query/places.ts'
import type { SearchContext } from '../query/search-context.ts'
import type { Phrase, TermSubset } from '../query/term.ts'
import { NEAR } from '../query/word-documents.ts'

/**
 * The documents of `universe` by how near a word of `left` and a following word of `right` are:
 * distances 1, 2, 3. A swapped pair counts one more; phrases and words found by a common prefix
 * are not looked at swapped.
 */
export function* nearness(
  left: TermSubset,
  right: TermSubset,
  universe: DocSet,
  context: SearchContext,
): Steps<DocSet[]> {
  const { source } = context.words
  const byDistance = Array.from({ length: NEAR }, () => DocSet.sized(source.docidEnd))
  function* meet(group: Group, others: readonly Group[]): Steps<void> {
    const places = yield* placesByDocument(group, source.docidEnd)
    for (const other of others) {
      yield* compare(places, other, group.swappable && other.swappable, byDistance)
    }
  }
  const words = yield* wordGroup(left, universe, context)
  const phrases = yield* phraseGroups(left, universe, context, (phrase) => phrase.at(-1) ?? null)
  const rights = [
    yield* wordGroup(right, universe, context),
    ...(yield* phraseGroups(right, universe, context, (phrase) => phrase[0] ?? null)),
  ]
  const common = commonPrefixOf(right)
  const beginning: Group[] = []
  if (common !== null) {
    const lists = [yield* context.words.pairsWithPrefix(common.prefix)]
    beginning.push({ lists, documents: universe, swappable: false })
  }
  const looksAtAll = yield* looksAtAllWords(right, context)
  yield* meet(words, looksAtAll ? [...rights, ...beginning] : beginning)
  if (!looksAtAll) yield* meet(yield* wordGroup(left, universe, context, true), rights)
  for (const phrase of phrases) {
    yield* meet(phrase, rights)
    // Before a common prefix the last word counts also without the rest of its phrase.
    if (!phrase.documents.isEmpty) yield* meet({ ...phrase, documents: universe }, beginning)
  }
  const [next, second, third] = byDistance as [DocSet, DocSet, DocSet]
  second.andNotWith(next)
  third.andNotWith(next).andNotWith(second)
  return byDistance
}

/**
 * Meilisearch 1.50 keeps pairs of words without their attributes, whichever are searched in or
 * have typos on. Only before several words does it pass over one that is found, but nowhere in
 * the documents that are left, which may change from distance to distance: see `wordGroup`.
 */
export function* looksAtAllWords(right: TermSubset, { words }: SearchContext): Steps<boolean> {
  if (words.searchedFields === null && !words.source.hasExactFields) return true
  const following = new Set((yield* singleWords(right, words)).map(({ word }) => word))
  const phrases = (yield* phrasesOf(right, words)).filter((phrase) => phrase[0] != null)
  return following.size + phrases.length <= 1
}

/** Words whose places count in the same documents: all single words, or one end of a phrase. */
interface Group {
  lists: readonly Pairs[]
  documents: DocSet
  swappable: boolean
}

function* wordGroup(
  subset: TermSubset,
  universe: DocSet,
  { words }: SearchContext,
  passesOver = false,
): Steps<Group> {
  const lists: Pairs[] = []
  for (const each of yield* singleWords(subset, words)) {
    if (passesOver) {
      const found = DocSet.sized(words.source.docidEnd)
      yield* words.addWords([each], found)
      if (!found.isEmpty && !found.intersects(universe)) continue
    }
    lists.push(words.source.pairsOf(each.word))
  }
  return { lists, documents: universe, swappable: true }
}

function* phraseGroups(
  subset: TermSubset,
  universe: DocSet,
  { words }: SearchContext,
  endOf: (phrase: Phrase) => string | null,
): Steps<Group[]> {
  const groups: Group[] = []
  for (const phrase of yield* phrasesOf(subset, words)) {
    const word = endOf(phrase)
    if (word === null) continue
    const documents = universe.and(yield* words.ofPhrase(phrase))
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

function* placesByDocument(group: Group, docidEnd: number): Steps<PlacesByDocument> {
  const heads = new Uint32Array(docidEnd)
  const lengths = new Uint32Array(docidEnd)
  const next = [0]
  const places = [0]
  yield* visitPairs(group.lists, group.documents, (pairs, end) => {
    for (let at = 0; at < end; at += 2) {
      const docid = pairs[at] as number
      next.push(heads[docid] as number)
      heads[docid] = places.push(pairs[at + 1] as number) - 1
      lengths[docid] = (lengths[docid] as number) + 1
    }
  })
  return { heads, lengths, next, places, sorted: new Map() }
}

/** Adds documents to the set of each distance at which a place of the group is. */
function* compare(
  left: PlacesByDocument,
  right: Group,
  swappable: boolean,
  byDistance: readonly DocSet[],
): Steps<void> {
  const compareTwo = (docid: number, other: number, place: number) => {
    const ahead = place - other
    const distance = ahead > 0 ? ahead : swappable && ahead < 0 ? 1 - ahead : NEAR + 1
    if (distance <= NEAR && place >>> 16 === other >>> 16) byDistance[distance - 1]?.add(docid)
  }
  const compareAll = (docid: number, place: number) => {
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
  }
  yield* visitPairs(right.lists, right.documents, (pairs, end) => {
    for (let at = 0; at < end; at += 2) compareAll(pairs[at] as number, pairs[at + 1] as number)
  })
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
