import type { DocSet } from '../base/docset.ts'
import type { Steps } from '../base/slices.ts'
import type { Pairs } from '../index/posting-list.ts'

/** Pairs between two pauses: a millisecond or less, whatever is done with each. */
const PAUSE = 8_192

/**
 * Takes many pairs at once, `[docid, place, docid, place, …]` up to `end`: a call for each of
 * hundreds of thousands costs more than what is done with them. They are good during the call.
 */
export type PairsVisitor = (pairs: Uint32Array, end: number) => void

/** Whoever fills it hands it on before a pause, so all searches share it. */
const batch = new Uint32Array(2 * PAUSE)

/**
 * Calls `visit` with the pairs of posting lists that are in some documents, list by list, in
 * order. Few documents are searched for, many are met in one pass over a list.
 */
export function* visitPairs(
  lists: Iterable<Pairs>,
  documents: DocSet,
  visit: PairsVisitor,
): Steps<void> {
  const count = documents.size
  let work = 0
  let end = 0
  for (const pairs of lists) {
    if (count * SEARCH_COST < pairs.length) {
      let from = 0
      for (const docid of documents) {
        from = firstOf(pairs, docid, from)
        for (; pairs[from] === docid; from += 2) {
          batch[end++] = docid
          batch[end++] = pairs[from + 1] as number
          if (++work < PAUSE) continue
          visit(batch, end)
          work = end = 0
          yield
        }
      }
      continue
    }
    for (let from = 0; from < pairs.length; ) {
      const to = Math.min(pairs.length, from + 2 * (PAUSE - work))
      end = keepPairs(pairs, from, to, documents, end)
      work += (to - from) >> 1
      from = to
      if (work < PAUSE) continue
      visit(batch, end)
      work = end = 0
      yield
    }
  }
  visit(batch, end)
}

/** Appends the pairs that are in the documents to the batch, and answers its new end. */
function keepPairs(pairs: Pairs, from: number, to: number, documents: DocSet, end: number): number {
  // Each of the two kinds of lists is gone through by code that meets only that one.
  return pairs instanceof Uint32Array
    ? keepOfLong(pairs, from, to, documents, end)
    : keepOfShort(pairs, from, to, documents, end)
}

function keepOfLong(
  pairs: Uint32Array,
  from: number,
  to: number,
  documents: DocSet,
  before: number,
): number {
  let end = before
  for (let at = from; at < to; at += 2) {
    const docid = pairs[at] as number
    if (!documents.has(docid)) continue
    batch[end++] = docid
    batch[end++] = pairs[at + 1] as number
  }
  return end
}

function keepOfShort(
  pairs: Pairs,
  from: number,
  to: number,
  documents: DocSet,
  before: number,
): number {
  let end = before
  for (let at = from; at < to; at += 2) {
    const docid = pairs[at] as number
    if (!documents.has(docid)) continue
    batch[end++] = docid
    batch[end++] = pairs[at + 1] as number
  }
  return end
}

/** About how many pairs can be passed in the time of one binary search. */
const SEARCH_COST = 32

/** The first pair from `from` on whose docid is not smaller; the nearer it is the sooner found. */
export function firstOf(pairs: Pairs, docid: number, from: number): number {
  const end = pairs.length >> 1
  let low = from >> 1
  let step = 1
  while (low + step < end && (pairs[2 * (low + step)] as number) < docid) {
    low += step
    step *= 2
  }
  let high = Math.min(low + step, end)
  while (low < high) {
    const middle = (low + high) >> 1
    if ((pairs[2 * middle] as number) < docid) low = middle + 1
    else high = middle
  }
  return 2 * low
}
