import { compareCodePoints } from '../index/word-order.ts'
import { tokenize } from '../text/tokenize.ts'
import type { Phrase } from './term.ts'

export interface Synonyms {
  /** What a word, or several in a row, may also be called. */
  of(words: readonly string[]): readonly Phrase[]
}

/** The synonyms of the settings, normalized as texts are. */
export function createSynonyms(
  settings: Record<string, string[]>,
  stopWords: ReadonlySet<string>,
): Synonyms {
  const written = new Map<string, Set<string>>()
  for (const [word, synonyms] of Object.entries(settings)) {
    const key = normalizedWords(word, stopWords).join(' ')
    if (key === '') continue
    const known = written.get(key) ?? new Set()
    for (const synonym of synonyms) known.add(synonym)
    written.set(key, known)
  }
  const phrases = new Map<string, Phrase[]>()
  for (const [key, synonyms] of written) {
    const found = [...synonyms]
      .sort(compareCodePoints)
      .map((synonym) => normalizedWords(synonym, stopWords))
      .filter((words) => words.length > 0)
    phrases.set(key, found)
  }
  return { of: (words) => phrases.get(words.join(' ')) ?? [] }
}

function normalizedWords(text: string, stopWords: ReadonlySet<string>): string[] {
  return Array.from(tokenize(text, stopWords))
    .filter((token) => token.kind === 'word' && token.lemma !== '')
    .map((token) => token.lemma)
}
