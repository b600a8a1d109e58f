/** Makes worlds: what stays under a name, and the rows that come and go. */
import { type Clock, createWorldClock } from '../base/clock.ts'
import { type IdCounts, seededIds } from '../base/ids.ts'
import { StartError } from '../base/start-error.ts'
import { openImage } from '../database/database.ts'
import { createFaults } from '../faults/rules.ts'
import type { Journals } from '../journal/journal.ts'
import { createStubs } from '../stubs/stubs.ts'
import { recallIds } from './given-ids.ts'
import type { Ground } from './ground.ts'
import { indexImage, openInMemory } from './image.ts'
import { WorldProblem } from './problem.ts'
import type { Slot } from './slot.ts'
import type { NewWorld } from './summaries.ts'
import type { WorldsOptions } from './types.ts'
import { assembleWorld, createWorld, type Powers, type World } from './world.ts'

/** A name without rows yet. */
type Bare = Omit<Slot, 'world' | 'parked'>

export interface Maker {
  /** @throws {RangeError} for a clock that is none */
  makeSlot(name: string, settings: NewWorld): Bare
  /**
   * A world in memory.
   *
   * @param image default: the fixture's
   * @throws {WorldProblem} `invalid`, for a fixture that only a Meilisearch takes
   */
  makeWorld(slot: Bare, image?: Buffer): World
  /** The world that the options name, in a file perhaps. @throws {StartError} when it cannot be used */
  makeDefault(slot: Bare): World
}

export function createMaker(
  options: WorldsOptions,
  ground: Ground,
  machineClock: Clock,
  journals: Journals | undefined,
): Maker {
  const optionsOf = ({
    name,
    clock,
    newId,
    faults,
    stubs,
    journal,
  }: Bare): WorldsOptions & Powers => {
    const own = { ...options, clock, newId, faults, stubs, journal }
    return name === 'default'
      ? own
      : { ...own, db: ':memory:', reset: false, meilisearch: undefined }
  }

  const warnOfImage = (error: Error) =>
    options.warn(`worlds: every new one makes its search indexes itself: ${error.message}`)

  return {
    makeSlot(name, { clock, seed }) {
      const ids: IdCounts = new Map()
      const now = machineClock()
      return {
        name,
        clock: createWorldClock(options.clock, clock),
        seed: seed === undefined ? undefined : String(seed),
        ids,
        stubs: createStubs(options.firstStubs),
        faults: createFaults(name !== 'default' || options.meilisearch === undefined),
        newId: seed === undefined ? options.newId : seededIds(String(seed), ids),
        createdAt: now,
        lastUsedAt: now,
        journal: journals?.make(name),
      }
    },

    makeWorld(slot, image) {
      const database = image === undefined ? openInMemory(ground) : openImage(image)
      // Its pages are in memory: SQLite would keep each of them a second time.
      if (slot.name !== 'default') database.pragma('cache_size = -2048')
      // Whoever has made a second world may make more.
      if (image === undefined) indexImage(ground).catch(warnOfImage)
      try {
        recallIds(database, slot)
        return assembleWorld(database, optionsOf(slot), ground)
      } catch (error) {
        database.close()
        if (!(error instanceof StartError)) throw error
        // Search settings that a Meilisearch alone takes.
        throw new WorldProblem('invalid', `this fixture is for default alone: ${error.message}`)
      }
    },

    makeDefault: (slot) => createWorld(optionsOf(slot), ground),
  }
}
