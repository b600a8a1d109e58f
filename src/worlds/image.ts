/**
 * The image of a fixture: a database with its rows and search indexes, as bytes. Every world of it in
 * memory is a copy, and keeps nothing in common with the others.
 */
import type { Database } from 'better-sqlite3'
import { systemClock } from '../base/clock.ts'
import { defaultFixture } from '../base/package-root.ts'
import { type Fill, openDatabase, openImage } from '../database/database.ts'
import { readSeedImage } from '../database/seed-image.ts'
import { readSearchSettings } from '../fixtures/search-files.ts'
import { type FixtureSource, foldersOf, identifyUnread } from '../fixtures/sources.ts'
import { createDocumentStore } from '../search/documents.ts'
import { createEmbeddedSearch } from '../search/embedded-search.ts'

/** The latest fixture's: test suites open many worlds of one fixture in one process. */
const latest: { fixture: string; image: Buffer; isIndexed: boolean } = {
  fixture: '',
  image: Buffer.alloc(0),
  isIndexed: false,
}

/** A database in memory with the fixture's rows, and its indexes where they are made already. */
export function openInMemory(fixtures: FixtureSource[], fill: Fill): Database {
  const identity = identifyUnread(fixtures)
  const fixture = `${identity.name} ${identity.fingerprint}`
  if (latest.fixture === fixture) return openImage(latest.image)
  const built = readSeedImage(identity)
  const database = built === undefined ? openDatabase(':memory:', fill) : openImage(built)
  const image = built ?? database.serialize()
  Object.assign(latest, { fixture, image, isIndexed: built !== undefined })
  return database
}

/**
 * Makes the search indexes in the latest fixture's image, in slices, once. Worlds that are opened
 * meanwhile make theirs when they are searched.
 */
export async function indexImage(fixtures: FixtureSource[]): Promise<void> {
  if (latest.isIndexed) return
  latest.isIndexed = true
  const { fixture } = latest
  const database = openImage(latest.image)
  try {
    await buildIndexes(database, fixtures)
    if (latest.fixture === fixture) latest.image = database.serialize()
  } finally {
    database.close()
  }
}

/** Brings every index of a database to where its rows are. */
export async function buildIndexes(database: Database, fixtures: FixtureSource[]): Promise<void> {
  const documents = createDocumentStore(database)
  const settings = readSearchSettings(foldersOf(fixtures), defaultFixture)
  const search = createEmbeddedSearch(database, documents, settings, systemClock)
  for (const uid of documents.uids()) await search.search(uid, { limit: 0 })
  await search.close()
}
