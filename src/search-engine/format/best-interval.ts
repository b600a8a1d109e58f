import type { Steps } from '../base/slices.ts'
import type { Match } from './find-matches.ts'

/** Matches between two pauses. */
const PAUSE = 512

/**
 * The first and last match of the part of a text, at most `size` words long, that shows the query
 * best: most different query words, then the words nearest to each other, then most in order.
 */
export function* bestInterval(
  matches: readonly Match[],
  size: number,
): Steps<readonly [Match, Match]> {
  let best: { first: number; last: number; score: Score } | null = null
  const scoreOf = createScorer(matches)
  const consider = (first: number, last: number) => {
    const score = scoreOf(first, last)
    if (best === null || compareScores(score, best.score) > 0) best = { first, last, score }
  }
  const lastWord = (at: number) => (matches[at] as Match).words[1]
  const firstWord = (at: number) => (matches[at] as Match).words[0]

  let first = 0
  for (let at = 0; at < matches.length; at++) {
    if (at % PAUSE === PAUSE - 1) yield
    if (lastWord(at) - firstWord(first) < size) continue
    if (at > 0) consider(first, at - 1)
    while (first < matches.length - 1) {
      first++
      if (firstWord(first) > lastWord(at) || lastWord(at) - firstWord(first) < size) break
    }
  }
  const last = matches.length - 1
  if (first !== last || wordCount(matches[first] as Match) < size) consider(first, last)
  const found = best as { first: number; last: number } | null
  return [matches[found?.first ?? 0] as Match, matches[found?.last ?? 0] as Match]
}

type Score = readonly [different: number, nearness: number, ordered: number]

/**
 * Scores one interval after the other, none of which may begin or end before the last one: each
 * takes only what it has more or less, or thousands of matches would take the square of it.
 */
function createScorer(matches: readonly Match[]): (first: number, last: number) => Score {
  const ids = new Map<number, number>()
  let nearness = 0
  let ordered = 0
  let from = 0
  let end = 0

  function count(at: number, sign: 1 | -1): void {
    const match = matches[at] as Match
    for (const id of match.ids) {
      const left = (ids.get(id) ?? 0) + sign
      if (left === 0) ids.delete(id)
      else ids.set(id, left)
    }
    nearness -= sign * (wordCount(match) - 1)
    ordered += sign * (wordCount(match) - 1)
  }

  function countPair(at: number, sign: 1 | -1): void {
    const [match, next] = [matches[at] as Match, matches[at + 1] as Match]
    if (Math.min(...next.ids) > Math.min(...match.ids)) ordered += sign
    nearness -= sign * Math.min(next.words[0] - match.words[1], 7)
  }

  return (first, last) => {
    for (; end <= last; end++) {
      count(end, 1)
      if (end > from) countPair(end - 1, 1)
    }
    for (; from < first && from < end; from++) {
      count(from, -1)
      if (from + 1 < end) countPair(from, -1)
    }
    return [ids.size, nearness, ordered]
  }
}

function compareScores(a: Score, b: Score): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2]
}

function wordCount(match: Match): number {
  return match.words[1] - match.words[0] + 1
}
