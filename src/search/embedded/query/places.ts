import type { DocSet } from '../docset.ts'
import type { Pairs } from '../index/posting-list.ts'

/**
 * Calls `visit` with the pairs of a posting list that are in some documents, in order. Few
 * documents are searched for, many are met in one pass over the list.
 */
export function visitPairs(
  pairs: Pairs,
  documents: DocSet,
  count: number,
  visit: (docid: number, place: number) => void,
): void {
  if (count * SEARCH_COST < pairs.length) {
    let from = 0
    for (const docid of documents) {
      from = firstOf(pairs, docid, from)
      for (; pairs[from] === docid; from += 2) visit(docid, pairs[from + 1] as number)
    }
    return
  }
  for (let at = 0; at < pairs.length; at += 2) {
    const docid = pairs[at] as number
    if (documents.has(docid)) visit(docid, pairs[at + 1] as number)
  }
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
