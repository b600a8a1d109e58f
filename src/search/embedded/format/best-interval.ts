import type { Match } from './find-matches.ts'

/**
 * The first and last match of the part of a text, at most `size` words long, that shows the query
 * best: most different query words, then the words nearest to each other, then most in order.
 */
export function bestInterval(matches: readonly Match[], size: number): readonly [Match, Match] {
  let best: { first: number; last: number; score: Score } | null = null
  const consider = (first: number, last: number) => {
    const score = scoreOf(matches.slice(first, last + 1))
    if (best === null || compareScores(score, best.score) > 0) best = { first, last, score }
  }
  const lastWord = (at: number) => (matches[at] as Match).words[1]
  const firstWord = (at: number) => (matches[at] as Match).words[0]

  let first = 0
  for (let at = 0; at < matches.length; at++) {
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

function scoreOf(matches: readonly Match[]): Score {
  let nearness = 0
  let ordered = 0
  const ids = new Set<number>()
  for (const [at, match] of matches.entries()) {
    for (const id of match.ids) ids.add(id)
    const next = matches[at + 1]
    if (next !== undefined) {
      if (Math.min(...next.ids) > Math.min(...match.ids)) ordered++
      nearness -= Math.min(next.words[0] - match.words[1], 7)
    }
    ordered += wordCount(match) - 1
    nearness -= wordCount(match) - 1
  }
  return [ids.size, nearness, ordered]
}

function compareScores(a: Score, b: Score): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2]
}

function wordCount(match: Match): number {
  return match.words[1] - match.words[0] + 1
}
