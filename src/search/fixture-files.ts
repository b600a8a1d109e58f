/**
 * The `search` folder of a fixture: `settings.json` (Meilisearch settings, under `default` and under
 * the names of indexes) and `<index>.jsonl` (documents, one a line).
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { StartError } from '../start-error.ts'
import type { FixtureDocuments } from './documents.ts'
import type { JsonObject } from './engine.ts'

/** Meilisearch settings by index. */
export interface SearchSettings {
  /** Those under the index's own name, whole, else those under `default`. */
  of(uid: string): JsonObject
  /** The indexes named. */
  uids: string[]
}

const settingsFile = 'settings.json'

/** What Meilisearch takes, with room for a prefix. */
const uidPattern = /^[A-Za-z0-9_-]{1,400}$/
const idPattern = /^[A-Za-z0-9_-]{1,511}$/

/** Every search file of a fixture folder, in a fixed order. Nothing for a folder without any. */
export function listDocumentFiles(folder: string): string[] {
  const place = join(folder, 'search')
  if (!existsSync(place)) return []
  return readdirSync(place)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .map((name) => join(place, name))
}

/**
 * @param folders fixtures, of which a later one's settings go before an earlier one's
 * @param fallback the folder whose `default` counts where none of the others has one
 * @throws {StartError} naming file, path and what was expected
 */
export function readSearchSettings(folders: string[], fallback: string): SearchSettings {
  const found = new Map<string, JsonObject>()
  for (const folder of [fallback, ...folders]) {
    const file = join(folder, 'search', settingsFile)
    if (!existsSync(file)) continue
    for (const [uid, settings] of Object.entries(readObject(file))) {
      if (!isObject(settings)) {
        throw new StartError(`${file}: /${uid}: expected an object of Meilisearch settings`)
      }
      if (!uidPattern.test(uid)) {
        throw new StartError(`${file}: /${uid}: expected \`default\` or the name of an index`)
      }
      if (uid === 'default' || folders.includes(folder)) found.set(uid, settings)
    }
  }
  return {
    of: (uid) => found.get(uid) ?? found.get('default') ?? {},
    uids: [...found.keys()].filter((uid) => uid !== 'default'),
  }
}

/**
 * The documents of every `search/<index>.jsonl`, in order of folders and names.
 *
 * @throws {StartError} naming file, line and what was expected
 */
export function readFixtureDocuments(folders: string[]): FixtureDocuments[] {
  return folders.flatMap(listDocumentFiles).map((file) => {
    const uid = basename(file, '.jsonl')
    if (!uidPattern.test(uid)) {
      throw new StartError(`${file}: expected a name of letters, digits, - and _ before .jsonl`)
    }
    const lines = readLines(file)
    return {
      uid,
      documents: lines.map(({ document }) => document),
      placeOf: (at) => lines[at]?.place ?? file,
    }
  })
}

function readLines(file: string): { document: JsonObject; place: string }[] {
  return readText(file)
    .split('\n')
    .flatMap((line, n) => {
      if (line.trim() === '') return []
      const place = `${file}:${n + 1}`
      const document = parse(line, place)
      if (isObject(document) && isDocumentId(document._id)) return [{ document, place }]
      throw new StartError(`${place}: expected an object with an _id of letters, digits, - and _`)
    })
}

function readObject(file: string): JsonObject {
  const value = parse(readText(file), file)
  if (isObject(value)) return value
  throw new StartError(`${file}: /: expected an object`)
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new StartError(`${file}: cannot be read (${(error as NodeJS.ErrnoException).code})`)
  }
}

function parse(text: string, place: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new StartError(`${place}: not JSON: ${(error as Error).message}`)
  }
}

function isDocumentId(id: unknown): boolean {
  return Number.isSafeInteger(id) || (typeof id === 'string' && idPattern.test(id))
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
