import { createPrefixLists, type PrefixLists } from './prefix-lists.ts'
import type { QueryTerm } from './term.ts'

/**
 * What one search leaves to the next as long as the index stays as it is: whoever types asks for
 * the same words again with each letter.
 */
export interface Remembered {
  readonly prefixes: PrefixLists
  typosOf(term: QueryTerm): TypoWords | undefined
  keepTypos(term: QueryTerm, words: TypoWords): void
  /** To be called before the index changes. */
  forget(): void
}

/** The words one typo and two typos away. */
export interface TypoWords {
  readonly one: readonly string[]
  readonly two: readonly string[]
}

/** So many terms' typos are kept, those found last: each has 200 words at most. */
const MOST_TERMS = 256

export function createRemembered(): Remembered {
  const prefixes = createPrefixLists()
  const typos = new Map<string, TypoWords>()
  const keyOf = ({ original, isPrefix, maxTypos }: QueryTerm) =>
    `${maxTypos}${isPrefix} ${original}`
  return {
    prefixes,
    typosOf: (term) => typos.get(keyOf(term)),
    keepTypos(term, words) {
      typos.set(keyOf(term), words)
      if (typos.size <= MOST_TERMS) return
      const [oldest] = typos.keys()
      typos.delete(oldest as string)
    },
    forget() {
      prefixes.forget()
      typos.clear()
    },
  }
}
