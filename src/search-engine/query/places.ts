import type { DocSet } from '../docset.ts'
import type { Pairs } from '../index/posting-list.ts'
import type { Steps } from '../slices.ts'

/** Pairs between two pauses: a millisecond or less, whatever is done with each. */
const PAUSE = 8_192

/**
 * Calls `visit` with the pairs of posting lists that are in some documents, list by list, in
 * order. Few documents are searched for, many are met in one pass over a list.
 */
export function* visitPairs(
  lists: Iterable<Pairs>,
  documents: DocSet,
  visit: (docid: number, place: number) => void,
): Steps<void> {
  const count = documents.size
  let work = 0
  for (const pairs of lists) {
    if (count * SEARCH_COST < pairs.length) {
      work = yield* searchPairs(pairs, documents, work, visit)
      continue
    }
    if (work + pairs.length < PAUSE) {
      passPairs(pairs, documents, 0, pairs.length, visit)
      work += pairs.length
      continue
    }
    for (let from = 0; from < pairs.length; ) {
      const to = Math.min(pairs.length, from + 2 * (PAUSE - work))
      passPairs(pairs, documents, from, to, visit)
      work += (to - from) >> 1
      from = to
      if (work < PAUSE) continue
      work = 0
      yield
    }
  }
}

function passPairs(
  pairs: Pairs,
  documents: DocSet,
  from: number,
  to: number,
  visit: (docid: number, place: number) => void,
): void {
  for (let at = from; at < to; at += 2) {
    const docid = pairs[at] as number
    if (documents.has(docid)) visit(docid, pairs[at + 1] as number)
  }
}

/** Answers how many pairs were visited since the last pause, `work` of them before. */
function* searchPairs(
  pairs: Pairs,
  documents: DocSet,
  work: number,
  visit: (docid: number, place: number) => void,
): Steps<number> {
  let from = 0
  let done = work
  for (const docid of documents) {
    from = firstOf(pairs, docid, from)
    while (pairs[from] === docid) {
      const end = Math.min(pairs.length, from + 2 * (PAUSE - done))
      const start = from
      for (; from < end && pairs[from] === docid; from += 2) visit(docid, pairs[from + 1] as number)
      done += (from - start) >> 1
      if (done < PAUSE) continue
      done = 0
      yield
    }
  }
  return done
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
