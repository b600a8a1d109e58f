import type { TextSettings } from '../settings/settings-types.ts'
import { decompose } from './normalize.ts'

/**
 * The stop words of the settings as they are compared. Meilisearch 1.50 neither lower-cases them
 * nor the words it compares them with: `the` is no stop word at the beginning of a sentence.
 */
export function stopWordsOf(settings: TextSettings): ReadonlySet<string> {
  return new Set(settings.stopWords.map(decompose))
}
