/** What `fixtures` names: folders, the package's own world, and worlds given in code. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { defaultFixture } from '../package-root.ts'
import { listDocumentFiles } from '../search/fixture-files.ts'
import { StartError } from '../start-error.ts'
import type { WorldFixture } from './fixture-types.ts'
import { createMistakes, type Mistakes, show } from './mistakes.ts'
import { stableHex } from './stable-id.ts'

export interface FixtureSource {
  /** For people. */
  name: string
  /** Where its world stands, for words about it. */
  file: string
  /** None for a world given in code. */
  folder?: string
  /** The world given in code, as JSON: what its giver does to it later does not matter. */
  text?: string
}

/** What a database remembers of the fixture it was seeded from. */
export interface FixtureIdentity {
  /** The folders' names, for people. */
  name: string
  /** Changes when a file does. */
  fingerprint: string
}

const worldFile = 'world.json'

/**
 * @param fixtures each a folder with a `world.json` and maybe a `search` folder, that `world.json`
 *   itself, `default` for the world of the package (`./default` is a folder of that name), or a world
 * @throws {StartError} for what is none of these
 */
export function resolveFixtures(fixtures: readonly (string | WorldFixture)[]): FixtureSource[] {
  return fixtures.map((fixture: unknown, n) => {
    if (typeof fixture === 'string' && /^[^\0]+$/.test(fixture)) return sourceOfFolder(fixture)
    const place = `fixtures[${n}]`
    if (typeof fixture === 'object' && fixture !== null) {
      return { name: 'object', file: place, text: textOf(fixture, place) }
    }
    throw new StartError(`${place}: expected a folder or a world, found ${show(fixture)}`)
  })
}

function sourceOfFolder(path: string): FixtureSource {
  if (path === 'default') return ofFolder(defaultFixture)
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return ofFolder(path)
  if (basename(path) === worldFile) return ofFolder(dirname(path))
  throw new StartError(`${path}: expected a folder with a ${worldFile}, or that ${worldFile}`)
}

function ofFolder(folder: string): FixtureSource {
  return { name: basename(resolve(folder)), file: join(folder, worldFile), folder }
}

function textOf(world: object, place: string): string {
  try {
    return JSON.stringify(world)
  } catch (error) {
    throw new StartError(`${place}: cannot be written as JSON: ${(error as Error).message}`)
  }
}

/** Those that have a world: a folder beside others may have search documents or settings only. */
export function withWorlds(sources: FixtureSource[]): FixtureSource[] {
  const found = sources.filter(
    ({ file, folder }) =>
      folder === undefined || existsSync(file) || !existsSync(join(folder, 'search')),
  )
  return found.length > 0 ? found : sources
}

export function foldersOf(sources: FixtureSource[]): string[] {
  return sources.flatMap(({ folder }) => folder ?? [])
}

/**
 * Does not check what the files say.
 *
 * @throws {StartError} naming the files that cannot be read
 */
export function identifyFixture(sources: FixtureSource[]): FixtureIdentity {
  const mistakes = createMistakes()
  const identity = identify(sources, mistakes)
  mistakes.refuse()
  return identity
}

/** The same for a fixture that is about to be read, which tells what is wrong with it. */
export function identifyUnread(sources: FixtureSource[]): FixtureIdentity {
  return identify(sources, { add: () => undefined, refuse: () => undefined })
}

function identify(sources: FixtureSource[], mistakes: Mistakes): FixtureIdentity {
  const worlds = withWorlds(sources).map((source) => readWorldText(source, mistakes))
  const documents = foldersOf(sources)
    .flatMap(listDocumentFiles)
    .map((file) => readFileText(file, mistakes))
  return {
    name: sources.map(({ name }) => name).join(' + '),
    fingerprint: stableHex([...worlds, ...documents].map((text) => text ?? '\0').join('\n')),
  }
}

/** @returns a world's JSON, undefined where it cannot be read */
export function readWorldText(source: FixtureSource, mistakes: Mistakes): string | undefined {
  const { text, file, folder } = source
  if (text !== undefined) return text
  if (folder !== undefined && !existsSync(folder)) {
    mistakes.add(folder, `there is no such folder: expected one with a ${worldFile}, or default`)
    return undefined
  }
  if (!existsSync(file)) {
    mistakes.add(file, `there is no such file: every fixture has a ${worldFile}`)
    return undefined
  }
  return readFileText(file, mistakes)
}

function readFileText(file: string, mistakes: Mistakes): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    mistakes.add(file, `cannot be read (${(error as NodeJS.ErrnoException).code})`)
    return undefined
  }
}
