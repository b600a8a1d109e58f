/** What the worlds of one fixture have in common: where their rows come from, and whose they are. */
import { existsSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import { defaultFixture } from '../base/package-root.ts'
import { StartError } from '../base/start-error.ts'
import type { Fill } from '../database/database.ts'
import { copySeedImage } from '../database/seed-image.ts'
import { type FixtureLines, linesOf } from '../fixtures/lines.ts'
import { loadFixture } from '../fixtures/load.ts'
import {
  readSearchSettings,
  type SearchSettings,
  type SettingsProblem,
} from '../fixtures/search-files.ts'
import { seed } from '../fixtures/seed.ts'
import {
  type FixtureSource,
  foldersOf,
  identifyFixture,
  identifyUnread,
  resolveFixtures,
} from '../fixtures/sources.ts'
import { seedDocuments } from '../search/documents.ts'
import { embeddedSettingsProblem } from '../search/embedded-search.ts'
import type { FixtureImage } from './image.ts'
import type { World, WorldOptions } from './world.ts'

/** What all worlds of one fixture have in common. */
export interface Ground {
  fixtures: FixtureSource[]
  fill: Fill
  /** Read when they are first asked for: the fixture's own mistakes are told before theirs. */
  settings: () => SearchSettings
  /** What populations can say. Read when it is first asked for. */
  lines: () => FixtureLines
  /** Looks at the fixture's files again. @throws {StartError} for mistakes; then all stays as it was */
  reload: () => void
  /** Made when the first world in memory is. */
  image?: FixtureImage
}

/** @throws {StartError} for a fixture that cannot be */
export function prepareGround(options: WorldOptions): Ground {
  const fixtures = resolveFixtures(options.fixtures)
  if (options.fixtures.includes('default') && existsSync('default')) {
    options.warn('fixtures: default is the world of the package, the folder here is ./default')
  }
  const problem = options.meilisearch === undefined ? embeddedSettingsProblem : undefined
  let read: SearchSettings | undefined
  const settings = () => {
    read ??= readSearchSettings(foldersOf(fixtures), defaultFixture)
    return read
  }
  const ground: Ground = {
    fixtures,
    fill: fillFrom(fixtures, problem),
    settings,
    lines: linesOf(fixtures),
    reload() {
      loadFixture(fixtures, problem)
      read = undefined
      ground.lines = linesOf(fixtures)
      ground.image = undefined
    },
  }
  return ground
}

/** @returns what writes a fixture's rows into empty tables, inside the caller's transaction */
export function fillFrom(
  fixtures: FixtureSource[],
  settingsProblem?: SettingsProblem,
): (into: Database) => void {
  return (into) => {
    if (copySeedImage(into, identifyUnread(fixtures))) return
    const loaded = loadFixture(fixtures, settingsProblem)
    const { world, populated, documents, name, fingerprint } = loaded
    seed(into, world, populated)
    seedDocuments(into, documents)
    const remember = into.prepare('INSERT INTO meta (key, value) VALUES (?, ?)')
    remember.run('fixture', name)
    remember.run('fixture_fingerprint', fingerprint)
  }
}

/** Rows of one fixture under the name of another would be a silent surprise. */
export function checkFixture(
  database: Database,
  db: string,
  fixtures: FixtureSource[],
): World['fixture'] {
  const wanted = identifyFixture(fixtures)
  const remembered = database
    .prepare<[string], string>('SELECT value FROM meta WHERE key = ?')
    .pluck()
  const name = remembered.get('fixture')
  if (name !== wanted.name) {
    throw new StartError(
      `${db} was seeded from fixture ${name}, not ${wanted.name}: add --reset to start over, or name another file with --db`,
    )
  }
  return { name, isStale: remembered.get('fixture_fingerprint') !== wanted.fingerprint }
}
