import { type EnqueuedTask, type Meilisearch, MeilisearchApiError } from 'meilisearch'
import { StartError } from '../../base/start-error.ts'
import type { SearchSettings } from '../../fixtures/search-files.ts'
import type { JsonObject } from '../../search-engine/index.ts'
import type { DocumentStore } from '../documents.ts'
import { batchesOf } from './batches.ts'
import type { Filling } from './filling.ts'
import type { Registry, RegistryEntry } from './registry.ts'
import { type Finish, TaskFailed } from './tasks.ts'

/** How many rows are looked at, and sent, at once. */
const rowsAtOnce = 1_000

/** How many such requests may wait there: Meilisearch is quicker with several together. */
const tasksAtOnce = 8

/** The indexes of this world in a Meilisearch. */
export interface Indexes {
  client: Meilisearch
  finish: Finish
  filling: Filling
  registry: Registry
  documents: DocumentStore
  settings: SearchSettings
  prefix: string
}

/** Which indexes are not registered as holding these rows with these settings. */
export function listUnfilled(
  { documents, settings }: Indexes,
  generation: string,
  entries: Map<string, RegistryEntry>,
): string[] {
  return documents.uids().filter((uid) => {
    const entry = entries.get(uid)
    return entry?.generation !== generation || entry.settings !== JSON.stringify(settings.of(uid))
  })
}

/**
 * Looks which indexes are not there or not filled.
 *
 * @returns them, all names that exist, and what the registry says
 */
export async function findUnfilled(indexes: Indexes, generation: string) {
  const { client, registry, documents, prefix } = indexes
  const entries = await registry.read()
  const { results } = await client.getRawIndexes({ limit: 100_000 })
  const existing = new Set(results.map(({ uid }) => uid))
  const unfilled = new Set(listUnfilled(indexes, generation, entries))
  const uids = documents.uids().filter((uid) => unfilled.has(uid) || !existing.has(prefix + uid))
  return { uids, existing, entries }
}

/** What a process knows of the indexes it may make anew. */
export interface Claims {
  /** Those it has made itself. */
  made: Set<string>
  /** Whether it may replace the rows of this generation that a gateway has filled in. */
  mayReplace(generation: string): boolean
}

/**
 * Makes every index anew that is not there or does not hold the rows: drops it, creates it with its
 * settings and sends all its documents. What is full already is left alone.
 *
 * @param generation of the rows
 * @returns the indexes that were filled, with all that was committed before the call
 * @throws {StartError} for an index that is not ours, and for settings that Meilisearch refuses
 */
export async function fillIndexes(
  indexes: Indexes,
  generation: string,
  claims: Claims,
): Promise<string[]> {
  const { registry, documents, settings, filling, prefix } = indexes
  const { uids, existing, entries } = await findUnfilled(indexes, generation)
  if (uids.length === 0) return []
  for (const uid of uids) {
    refuseForeign(uid, prefix, existing.has(prefix + uid), entries.get(uid), claims)
  }
  const register = (ofGeneration: string) =>
    registry.write(
      uids.map((uid) => {
        return { _id: uid, generation: ofGeneration, settings: JSON.stringify(settings.of(uid)) }
      }),
    )
  filling.begin(uids.reduce((sum, uid) => sum + documents.countOf(uid), 0))
  try {
    // Said before it is done, so that an index made by a gateway that was killed meanwhile is ours.
    await register('')
    for (const uid of uids) claims.made.add(uid)
    for (const uid of uids) await fillIndex(indexes, uid, existing.has(prefix + uid))
    const after = await registry.read()
    if (uids.some((uid) => after.get(uid)?.generation !== '')) {
      throw new Error('Meilisearch has lost its data while it was filled')
    }
    await register(generation)
    filling.end()
  } finally {
    filling.pause()
  }
  return uids
}

function refuseForeign(
  uid: string,
  prefix: string,
  exists: boolean,
  entry: RegistryEntry | undefined,
  { made, mayReplace }: Claims,
): void {
  if (exists && entry === undefined && !made.has(uid)) {
    throw new StartError(
      `the Meilisearch has an index ${prefix}${uid} that no gateway made: name a prefix with --meilisearch-prefix`,
    )
  }
  if (entry !== undefined && entry.generation !== '' && !mayReplace(entry.generation)) {
    throw new StartError(
      `another gateway has taken over the index ${prefix}${uid}: give each its own --meilisearch-prefix`,
    )
  }
}

async function fillIndex(
  { client, finish, filling, documents, settings, prefix }: Indexes,
  uid: string,
  exists: boolean,
): Promise<void> {
  const index = client.index<JsonObject>(prefix + uid)
  if (exists) await finish(client.deleteIndex(prefix + uid))
  await finish(client.createIndex(prefix + uid, { primaryKey: '_id' }))
  try {
    await finish(index.updateSettings(settings.of(uid)))
  } catch (error) {
    if (!isRefusal(error)) throw error
    throw new StartError(`search index ${uid}: ${(error as Error).message}`)
  }
  const all = readDocuments(documents, uid)
  const sent: { task: EnqueuedTask; count: number }[] = []
  const finishOldest = async () => {
    const oldest = sent.shift()
    if (oldest === undefined) return
    await finish(oldest.task)
    filling.add(oldest.count)
  }
  for (const batch of batchesOf(all, rowsAtOnce, (document) => JSON.stringify(document))) {
    const task = await index.addDocuments(batch, { primaryKey: '_id' })
    sent.push({ task, count: batch.length })
    if (sent.length > tasksAtOnce) await finishOldest()
  }
  while (sent.length > 0) await finishOldest()
}

function* readDocuments(documents: DocumentStore, uid: string): Generator<JsonObject> {
  const source = documents.sourceOf(uid)
  let changes = source.changesAfter(0, rowsAtOnce)
  while (changes.length > 0) {
    for (const { document } of changes) if (document !== null) yield document
    changes = source.changesAfter(changes.at(-1)?.seq ?? 0, rowsAtOnce)
  }
}

/** Whether Meilisearch was asked for something it will never do, rather than being in trouble. */
export function isRefusal(error: unknown): boolean {
  if (error instanceof TaskFailed) return error.code?.startsWith('invalid_') ?? false
  if (!(error instanceof MeilisearchApiError)) return false
  // What is not found was there: Meilisearch has started again without its data.
  const { status } = error.response
  return status >= 400 && status < 500 && status !== 404 && status !== 408 && status !== 429
}
