import type { Database } from 'better-sqlite3'

/**
 * Creates the tables of the text indexes where they are missing.
 *
 * A posting list is kept in segments, each the bytes of pairs of 32-bit numbers, docid and place
 * (see `Place`). A word count `n` of field `f` has its list under a negative word id.
 */
export function createTextTables(db: Database): void {
  db.exec(`
    CREATE TABLE IF NOT EXISTS search_text_indexes (
      id INTEGER PRIMARY KEY,
      uid TEXT NOT NULL UNIQUE,
      docid_end INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE IF NOT EXISTS search_text_fields (
      index_id INTEGER NOT NULL,
      id INTEGER NOT NULL,
      name TEXT NOT NULL,
      PRIMARY KEY (index_id, id),
      UNIQUE (index_id, name)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS search_text_words (
      id INTEGER PRIMARY KEY,
      index_id INTEGER NOT NULL,
      word TEXT NOT NULL,
      UNIQUE (index_id, word)
    ) STRICT;
    CREATE TABLE IF NOT EXISTS search_text_postings (
      word_id INTEGER NOT NULL,
      segment INTEGER NOT NULL,
      pairs BLOB NOT NULL,
      PRIMARY KEY (word_id, segment)
    ) STRICT, WITHOUT ROWID;
  `)
}

/** The id of the text index of `uid`, given out when it is first asked for. */
export function textIndexId(db: Database, uid: string): number {
  db.prepare<[string]>('INSERT OR IGNORE INTO search_text_indexes (uid) VALUES (?)').run(uid)
  return db
    .prepare<[string], number>('SELECT id FROM search_text_indexes WHERE uid = ?')
    .pluck()
    .get(uid) as number
}

/** Forgets all words and paths of a text index. */
export function emptyTextIndex(db: Database, indexId: number): void {
  db.prepare<[number]>(
    `DELETE FROM search_text_postings
     WHERE word_id IN (SELECT id FROM search_text_words WHERE index_id = ?)`,
  ).run(indexId)
  db.prepare<[number, number]>(
    'DELETE FROM search_text_postings WHERE word_id BETWEEN ? AND ?',
  ).run(wordCountListId(indexId, 65_535, 31), wordCountListId(indexId, 0, 0))
  db.prepare<[number]>('DELETE FROM search_text_words WHERE index_id = ?').run(indexId)
  db.prepare<[number]>('DELETE FROM search_text_fields WHERE index_id = ?').run(indexId)
  db.prepare<[number]>('UPDATE search_text_indexes SET docid_end = 0 WHERE id = ?').run(indexId)
}

/** Under which number the documents are listed that have `count` words in a field. */
export function wordCountListId(indexId: number, field: number, count: number): number {
  return -((indexId * 65_536 + field) * 32 + count)
}
