/**
 * The `search` folder of a fixture: `settings.json` (Meilisearch settings, under `default` and under
 * the names of indexes) and `<index>.jsonl` (documents, one a line).
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { createMistakes, joinPath, type Mistakes, show } from '../world/mistakes.ts'
import { findBoardOwners } from './board-owners.ts'
import type { FixtureDocuments } from './documents.ts'
import type { JsonObject } from './engine.ts'

/** Meilisearch settings by index. */
export interface SearchSettings {
  /** Those under the index's own name, whole, else those under `default`. */
  of(uid: string): JsonObject
  /** Where these are: file and path. */
  placeOf(uid: string): string
  /** The indexes named. */
  uids: string[]
}

/** Says why the engine will not take the settings of an index, if it will not. */
export type SettingsProblem = (settings: JsonObject) => string | undefined

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
 * @throws {StartError} naming file, path and what was expected, for every mistake
 */
export function readSearchSettings(folders: string[], fallback: string): SearchSettings {
  const mistakes = createMistakes()
  const found = new Map<string, { settings: JsonObject; place: string }>()
  for (const folder of [fallback, ...folders]) {
    for (const [uid, settings] of readSettings(folder, mistakes)) {
      const place = `${settingsOf(folder)}: ${joinPath('', uid)}`
      if (uid === 'default' || folders.includes(folder)) found.set(uid, { settings, place })
    }
  }
  mistakes.refuse()
  const entryOf = (uid: string) => found.get(uid) ?? found.get('default')
  return {
    of: (uid) => entryOf(uid)?.settings ?? {},
    placeOf: (uid) => entryOf(uid)?.place ?? '',
    uids: [...found.keys()].filter((uid) => uid !== 'default'),
  }
}

/** Looks for mistakes in the settings of all folders, whether or not they will count. */
export function checkSearchSettings(
  folders: string[],
  problemOf: SettingsProblem,
  mistakes: Mistakes,
): void {
  for (const folder of folders) {
    for (const [uid, settings] of readSettings(folder, mistakes)) {
      const problem = problemOf(settings)
      if (problem !== undefined)
        mistakes.add(`${settingsOf(folder)}: ${joinPath('', uid)}`, problem)
    }
  }
}

function settingsOf(folder: string): string {
  return join(folder, 'search', settingsFile)
}

function readSettings(folder: string, mistakes: Mistakes): [string, JsonObject][] {
  const file = settingsOf(folder)
  if (!existsSync(file)) return []
  const text = readText(file, mistakes)
  const value = text === undefined ? undefined : parse(text, file, mistakes)
  if (value === undefined) return []
  if (!isObject(value)) {
    mistakes.add(file, `expected an object, found ${show(value)}`)
    return []
  }
  return Object.entries(value).flatMap(([uid, settings]): [string, JsonObject][] => {
    const path = joinPath('', uid)
    if (!uidPattern.test(uid)) {
      mistakes.add(file, `${path}: expected \`default\` or the name of an index`)
    }
    if (isObject(settings)) return [[uid, settings]]
    mistakes.add(
      file,
      `${path}: expected an object of Meilisearch settings, found ${show(settings)}`,
    )
    return []
  })
}

/**
 * The documents of every `search/<index>.jsonl`, in order of folders and names.
 *
 * @param isOrganization whether this world has an organization of that id
 */
export function readFixtureDocuments(
  folders: string[],
  isOrganization: (id: string) => boolean,
  mistakes: Mistakes,
): FixtureDocuments[] {
  const files = folders.flatMap(listDocumentFiles).map((file) => {
    const uid = basename(file, '.jsonl')
    if (!uidPattern.test(uid)) {
      mistakes.add(file, 'expected a name of letters, digits, - and _ before .jsonl')
    }
    const lines = readLines(file, mistakes)
    return {
      uid,
      documents: lines.map(({ document }) => document),
      placeOf: (at: number) => lines[at]?.place ?? file,
    }
  })
  for (const { place, sentence } of findBoardOwners(files, isOrganization).conflicts) {
    mistakes.add(place, sentence)
  }
  return files
}

function readLines(file: string, mistakes: Mistakes): { document: JsonObject; place: string }[] {
  const text = readText(file, mistakes) ?? ''
  return text.split('\n').flatMap((line, n) => {
    if (line.trim() === '') return []
    const place = `${file}:${n + 1}`
    const document = parse(line, place, mistakes)
    if (document === undefined) return []
    const expected = 'expected an object with an _id of letters, digits, - and _'
    if (!isObject(document)) mistakes.add(place, `${expected}, found ${show(document)}`)
    else if (isDocumentId(document._id)) return [{ document, place }]
    else if (document._id === undefined) mistakes.add(place, `_id is missing: ${expected}`)
    else mistakes.add(place, `_id: ${expected}, found ${show(document._id)}`)
    return []
  })
}

function readText(file: string, mistakes: Mistakes): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    mistakes.add(file, `cannot be read (${(error as NodeJS.ErrnoException).code})`)
    return undefined
  }
}

/** @returns undefined, which is no JSON, for what is none */
function parse(text: string, place: string, mistakes: Mistakes): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    mistakes.add(place, `not JSON: ${(error as Error).message}`)
    return undefined
  }
}

function isDocumentId(id: unknown): boolean {
  return Number.isSafeInteger(id) || (typeof id === 'string' && idPattern.test(id))
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
