import type { Database } from 'better-sqlite3'
import { withPrefix } from './word-order.ts'

/** The words that begin with one character, in the order of their code points. */
export interface Bucket {
  words: readonly string[]
  ids: readonly number[]
}

export interface Dictionary {
  /** The id of a word in the index, undefined when no document has it. */
  idOf(word: string): number | undefined
  /** The id of a word, given out when it is new. */
  give(word: string): number
  /** Takes a word out that no document has any more. */
  drop(word: string, id: number): void
  bucket(firstChar: string): Bucket
  /** The first characters that words have. */
  firstChars(): readonly string[]
  /** Calls `visit` with the words that begin with `prefix`, in order, until it returns false. */
  visitPrefix(prefix: string, visit: (word: string, id: number) => boolean): void
}

/** The words of one text index: in SQLite, buckets and known ids also in memory. */
export function openDictionary(db: Database, indexId: number): Dictionary {
  const selectId = db
    .prepare<[number, string], number>(
      'SELECT id FROM search_text_words WHERE index_id = ? AND word = ?',
    )
    .pluck()
  const selectFrom = db.prepare<[number, string, string], { word: string; id: number }>(
    `SELECT word, id FROM search_text_words
     WHERE index_id = ? AND word >= ? AND word < ? ORDER BY word`,
  )
  const selectNext = db
    .prepare<[number, string], string>(
      'SELECT word FROM search_text_words WHERE index_id = ? AND word >= ? ORDER BY word LIMIT 1',
    )
    .pluck()
  const insert = db.prepare<[number, string]>(
    'INSERT INTO search_text_words (index_id, word) VALUES (?, ?)',
  )
  const remove = db.prepare<[number]>('DELETE FROM search_text_words WHERE id = ?')

  const buckets = new Map<string, { words: string[]; ids: number[] }>()
  const ids = new Map<string, number>()
  let chars: string[] | null = null

  function idOf(word: string): number | undefined {
    const known = ids.get(word)
    if (known !== undefined) return known
    const id = selectId.get(indexId, word)
    if (id !== undefined) remember(word, id)
    return id
  }

  function remember(word: string, id: number): void {
    if (ids.size > 200_000) ids.clear()
    ids.set(word, id)
  }

  function bucket(firstChar: string): { words: string[]; ids: number[] } {
    const known = buckets.get(firstChar)
    if (known !== undefined) return known
    const rows = selectFrom.all(indexId, firstChar, charAfter(firstChar))
    const read = { words: rows.map((row) => row.word), ids: rows.map((row) => row.id) }
    buckets.set(firstChar, read)
    return read
  }

  function insertIntoBucket(word: string, id: number): void {
    const first = firstCharOf(word)
    const known = buckets.get(first)
    if (known === undefined) return
    if (known.words.length === 0) chars = null
    const at = withPrefix(known.words, word).start
    known.words.splice(at, 0, word)
    known.ids.splice(at, 0, id)
  }

  return {
    idOf,
    give(word) {
      const known = idOf(word)
      if (known !== undefined) return known
      const id = Number(insert.run(indexId, word).lastInsertRowid)
      remember(word, id)
      insertIntoBucket(word, id)
      if (chars !== null && !buckets.has(firstCharOf(word))) chars = null
      return id
    },
    drop(word, id) {
      remove.run(id)
      ids.delete(word)
      buckets.delete(firstCharOf(word))
      chars = null
    },
    bucket,
    firstChars() {
      if (chars !== null) return chars
      chars = []
      let next = selectNext.get(indexId, '')
      while (next !== undefined) {
        const char = firstCharOf(next)
        chars.push(char)
        next = selectNext.get(indexId, charAfter(char))
      }
      return chars
    },
    visitPrefix(prefix, visit) {
      const { words, ids: wordIds } = bucket(firstCharOf(prefix))
      const { start, end } = withPrefix(words, prefix)
      for (let at = start; at < end; at++) {
        if (!visit(words[at] as string, wordIds[at] as number)) return
      }
    },
  }
}

/** The first character of a word that is not empty. */
export function firstCharOf(word: string): string {
  return String.fromCodePoint(word.codePointAt(0) as number)
}

/** The least string after all that begin with this character. */
function charAfter(char: string): string {
  const next = (char.codePointAt(0) as number) + 1
  if (next > 0x10ffff) return '\u{10ffff}\u{10ffff}'
  return String.fromCodePoint(next >= 0xd800 && next < 0xe000 ? 0xe000 : next)
}
