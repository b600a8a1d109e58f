import { locatedKey } from '../query/term.ts'
import type { EdgeMaker } from './condition.ts'

/** `words`: documents with more of the query's terms first. What costs are the skipped terms. */
export const wordsEdges: EdgeMaker = (context) => (_from, to) => {
  const documents = () => context.documentsOf(to.subset)
  return [[0, { key: locatedKey(to), documents, step: [null, to] }]]
}
