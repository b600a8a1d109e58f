import { DocSet } from '../docset.ts'
import { visitPairs } from '../query/places.ts'
import type { QueryGraph } from '../query/query-graph.ts'
import type { SearchContext } from '../query/search-context.ts'
import { exactTerm, type Phrase } from '../query/term.ts'
import type { RankingRule } from './ranking-rule.ts'
import { bucketedPosition } from './word-position.ts'

/**
 * `exactness`, its first half: three buckets, documents with an attribute that is the query, with
 * one that begins with it, and the rest.
 *
 * As in Meilisearch 1.50 the words need only all be at their places in some attribute and all be
 * somewhere in one.
 */
export function exactAttributeRule(context: SearchContext): RankingRule {
  return {
    start(documents, graph) {
      const steps = exactBuckets(documents, graph, context)
      return {
        next(left) {
          const step = steps.shift()
          const found = step === undefined ? left.clone() : left.and(step.documents)
          const score = { rule: 'exactAttribute', rank: step?.rank ?? 1, max: 3 } as const
          return { documents: found, graph, score }
        },
      }
    },
  }
}

interface ExactWords {
  words: Phrase
  termId: number
  position: number
  /** How many positions the term takes, stop words and gaps included. */
  length: number
}

function exactBuckets(
  universe: DocSet,
  graph: QueryGraph,
  context: SearchContext,
): { documents: DocSet; rank: number }[] {
  const terms = exactTerms(graph)
  if (terms === null) return []
  const candidates = atTheirPlaces(terms, universe, context)
  if (candidates.isEmpty) return []
  const words = terms.flatMap((term) => term.words.filter((word) => word !== null))
  const count = terms.reduce((sum, term) => sum + term.length, 0)
  const whole = new DocSet()
  const beginning = new DocSet()
  for (const field of context.words.source.fields) {
    const withAll = inField(words, field, candidates, context)
    if (withAll.isEmpty) continue
    const sameLength = context.words.source.withWordCount(field, count)
    whole.orWith(withAll.and(sameLength))
    beginning.orWith(withAll.andNot(sameLength))
  }
  return [
    { documents: whole, rank: 3 },
    { documents: beginning, rank: 2 },
  ]
}

/** The terms as written; null when the first or one in between is not among them. */
function exactTerms(graph: QueryGraph): ExactWords[] | null {
  const terms = new Map<number, ExactWords>()
  for (const { term } of graph.nodes) {
    const exact = term === null ? null : exactTerm(term.subset)
    if (term === null || exact === null || terms.has(term.termIds[0])) continue
    terms.set(term.termIds[0], {
      words: exact.words,
      termId: term.termIds[0],
      position: term.positions[0],
      length: term.positions[1] - term.positions[0] + 1,
    })
  }
  const ordered = [...terms.values()].sort((a, b) => a.termId - b.termId)
  const hasAll = ordered.length > 0 && ordered.every((term, at) => term.termId === at)
  return hasAll ? ordered : null
}

function atTheirPlaces(
  terms: readonly ExactWords[],
  universe: DocSet,
  context: SearchContext,
): DocSet {
  let candidates = universe
  for (const { words, position } of terms) {
    for (const [offset, word] of words.entries()) {
      if (word === null) continue
      const wanted = bucketedPosition(position + offset)
      candidates = candidates.and(
        placed(word, candidates, context, (place) => bucketedPosition(place & 0xffff) === wanted),
      )
    }
  }
  return candidates
}

function inField(
  words: readonly string[],
  field: number,
  candidates: DocSet,
  context: SearchContext,
): DocSet {
  const { searchedFields } = context.words
  if (searchedFields !== null && !searchedFields.has(field)) return new DocSet()
  let found = candidates
  for (const word of words) {
    if (found.isEmpty) return found
    found = placed(word, found, context, (place) => place >>> 16 === field)
  }
  return found
}

function placed(
  word: string,
  candidates: DocSet,
  context: SearchContext,
  isWanted: (place: number) => boolean,
): DocSet {
  const found = new DocSet()
  const pairs = context.words.source.pairsOf(word)
  visitPairs(pairs, candidates, candidates.size, (docid, place) => {
    if (isWanted(place)) found.add(docid)
  })
  return found
}
