import type { DocSet } from '../base/docset.ts'
import type { Steps } from '../base/slices.ts'
import type { WordSource } from '../index/word-source.ts'
import { documentsOf } from './derivations.ts'
import type { Remembered } from './remembered.ts'
import { subsetKey, type TermSubset } from './term.ts'
import { createWordDocuments, type WordDocuments } from './word-documents.ts'

/** What one search remembers. */
export interface SearchContext {
  readonly words: WordDocuments
  /** The documents that a subset finds, in all of the index. Not to be changed. */
  documentsOf(subset: TermSubset): Steps<DocSet>
}

export function createSearchContext(
  source: WordSource,
  searchedFields: ReadonlySet<number> | null,
  remembered?: Remembered,
): SearchContext {
  const words = createWordDocuments(source, searchedFields, remembered)
  const subsets = new Map<string, DocSet>()
  return {
    words,
    *documentsOf(subset) {
      const key = subsetKey(subset)
      const known = subsets.get(key)
      if (known !== undefined) return known
      const found = yield* documentsOf(subset, words)
      subsets.set(key, found)
      return found
    },
  }
}
