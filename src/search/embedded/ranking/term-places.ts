import type { DocSet } from '../docset.ts'
import { commonPrefixOf, phrasesOf, singleWords } from '../query/derivations.ts'
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
  for (const { word } of singleWords(subset, words)) visitWord(word, universe)
  for (const phrase of phrasesOf(subset, words)) {
    const first = phrase.find((word) => word !== null)
    if (first != null) visitWord(first, universe.and(words.ofPhrase(phrase)))
  }
  const common = commonPrefixOf(subset)
  if (common !== null) {
    const longer = words.source.wordsWithPrefix(common.prefix, Number.POSITIVE_INFINITY)
    for (const word of longer) visitWord(word, universe)
  }

  function visitWord(word: string, documents: DocSet): void {
    const pairs = words.source.pairsOf(word)
    for (let at = 0; at < pairs.length; at += 2) {
      const docid = pairs[at] as number
      if (documents.has(docid)) visit(docid, pairs[at + 1] as number)
    }
  }
}
