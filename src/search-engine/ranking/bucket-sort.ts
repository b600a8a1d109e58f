import { DocSet } from '../base/docset.ts'
import type { Steps } from '../base/slices.ts'
import type { QueryGraph } from '../query/query-graph.ts'
import { type Distinct, keepDistinct } from './distinct.ts'
import type { RankingIteration, RankingRule } from './ranking-rule.ts'
import { rankingScore, type Scores } from './scores.ts'

export interface RankedWindow {
  ids: number[]
  /** The scores of each id; empty lists when no scores were asked for. */
  scores: Scores[]
  /**
   * The documents of the universe without those found to be left out by `distinct` or the
   * threshold.
   */
  candidates: DocSet
}

export interface RankingOptions {
  offset: number
  limit: number
  distinct: Distinct | null
  /**
   * Whether each document is ranked by all rules, also where its place is clear. Scores need it,
   * and so do the hits' marks: typos are worked out as rules come to ask for them.
   */
  withScores: boolean
  /** Documents with a lower ranking score are left out; null for none. */
  scoreThreshold: number | null
  /**
   * How many documents are looked at for the threshold, at least those of the window: what lies
   * below it further on stays among the candidates.
   */
  thresholdReach: number
}

interface Level {
  iteration: RankingIteration
  left: DocSet
  /** The scores by the rules before. */
  scores: Scores
}

/**
 * Ranks documents: each rule splits the buckets of the one before it, ties end in ascending docid.
 * Only as much is ranked as the window from `offset` on needs.
 */
export function* bucketSort(
  rules: readonly RankingRule[],
  universe: DocSet,
  graph: QueryGraph,
  options: RankingOptions,
): Steps<RankedWindow> {
  const { offset, limit, distinct, scoreThreshold } = options
  if (rules.length === 0) return yield* takeUnranked(universe, options)
  const candidates = universe.clone()
  if (universe.size < offset) return { ids: [], scores: [], candidates }
  const isScored = options.withScores || scoreThreshold !== null
  const wanted = scoreThreshold === null ? limit : Math.max(limit, options.thresholdReach)
  const ids: number[] = []
  const scoresOfIds: Scores[] = []
  const levels: Level[] = []
  let passed = 0

  function* descend(documents: DocSet, query: QueryGraph, scores: Scores): Steps<void> {
    const rule = rules[levels.length] as RankingRule
    const iteration = yield* rule.start(documents, query)
    levels.push({ iteration, left: documents.clone(), scores })
  }

  function* add(bucket: DocSet, scores: Scores): Steps<void> {
    if (bucket.isEmpty) return
    let kept = bucket
    if (distinct !== null) {
      const { remaining, excluded } = yield* keepDistinct(bucket, distinct)
      for (const level of levels) level.left.andNotWith(excluded)
      candidates.andNotWith(excluded).orWith(remaining)
      kept = remaining
    }
    const size = kept.size
    if (passed + size > offset) {
      for (const id of kept.slice(Math.max(0, offset - passed), limit - ids.length)) {
        ids.push(id)
        scoresOfIds.push(isScored ? scores : [])
      }
    }
    passed += size
  }

  yield* descend(universe, graph, [])
  while (ids.length < wanted && levels.length > 0) {
    yield
    const level = levels.at(-1) as Level
    if (level.left.isEmpty || (!isScored && !level.left.hasSeveral)) {
      levels.pop()
      yield* add(level.left, level.scores)
      continue
    }
    const bucket = yield* level.iteration.next(level.left)
    if (bucket === null) {
      levels.pop()
      continue
    }
    const scores = [...level.scores, bucket.score]
    level.left.andNotWith(bucket.documents)
    if (scoreThreshold !== null && rankingScore(scores) < scoreThreshold) {
      candidates.andNotWith(bucket.documents).andNotWith(level.left)
      continue
    }
    const isSettled = !isScored && !bucket.documents.hasSeveral
    const isPassed = passed < offset && passed + bucket.documents.size < offset
    if (levels.length === rules.length || isSettled || isPassed) {
      yield* add(bucket.documents, scores)
    } else yield* descend(bucket.documents, bucket.graph, scores)
  }
  return { ids, scores: scoresOfIds, candidates }
}

/** The window without any rules: in ascending docid, `distinct` looked at only as far as needed. */
function* takeUnranked(
  universe: DocSet,
  { offset, limit, distinct }: RankingOptions,
): Steps<RankedWindow> {
  const withIds = (ids: number[], candidates: DocSet) => ({
    ids,
    scores: ids.map(() => []),
    candidates,
  })
  if (distinct === null) return withIds(universe.slice(offset, limit), universe.clone())
  if (universe.size < offset) return withIds([], universe.clone())
  const excluded = new DocSet()
  const kept: number[] = []
  for (const docid of universe) {
    if (kept.length >= offset + limit) break
    if (excluded.has(docid)) continue
    yield
    for (const other of yield* distinct(docid)) excluded.add(other)
    kept.push(docid)
  }
  return withIds(kept.slice(offset), universe.andNot(excluded).orWith(DocSet.of(kept)))
}
