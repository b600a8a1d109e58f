import type { DocSet } from '../docset.ts'
import { commonPrefixOf, phrasesOf, singleWords } from '../query/derivations.ts'
import { visitPairs } from '../query/places.ts'
import type { SearchContext } from '../query/search-context.ts'
import type { TermSubset } from '../query/term.ts'

/**
 * Calls `visit` with every place of the words that a subset finds; of a phrase with those of its
 * first word, in the documents that have the phrase.
 */
export function visitPlaces(
  subset: TermSubset,
  universe: DocSet,
  context: SearchContext,
  visit: (docid: number, place: number) => void,
): void {
  const { words } = context
  const count = universe.size
  for (const { word } of singleWords(subset, words)) {
    visitPairs(words.source.pairsOf(word), universe, count, visit)
  }
  for (const phrase of phrasesOf(subset, words)) {
    const first = phrase.find((word) => word !== null)
    if (first == null) continue
    const documents = universe.and(words.ofPhrase(phrase))
    visitPairs(words.source.pairsOf(first), documents, documents.size, visit)
  }
  const common = commonPrefixOf(subset)
  if (common === null) return
  for (const pairs of words.listsWithPrefix(common.prefix)) {
    visitPairs(pairs, universe, count, visit)
  }
}
