import type { Database } from 'better-sqlite3'

/** Raise it when the tables or what is written to them change: older ones are then rebuilt. */
export const FORMAT_VERSION = 2

/** Creates the engine's tables in the database where they are missing. */
export function createTables(db: Database): void {
  db.exec(`
    CREATE TABLE IF NOT EXISTS search_indexes (
      id INTEGER PRIMARY KEY,
      uid TEXT NOT NULL UNIQUE,
      fingerprint TEXT NOT NULL,
      cursor INTEGER NOT NULL DEFAULT 0,
      rebuild_from INTEGER
    ) STRICT;
    CREATE TABLE IF NOT EXISTS search_documents (
      id INTEGER PRIMARY KEY,
      index_id INTEGER NOT NULL,
      external_id TEXT NOT NULL,
      document TEXT NOT NULL,
      UNIQUE (index_id, external_id)
    ) STRICT;
    CREATE TABLE IF NOT EXISTS search_fields (
      index_id INTEGER NOT NULL,
      name TEXT NOT NULL,
      id INTEGER NOT NULL,
      PRIMARY KEY (index_id, name)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS search_facets (
      index_id INTEGER NOT NULL,
      field_id INTEGER NOT NULL,
      kind INTEGER NOT NULL,
      value ANY NOT NULL,
      chunk INTEGER NOT NULL,
      docids BLOB NOT NULL,
      PRIMARY KEY (index_id, field_id, kind, value, chunk)
    ) STRICT, WITHOUT ROWID;
  `)
}
