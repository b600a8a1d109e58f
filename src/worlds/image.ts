/**
 * The image of a fixture: a database with its rows and search indexes, as bytes. Every world of it in
 * memory is a copy, and keeps nothing in common with the others.
 */
import type { Database } from 'better-sqlite3'
import { systemClock } from '../base/clock.ts'
import { type Fill, openDatabase, openImage } from '../database/database.ts'
import { readSeedImage } from '../database/seed-image.ts'
import { createLags } from '../faults/lags.ts'
import type { SearchSettings } from '../fixtures/search-files.ts'
import { identifyUnread } from '../fixtures/sources.ts'
import { createDocumentStore } from '../search/documents.ts'
import { createEmbeddedSearch } from '../search/embedded-search.ts'
import type { Ground } from './ground.ts'

export interface FixtureImage {
  /** Whose it is. */
  fixture: string
  bytes: Buffer
  /** Whether the search indexes are in it, or being made. */
  isIndexed: boolean
}

/** The latest fixture's: test suites open many gateways of one fixture in one process. */
let latest: FixtureImage | undefined

/** A database in memory with the fixture's rows, and its indexes where they are made already. */
export function openInMemory(ground: Ground): Database {
  if (ground.image !== undefined) return openImage(ground.image.bytes)
  const identity = identifyUnread(ground.fixtures)
  const fixture = `${identity.name} ${identity.fingerprint}`
  if (latest?.fixture !== fixture) {
    const built = readSeedImage(identity)
    latest = { fixture, bytes: built ?? makeImage(ground.fill), isIndexed: built !== undefined }
  }
  ground.image = latest
  return openImage(latest.bytes)
}

function makeImage(fill: Fill): Buffer {
  const database = openDatabase(':memory:', fill)
  try {
    return database.serialize()
  } finally {
    database.close()
  }
}

/**
 * Makes the search indexes in an image, in slices, once. Worlds that are opened meanwhile make theirs
 * when they are searched.
 */
export async function indexImage({ image, settings }: Ground): Promise<void> {
  if (image === undefined || image.isIndexed) return
  image.isIndexed = true
  const database = openImage(image.bytes)
  try {
    await buildIndexes(database, settings())
    image.bytes = database.serialize()
  } finally {
    database.close()
  }
}

/** Brings every index of a database to where its rows are. */
export async function buildIndexes(database: Database, settings: SearchSettings): Promise<void> {
  const documents = createDocumentStore(database)
  const search = createEmbeddedSearch(database, documents, settings, systemClock, createLags())
  for (const uid of documents.uids()) await search.search(uid, { limit: 0 })
  await search.close()
}
