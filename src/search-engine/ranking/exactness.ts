import { DocSet } from '../base/docset.ts'
import type { Steps } from '../base/slices.ts'
import type { SearchContext } from '../query/search-context.ts'
import {
  exactTerm,
  type LocatedSubset,
  locatedKey,
  onlyExact,
  type TermSubset,
  width,
} from '../query/term.ts'
import type { EdgeMaker } from './condition.ts'

/** `exactness`, its second half: documents with more of the query's words as written first. */
export const exactnessEdges: EdgeMaker = (context) => (_from, to) => {
  const exact: LocatedSubset = { ...to, subset: { ...onlyExact(to.subset), mandatory: true } }
  return [
    [
      0,
      {
        key: `exact:${locatedKey(to)}`,
        documents: () => exactDocuments(to.subset, context),
        step: [null, exact],
      },
    ],
    [
      width(to),
      {
        key: `any:${locatedKey(to)}`,
        documents: () => context.documentsOf(to.subset),
        step: [null, to],
      },
    ],
  ]
}

function* exactDocuments(subset: TermSubset, context: SearchContext): Steps<DocSet> {
  const exact = exactTerm(subset)
  if (exact === null) return new DocSet()
  return exact.isPhrase
    ? yield* context.words.ofPhrase(exact.words)
    : yield* context.words.ofWord(exact.words[0] as string)
}
