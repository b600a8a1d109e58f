import Database from 'better-sqlite3'
import { openWordIndex } from '../../../src/search-engine/index/word-index.ts'
import type { WordSource } from '../../../src/search-engine/index/word-source.ts'
import type { TextSettings } from '../../../src/search-engine/settings/settings-types.ts'
import { defaultSettings } from '../text-fixture.ts'

/** The words of some texts, each a document of its own. */
export function wordSource(
  texts: readonly string[],
  settings: Partial<TextSettings> = {},
): WordSource {
  const all = { ...defaultSettings, ...settings }
  const index = openWordIndex(new Database(':memory:'), 'texts', all, new Set())
  for (const [docid, text] of texts.entries()) index.add(docid, { text })
  return index.source()
}
