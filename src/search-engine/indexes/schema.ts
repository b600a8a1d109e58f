import type { Database } from 'better-sqlite3'

/** Raise it when the tables or what is written to them change: older ones are then made anew. */
export const FORMAT_VERSION = 3

/** Creates the engine's tables in the database where they are missing; one of format 2 goes. */
export function createTables(db: Database): void {
  db.exec(`
    CREATE TABLE IF NOT EXISTS search_indexes (
      id INTEGER PRIMARY KEY,
      uid TEXT NOT NULL UNIQUE,
      fingerprint TEXT NOT NULL,
      cursor INTEGER NOT NULL DEFAULT 0,
      rebuild_from INTEGER
    ) STRICT;
    DROP TABLE IF EXISTS search_documents;
    CREATE TABLE IF NOT EXISTS search_document_texts (
      id INTEGER PRIMARY KEY,
      document TEXT NOT NULL
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
