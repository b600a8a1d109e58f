/** Words in a row; null stands for a stop word, which may be any. */
export type Phrase = readonly (string | null)[]

/** One word or phrase of the query, or several of its words joined, with all it may stand for. */
export interface QueryTerm {
  /** The same number, the same term. */
  readonly id: number
  /** The word as it was written, normalized; a phrase's words with spaces. */
  readonly original: string
  /** The query's words that were joined to this one. */
  readonly joinedWords: readonly string[] | null
  readonly maxTypos: number
  readonly isPrefix: boolean
  readonly zeroTypos: ZeroTypos
  /** Worked out when first needed, see `withTypos`. */
  typos: Typos | null
}

export interface ZeroTypos {
  readonly phrase: Phrase | null
  /** The word itself, when the index has it. */
  readonly exact: string | null
  /** The index's longer words that begin with the word. */
  readonly prefixOf: readonly string[]
  readonly synonyms: readonly Phrase[]
  /** The word, when so many words begin with it that they are looked up as one. */
  readonly commonPrefix: string | null
}

export interface Typos {
  readonly one: readonly string[]
  readonly two: readonly string[]
  /** The word as two words next to each other. */
  readonly split: Phrase | null
}

/** Which of a term's derivations still count, after ranking rules have looked at it. */
export interface TermSubset {
  readonly term: QueryTerm
  /** `exact`: only the word or phrase itself. */
  readonly zero: 'all' | 'exact' | 'none'
  readonly one: 'all' | 'none'
  readonly two: 'all' | 'none'
  /** Never dropped by the matching strategy. */
  readonly mandatory: boolean
}

/** A term with its place in the query. */
export interface LocatedTerm {
  readonly term: QueryTerm
  /** The positions of its first and last word, which count the gaps after sentences. */
  readonly positions: readonly [number, number]
}

/** A term's subset with its place in the query. */
export interface LocatedSubset {
  readonly subset: TermSubset
  readonly positions: readonly [number, number]
  /** The numbers of the first and the last term it covers. */
  readonly termIds: readonly [number, number]
}

export function fullSubset(term: QueryTerm): TermSubset {
  return { term, zero: 'all', one: 'all', two: 'all', mandatory: false }
}

/** How many of the query's terms it covers. */
export function width(located: LocatedSubset): number {
  return located.termIds[1] - located.termIds[0] + 1
}

/** A text that two subsets have in common when they are the same. */
export function subsetKey(subset: TermSubset): string {
  return `${subset.term.id}${subset.zero[0]}${subset.one[0]}${subset.two[0]}${subset.mandatory ? 1 : 0}`
}

export function locatedKey(located: LocatedSubset): string {
  return `${subsetKey(located.subset)}@${located.positions}#${located.termIds}`
}

export function sameTerms(a: LocatedSubset, b: LocatedSubset): boolean {
  return a.termIds[0] === b.termIds[0] && a.termIds[1] === b.termIds[1]
}

/** What both subsets of one term allow. */
export function intersection(a: TermSubset, b: TermSubset): TermSubset {
  return {
    ...a,
    zero: a.zero === 'all' ? b.zero : b.zero === 'none' ? 'none' : a.zero,
    one: a.one === 'all' ? b.one : 'none',
    two: a.two === 'all' ? b.two : 'none',
  }
}

/** The word or phrase itself, when the subset still has it and the term is no join. */
export function exactTerm(subset: TermSubset): { words: Phrase; isPhrase: boolean } | null {
  const { joinedWords, zeroTypos } = subset.term
  if (joinedWords !== null || subset.zero === 'none') return null
  if (zeroTypos.phrase !== null) return { words: zeroTypos.phrase, isPhrase: true }
  if (zeroTypos.exact !== null) return { words: [zeroTypos.exact], isPhrase: false }
  return null
}

export function onlyExact(subset: TermSubset): TermSubset {
  if (exactTerm(subset) === null) return subset
  return { ...subset, zero: 'exact', one: 'none', two: 'none' }
}

export function originalPhrase(subset: TermSubset): Phrase | null {
  return subset.zero === 'none' ? null : subset.term.zeroTypos.phrase
}

/** The most typos that a derivation in the subset may have; a split counts one. */
export function maxTypoCost(subset: TermSubset): number {
  const { maxTypos, zeroTypos } = subset.term
  if (maxTypos === 0) return zeroTypos.phrase === null ? 1 : 0
  if (maxTypos === 2 && subset.two !== 'none') return 2
  return subset.one === 'none' ? 0 : 1
}
