import { DocSet } from '../base/docset.ts'
import type { Steps } from '../base/slices.ts'
import { firstOf, visitPairs } from '../query/places.ts'
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
    *start(documents, graph) {
      const steps = yield* exactBuckets(documents, graph, context)
      return {
        *next(left) {
          yield
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

function* exactBuckets(
  universe: DocSet,
  graph: QueryGraph,
  context: SearchContext,
): Steps<{ documents: DocSet; rank: number }[]> {
  const terms = exactTerms(graph)
  if (terms === null) return []
  const candidates = yield* atTheirPlaces(terms, universe, context)
  if (candidates.isEmpty) return []
  const words = terms.flatMap((term) => term.words.filter((word) => word !== null))
  const count = terms.reduce((sum, term) => sum + term.length, 0)
  const whole = new DocSet()
  const beginning = new DocSet()
  for (const [field, docids] of yield* withAllWords(words, candidates, context)) {
    const sameLength = context.words.source.withWordCount(field, count)
    let at = 0
    for (const docid of docids) {
      at = firstOf(sameLength, docid, at)
      const bucket = sameLength[at] === docid ? whole : beginning
      bucket.add(docid)
    }
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

function* atTheirPlaces(
  terms: readonly ExactWords[],
  universe: DocSet,
  context: SearchContext,
): Steps<DocSet> {
  let candidates = universe
  for (const { words, position } of terms) {
    for (const [offset, word] of words.entries()) {
      if (word === null) continue
      const wanted = bucketedPosition(position + offset)
      candidates = candidates.and(
        yield* placed(
          word,
          candidates,
          context,
          (place) => bucketedPosition(place & 0xffff) === wanted,
        ),
      )
    }
  }
  return candidates
}

/** The documents that have all words in one field, by this field, ascending. */
function* withAllWords(
  words: readonly string[],
  candidates: DocSet,
  context: SearchContext,
): Steps<Map<number, number[]>> {
  let homes = yield* homesOf(words[0] ?? '', candidates, context)
  for (const word of new Set(words.slice(1))) {
    homes = inBoth(homes, yield* homesOf(word, candidates, context))
  }
  const byField = new Map<number, number[]>()
  for (const home of homes) {
    const field = home % FIELDS
    const docids = byField.get(field)
    const docid = (home - field) / FIELDS
    if (docids === undefined) byField.set(field, [docid])
    else docids.push(docid)
  }
  return byField
}

/** A document and a field in one number; places have 16 bits for the field. */
const FIELDS = 2 ** 16

/**
 * The documents and fields that a word is in, ascending. All fields at once: to look at one after
 * the other would read the list once for each of thousands.
 */
function* homesOf(word: string, candidates: DocSet, context: SearchContext): Steps<number[]> {
  const { searchedFields, source } = context.words
  const homes: number[] = []
  let last = -1
  yield* visitPairs([source.pairsOf(word)], candidates, (pairs, end) => {
    for (let at = 0; at < end; at += 2) {
      const field = (pairs[at + 1] as number) >>> 16
      const home = (pairs[at] as number) * FIELDS + field
      if (home === last) continue
      last = home
      if (searchedFields === null || searchedFields.has(field)) homes.push(home)
    }
  })
  return homes
}

function inBoth(left: readonly number[], right: readonly number[]): number[] {
  let at = 0
  return left.filter((home) => {
    while (at < right.length && (right[at] as number) < home) at++
    return right[at] === home
  })
}

function* placed(
  word: string,
  candidates: DocSet,
  context: SearchContext,
  isWanted: (place: number) => boolean,
): Steps<DocSet> {
  const found = new DocSet()
  yield* visitPairs([context.words.source.pairsOf(word)], candidates, (pairs, end) => {
    for (let at = 0; at < end; at += 2) {
      if (isWanted(pairs[at + 1] as number)) found.add(pairs[at] as number)
    }
  })
  return found
}
