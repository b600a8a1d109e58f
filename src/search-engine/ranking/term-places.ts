import type { DocSet } from '../base/docset.ts'
import type { Steps } from '../base/slices.ts'
import { commonPrefixOf, phrasesOf, singleWords } from '../query/derivations.ts'
import { type PairsVisitor, visitPairs } from '../query/places.ts'
import type { SearchContext } from '../query/search-context.ts'
import type { TermSubset } from '../query/term.ts'

/**
 * Calls `visit` with every place of the words that a subset finds; of a phrase with those of its
 * first word, in the documents that have the phrase.
 */
export function* visitPlaces(
  subset: TermSubset,
  universe: DocSet,
  context: SearchContext,
  visit: PairsVisitor,
): Steps<void> {
  const { words } = context
  const common = commonPrefixOf(subset)
  const single = yield* singleWords(subset, words)
  // The prefix itself is one of the words that begin with it.
  yield* visitPairs(
    single.flatMap(({ word }) => (word === common?.prefix ? [] : [words.source.pairsOf(word)])),
    universe,
    visit,
  )
  for (const phrase of yield* phrasesOf(subset, words)) {
    const first = phrase.find((word) => word !== null)
    if (first == null) continue
    const documents = universe.and(yield* words.ofPhrase(phrase))
    yield* visitPairs([words.source.pairsOf(first)], documents, visit)
  }
  if (common === null) return
  yield* visitPairs([yield* words.pairsWithPrefix(common.prefix)], universe, visit)
}
