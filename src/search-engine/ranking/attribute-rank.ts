import { locatedKey, width } from '../query/term.ts'
import type { EdgeMaker } from './condition.ts'
import { edgesByPlace, perTerm } from './costed-documents.ts'

/** `attributeRank`: words in earlier searchable attributes first; `*` weighs all the same. */
export const attributeRankEdges: EdgeMaker = (context, universe) => {
  const { source, searchedFields } = context.words
  const weights = new Set(source.fields.map((field) => source.weightOf(field)))
  if (weights.size <= 1 && !source.hasExactFields) {
    return (_from, to) => {
      const documents = () => context.documentsOf(to.subset)
      const [weight = 0] = weights
      return [[weight * width(to), { key: locatedKey(to), documents, step: [null, to] }]]
    }
  }
  return perTerm((to) =>
    edgesByPlace(to, universe, context, {
      keyOf: (place) => place >>> 16,
      costOf: (field) =>
        searchedFields !== null && !searchedFields.has(field)
          ? null
          : source.weightOf(field) * width(to),
    }),
  )
}
