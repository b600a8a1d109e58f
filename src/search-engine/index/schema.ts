import type { Database } from 'better-sqlite3'

/** Creates the tables of the text indexes where they are missing. */
export function createTextTables(db: Database): void {
  db.exec(`
    CREATE TABLE IF NOT EXISTS search_text_indexes (
      id INTEGER PRIMARY KEY,
      uid TEXT NOT NULL UNIQUE
    ) STRICT;
    CREATE TABLE IF NOT EXISTS search_text_fields (
      index_id INTEGER NOT NULL,
      id INTEGER NOT NULL,
      name TEXT NOT NULL,
      PRIMARY KEY (index_id, id),
      UNIQUE (index_id, name)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS search_text_changes (
      index_id INTEGER NOT NULL,
      seq INTEGER NOT NULL,
      words TEXT NOT NULL,
      lists BLOB NOT NULL,
      PRIMARY KEY (index_id, seq)
    ) STRICT;
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
