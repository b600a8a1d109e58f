import { width } from '../query/term.ts'
import { edgesByPlace } from './costed-documents.ts'
import type { EdgeMaker } from './graph-rule.ts'

/** `attributeRank`: words in earlier searchable attributes first; `*` weighs all the same. */
export const attributeRankEdges: EdgeMaker = (_from, to, context) => {
  const { source, searchedFields } = context.words
  const highest = source.lastWeight ?? 0
  const costs = Array.from({ length: highest + 1 }, (_, weight) => weight * width(to))
  return edgesByPlace(
    to,
    costs,
    (place) => {
      const field = place >>> 16
      if (searchedFields !== null && !searchedFields.has(field)) return null
      return source.weightOf(field) * width(to)
    },
    context,
  )
}
