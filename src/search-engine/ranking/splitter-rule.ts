import type { DocSet } from '../base/docset.ts'
import type { RankingRule } from './ranking-rule.ts'

/**
 * Splits a bucket into ordered, disjoint parts that together hold all of it; null where others may
 * have their turn.
 */
export type Splitter = (bucket: DocSet) => Iterable<DocSet | null>

/** A rule that orders by something else than the query, such as `sort`. */
export function splitterRule(split: Splitter): RankingRule {
  return {
    *start(documents, graph) {
      yield
      const parts = split(documents)[Symbol.iterator]()
      return {
        *next(left) {
          for (;;) {
            const part = parts.next()
            if (part.done === true) return null
            if (part.value === null) {
              yield
              continue
            }
            const found = part.value.and(left)
            if (!found.isEmpty) return { documents: found, graph, score: null }
          }
        },
      }
    },
  }
}
