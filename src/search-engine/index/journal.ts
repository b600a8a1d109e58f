import type { Database } from 'better-sqlite3'

/** What a flush changed, or several: words that are new, and how lists have changed. */
export interface Change {
  words: readonly string[]
  lists: EncodedLists
}

/** For each list that changed the word's number, the length doubled, plus one for a removal, and
 * so many numbers: pairs of docid and place to append, or docids to remove. */
export type EncodedLists = Uint32Array

export interface Journal {
  write(change: Change): void
  /** The changes from the beginning on, in their order. */
  read(): Generator<Change, void, undefined>
  clear(): void
}

/** Rows are joined up to this many bytes, so that many small changes do not make many rows. */
const ROW_LIMIT = 16 * 1024

/** The changes of one text index in SQLite, so that it can be built anew in memory. */
export function openJournal(db: Database, indexId: number): Journal {
  const selectLast = db.prepare<[number], Row & { size: number }>(
    `SELECT seq, words, lists, length(lists) AS size FROM search_text_changes
     WHERE index_id = ? ORDER BY seq DESC LIMIT 1`,
  )
  const selectNext = db.prepare<[number, number], Row>(
    `SELECT seq, words, lists FROM search_text_changes
     WHERE index_id = ? AND seq > ? ORDER BY seq LIMIT 1`,
  )
  const write = db.prepare<[number, number, string, Buffer]>(
    'INSERT OR REPLACE INTO search_text_changes (index_id, seq, words, lists) VALUES (?, ?, ?, ?)',
  )
  const remove = db.prepare<[number]>('DELETE FROM search_text_changes WHERE index_id = ?')

  return {
    write(change) {
      // No word has a line end inside: it is a separator.
      const words = change.words.map((word) => `${word}\n`).join('')
      const lists = Buffer.from(change.lists.buffer)
      const last = selectLast.get(indexId)
      if (last !== undefined && last.size + lists.length <= ROW_LIMIT) {
        write.run(indexId, last.seq, last.words + words, Buffer.concat([last.lists, lists]))
      } else write.run(indexId, (last?.seq ?? 0) + 1, words, lists)
    },
    *read() {
      for (let row = selectNext.get(indexId, 0); row !== undefined; ) {
        yield { words: row.words.split('\n').slice(0, -1), lists: aligned(row.lists) }
        row = selectNext.get(indexId, row.seq)
      }
    },
    clear: () => remove.run(indexId),
  }
}

/** Encodes the lists that one flush removes documents from and then appends pairs to. */
export function encodeLists(
  removed: Iterable<readonly [word: number, docids: readonly number[]]>,
  appended: Iterable<readonly [word: number, pairs: readonly number[]]>,
): EncodedLists {
  const encoded: number[] = []
  for (const [word, docids] of removed) {
    encoded.push(word, docids.length * 2 + 1)
    for (const docid of docids) encoded.push(docid)
  }
  for (const [word, pairs] of appended) {
    encoded.push(word, pairs.length * 2)
    for (const number of pairs) encoded.push(number)
  }
  return Uint32Array.from(encoded)
}

/** Visits each changed list; its numbers are those from `from` to `to` of the encoded ones. */
export function visitLists(
  encoded: EncodedLists,
  visit: (kind: 'append' | 'remove', word: number, from: number, to: number) => void,
): void {
  for (let at = 0; at < encoded.length; ) {
    const header = encoded[at + 1] as number
    const from = at + 2
    const to = from + (header >>> 1)
    visit(header % 2 === 1 ? 'remove' : 'append', encoded[at] as number, from, to)
    at = to
  }
}

interface Row {
  seq: number
  words: string
  lists: Buffer
}

function aligned(bytes: Buffer): Uint32Array {
  const copy = new Uint8Array(bytes)
  return new Uint32Array(copy.buffer, 0, bytes.length / 4)
}
