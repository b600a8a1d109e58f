import type { Steps } from '../base/slices.ts'
import type { Pairs } from '../index/posting-list.ts'
import type { WordSource } from '../index/word-source.ts'

/**
 * The posting lists of common prefixes, each that of thousands of words as one. Those asked for
 * last are kept until the index changes. Meilisearch 1.50 keeps such lists for all prefixes, made
 * while it indexes.
 */
export interface PrefixLists {
  /** The pairs of all words that begin with `prefix`, by document; a document's in no order. */
  pairsOf(prefix: string, source: WordSource): Steps<Pairs>
  forget(): void
}

/** The most numbers that are kept, of 4 bytes each. */
const MOST_KEPT = 2 ** 21

export function createPrefixLists(mostKept = MOST_KEPT): PrefixLists {
  const known = new Map<string, Uint32Array>()
  let kept = 0

  function keep(prefix: string, pairs: Uint32Array): void {
    known.set(prefix, pairs)
    kept += pairs.length
    for (const [oldest, { length }] of known) {
      if (kept <= mostKept) break
      known.delete(oldest)
      kept -= length
    }
  }

  return {
    *pairsOf(prefix, source) {
      const found = known.get(prefix)
      if (found !== undefined) {
        // Set anew, so that the oldest one is first.
        known.delete(prefix)
        known.set(prefix, found)
        return found
      }
      const words = source.wordsWithPrefix(prefix, Number.POSITIVE_INFINITY)
      const pairs = yield* mergeByDocument(words.map(source.pairsOf), source.docidEnd)
      if (!known.has(prefix)) keep(prefix, pairs)
      return pairs
    },
    forget() {
      known.clear()
      kept = 0
    },
  }
}

/** Counts how many pairs each document has, then puts each pair where those before it end. */
function* mergeByDocument(lists: readonly Pairs[], docidEnd: number): Steps<Uint32Array> {
  const ends = new Uint32Array(docidEnd + 1)
  yield* inPieces(lists, (pairs, from, to) => {
    for (let at = from; at < to; at += 2) {
      const docid = pairs[at] as number
      ends[docid + 1] = (ends[docid + 1] as number) + 1
    }
  })
  for (let docid = 1; docid <= docidEnd; docid++) {
    ends[docid] = (ends[docid] as number) + (ends[docid - 1] as number)
  }
  const merged = new Uint32Array(2 * (ends[docidEnd] as number))
  yield* inPieces(lists, (pairs, from, to) => {
    for (let at = from; at < to; at += 2) {
      const docid = pairs[at] as number
      const place = ends[docid] as number
      merged[2 * place] = docid
      merged[2 * place + 1] = pairs[at + 1] as number
      ends[docid] = place + 1
    }
  })
  return merged
}

/** Numbers of lists between two pauses. */
const PAUSE = 32_768

function* inPieces(
  lists: readonly Pairs[],
  act: (pairs: Pairs, from: number, to: number) => void,
): Steps<void> {
  let work = 0
  for (const pairs of lists) {
    for (let from = 0; from < pairs.length; ) {
      const to = Math.min(pairs.length, from + PAUSE - work)
      act(pairs, from, to)
      work += to - from
      from = to
      if (work < PAUSE) continue
      work = 0
      yield
    }
  }
}
