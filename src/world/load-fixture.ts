/** Reads fixture folders, checks them, and says of a mistake where it is and what was expected. */
import { existsSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { Value, type ValueError } from '@sinclair/typebox/value'
import type { FixtureDocuments } from '../search/documents.ts'
import { listDocumentFiles, readFixtureDocuments } from '../search/fixture-files.ts'
import { StartError } from '../start-error.ts'
import { checkReferences } from './check-references.ts'
import { WorldFixture } from './fixture.ts'
import { stableHex } from './stable-id.ts'

export interface LoadedFixture {
  /** The folders' names, for people. */
  name: string
  /** Changes when a file does. */
  fingerprint: string
  world: WorldFixture
  /** Search documents that are no messages. */
  documents: FixtureDocuments[]
}

/** What a database remembers of the fixture it was seeded from. Does not check the files. */
export function identifyFixture(folders: string[]): Omit<LoadedFixture, 'world' | 'documents'> {
  return {
    name: folders.map((folder) => basename(resolve(folder))).join(' + '),
    fingerprint: stableHex(filesOf(folders).map(readText).join('\n')),
  }
}

/**
 * @param folders each with a `world.json` and maybe a `search` folder; several are merged in order
 * @throws {StartError} naming file, path and what was expected
 */
export function loadFixture(folders: string[]): LoadedFixture {
  const parts = worldsOf(folders).map((folder) => ({
    file: fileOf(folder),
    world: readWorld(fileOf(folder)),
  }))
  checkReferences(parts)
  return {
    ...identifyFixture(folders),
    world: merge(parts.map(({ world }) => world)),
    documents: readFixtureDocuments(folders),
  }
}

/** All that rows are made of. */
function filesOf(folders: string[]): string[] {
  return [...worldsOf(folders).map(fileOf), ...folders.flatMap(listDocumentFiles)]
}

/** A folder beside others may have search documents or settings only. */
function worldsOf(folders: string[]): string[] {
  const worlds = folders.filter(
    (folder) => existsSync(fileOf(folder)) || !existsSync(join(folder, 'search')),
  )
  return worlds.length > 0 ? worlds : folders
}

function fileOf(folder: string): string {
  return join(folder, 'world.json')
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new StartError(`${file}: cannot be read (${(error as NodeJS.ErrnoException).code})`)
  }
}

function readWorld(file: string): WorldFixture {
  let value: unknown
  try {
    value = JSON.parse(readText(file))
  } catch (error) {
    if (error instanceof StartError) throw error
    throw new StartError(`${file}: not JSON: ${(error as Error).message}`)
  }
  const world = Value.Default(WorldFixture, value)
  const mistake = Value.Errors(WorldFixture, world).First()
  if (mistake === undefined) return world as WorldFixture
  const found = mistake.value === undefined ? '' : `, found ${JSON.stringify(mistake.value)}`
  throw new StartError(
    `${file}: ${mistake.path || '/'}: ${expectation(mistake)}${found.slice(0, 100)}`,
  )
}

/** TypeBox says "Expected union value" where a list of what is allowed tells more. */
function expectation({ schema, message }: ValueError): string {
  const choices = (schema.anyOf as { const?: unknown }[] | undefined)?.map((choice) => choice.const)
  const named = choices?.filter((choice) => choice !== undefined) ?? []
  return named.length > 0 ? `expected one of ${named.join(', ')}` : message
}

/** Lists follow each other; of two names or threads with one key the later counts. */
function merge(worlds: WorldFixture[]): WorldFixture {
  const merged: Record<string, object> = {}
  for (const [key, value] of worlds.flatMap((world) => Object.entries(world))) {
    const before = merged[key]
    merged[key] = Array.isArray(value)
      ? [...(Array.isArray(before) ? before : []), ...value]
      : { ...before, ...value }
  }
  // Every part was valid, and joining lists and records keeps them so.
  return merged as WorldFixture
}
