import { DocSet } from '../docset.ts'
import type { QueryGraph } from '../query/query-graph.ts'
import { type Distinct, keepDistinct } from './distinct.ts'
import type { RankingIteration, RankingRule } from './ranking-rule.ts'

export interface RankedWindow {
  ids: number[]
  /** The documents of the universe without those found to be left out by `distinct`. */
  candidates: DocSet
}

interface Level {
  iteration: RankingIteration
  left: DocSet
}

/**
 * Ranks documents: each rule splits the buckets of the one before it, ties end in ascending docid.
 * Only as much is ranked as the window from `offset` on needs.
 */
export function bucketSort(
  rules: readonly RankingRule[],
  universe: DocSet,
  graph: QueryGraph,
  distinct: Distinct | null,
  window: { offset: number; limit: number },
): RankedWindow {
  const { offset, limit } = window
  if (rules.length === 0) return takeUnranked(universe, distinct, window)
  const candidates = universe.clone()
  if (universe.size < offset) return { ids: [], candidates }
  const ids: number[] = []
  const levels: Level[] = []
  let passed = 0

  function descend(documents: DocSet, query: QueryGraph): void {
    const rule = rules[levels.length] as RankingRule
    levels.push({ iteration: rule.start(documents, query), left: documents.clone() })
  }

  function add(bucket: DocSet): void {
    if (bucket.isEmpty) return
    let kept = bucket
    if (distinct !== null) {
      const { remaining, excluded } = keepDistinct(bucket, distinct)
      for (const level of levels) level.left.andNotWith(excluded)
      candidates.andNotWith(excluded).orWith(remaining)
      kept = remaining
    }
    const size = kept.size
    if (passed + size > offset) {
      ids.push(...kept.slice(Math.max(0, offset - passed), limit - ids.length))
    }
    passed += size
  }

  descend(universe, graph)
  while (ids.length < limit && levels.length > 0) {
    const level = levels.at(-1) as Level
    if (!level.left.hasSeveral) {
      levels.pop()
      add(level.left)
      continue
    }
    const bucket = level.iteration.next(level.left)
    if (bucket === null) {
      levels.pop()
      continue
    }
    level.left.andNotWith(bucket.documents)
    const isLast = levels.length === rules.length || !bucket.documents.hasSeveral
    const isPassed = passed < offset && passed + bucket.documents.size < offset
    if (isLast || isPassed) add(bucket.documents)
    else descend(bucket.documents, bucket.graph)
  }
  return { ids, candidates }
}

/** The window without any rules: in ascending docid, `distinct` looked at only as far as needed. */
function takeUnranked(
  universe: DocSet,
  distinct: Distinct | null,
  window: { offset: number; limit: number },
): RankedWindow {
  const { offset, limit } = window
  if (distinct === null) return { ids: universe.slice(offset, limit), candidates: universe.clone() }
  if (universe.size < offset) return { ids: [], candidates: universe.clone() }
  const excluded = new DocSet()
  const kept: number[] = []
  for (const docid of universe) {
    if (kept.length >= offset + limit) break
    if (excluded.has(docid)) continue
    for (const other of distinct(docid)) excluded.add(other)
    kept.push(docid)
  }
  return {
    ids: kept.slice(offset),
    candidates: universe.andNot(excluded).orWith(DocSet.of(kept)),
  }
}
