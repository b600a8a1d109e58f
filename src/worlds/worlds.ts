/** Many worlds in one process, each with rows, search, clock and ids of its own. */

import { systemClock } from '../base/clock.ts'
import { copyRows } from '../database/copy-rows.ts'
import { openImage } from '../database/database.ts'
import { freeImage, imageOf, imageProblem } from '../database/image.ts'
import { createJournals } from '../journal/journal.ts'
import { createStubs } from '../stubs/stubs.ts'
import { checkNewWorld } from './check-new-world.ts'
import { describeWorld, summarize } from './describe.ts'
import { fixtureProblem } from './fixture-problem.ts'
import { rememberIds } from './given-ids.ts'
import { prepareGround } from './ground.ts'
import { createMaker } from './maker.ts'
import { createOpenWorlds } from './open-worlds.ts'
import { park, unpark } from './parking.ts'
import { checkName, WorldProblem } from './problem.ts'
import type { Slot } from './slot.ts'
import { createSnapshots } from './snapshots.ts'
import type { NewWorld } from './summaries.ts'
import type { WorldListener, Worlds, WorldsOptions } from './types.ts'
import { createUses } from './uses.ts'
import type { World } from './world.ts'

/**
 * @throws {StartError} when the database or the fixture of `default` cannot be used
 */
export function createWorlds(options: WorldsOptions): Worlds {
  const { machineClock = systemClock, maxLiveWorlds, maxParkedWorlds } = options
  const ground = prepareGround(options)
  const journals = options.journalSize === 0 ? undefined : createJournals(options.journalSize)
  const { makeSlot, makeWorld, makeDefault } = createMaker(options, ground, machineClock, journals)
  const slots = new Map<string, Slot>()
  const uses = createUses()
  const open = createOpenWorlds(
    maxLiveWorlds,
    ({ world }) => world !== undefined && !uses.has(world),
    parkWorld,
    options.warn,
  )
  const listeners: WorldListener[] = []
  const tell: WorldListener = (name, what) => {
    for (const listener of listeners) listener(name, what)
  }
  /** Of worlds that are not there yet. */
  const unmade = createStubs(options.firstStubs)
  /** How many names were made up. */
  let made = 0
  /** A world that can be replaced by another one: others hold a file, or are told to a Meilisearch. */
  const isReplaceable = ({ name }: Slot) =>
    name !== 'default' || (options.db === ':memory:' && options.meilisearch === undefined)
  const snapshots = createSnapshots(machineClock, options.db)

  /** Rows and indexes of a world as they are now. */
  function keep(slot: Slot): Buffer {
    const { database } = live(slot)
    rememberIds(database, slot)
    return imageOf(database)
  }

  /** The world of a name, woken when it is parked. */
  function live(slot: Slot): World {
    if (slot.world === undefined) {
      const image = slot.parked && unpark(slot.parked)
      slot.world = makeWorld(slot, image)
      slot.parked = undefined
      if (image !== undefined) freeImage(image)
    }
    touch(slot)
    return slot.world
  }

  /** Marks a world as the one used last. */
  function touch(slot: Slot): void {
    if (slot.name !== 'default') open.touch(slot)
  }

  function parkWorld(slot: Slot): void {
    const { world } = slot
    if (world === undefined) return
    rememberIds(world.database, slot)
    const image = imageOf(world.database)
    slot.parked = park(image, ground.image?.bytes ?? Buffer.alloc(0))
    freeImage(image)
    slot.world = undefined
    slot.journal?.rest()
    uses.retire(world)
  }

  function clearJournal(name: string): void {
    slots.get(name)?.journal?.clear()
    journals?.unmatched.keepOnly(({ world }) => world !== name)
  }

  function checkRoom(): void {
    const most = maxLiveWorlds + maxParkedWorlds
    if (slots.size <= most) return
    throw new WorldProblem('full', `there are ${most} worlds already: DELETE some first`)
  }

  function add(name: string, settings: NewWorld, image?: Buffer): Slot {
    checkRoom()
    const slot = makeSlot(name, settings)
    const added = Object.assign(slot, { world: makeWorld(slot, image), parked: undefined })
    slots.set(name, added)
    touch(added)
    return added
  }

  function find(name: string): Slot {
    const slot = slots.get(name)
    if (slot !== undefined) return slot
    throw new WorldProblem(
      'unknown',
      `no world ${name}: POST /_mock/worlds makes it, and so does any request that names it`,
    )
  }

  /** @param image default: the fixture's */
  function replace(slot: Slot, image?: Buffer): void {
    const { world } = slot
    slot.world = makeWorld(slot, image)
    slot.parked = undefined
    touch(slot)
    uses.retire(world)
  }

  function reset(slot: Slot): void {
    if (isReplaceable(slot)) replace(slot)
    else live(slot).reset()
    startOver(slot)
  }

  /** Without waking it: it is made anew when it is asked next. */
  function resetParked(slot: Slot): void {
    slot.parked = undefined
    startOver(slot)
  }

  /** Whatever a world has besides rows. */
  function startOver({ name, clock, faults, stubs }: Slot): void {
    clock.reset()
    faults.clear()
    stubs.restart()
    clearJournal(name)
    tell(name, 'replaced')
  }

  function imageNamed(from: NewWorld['from']): Buffer | undefined {
    if (from === undefined) return undefined
    return 'world' in from ? keep(find(from.world)) : snapshots.read(from.snapshot)
  }

  function freeName(): string {
    for (;;) {
      made += 1
      if (!slots.has(`w-${made}`)) return `w-${made}`
    }
  }

  const first = makeSlot('default', {})
  slots.set('default', Object.assign(first, { world: makeDefault(first), parked: undefined }))

  return {
    get default() {
      return live(find('default'))
    },
    enter(name) {
      checkName('world', name)
      const slot = slots.get(name) ?? add(name, {})
      const world = live(slot)
      slot.lastUsedAt = machineClock()
      uses.enter(world)
      return world
    },
    leave: uses.leave,
    isCurrent: (name, world) => slots.get(name)?.world === world,
    create(settings = {}) {
      checkNewWorld(settings)
      const name = settings.name ?? freeName()
      checkName('world', name)
      if (slots.has(name)) {
        throw new WorldProblem(
          'exists',
          `there is a world ${name} already: DELETE it first, or reset it`,
        )
      }
      try {
        return summarize(add(name, settings, imageNamed(settings.from)))
      } catch (error) {
        if (error instanceof RangeError) throw new WorldProblem('invalid', `clock.${error.message}`)
        throw error
      }
    },
    list: () => [...slots.values()].map(summarize),
    describe: (name) => {
      const slot = find(name)
      return describeWorld(slot, live(slot))
    },
    remove(name) {
      if (name === 'default') {
        throw new WorldProblem('invalid', 'default cannot be removed: POST /_mock/reset empties it')
      }
      const slot = find(name)
      const { world } = slot
      slots.delete(name)
      open.forget(slot)
      uses.retire(world)
      clearJournal(name)
      slot.journal?.end()
      tell(name, 'removed')
    },
    reset: (name) => reset(find(name)),
    reload() {
      ground.reload()
      return [...slots.values()].flatMap((slot) => {
        try {
          if (slot.world === undefined) resetParked(slot)
          else reset(slot)
          return []
        } catch (error) {
          return [{ name: slot.name, error }]
        }
      })
    },
    clockOf: (name) => find(name).clock,
    faultsOf: (name) => find(name).faults,
    faultsFor: (name) => slots.get(name)?.faults,
    stubsFor: (name) => slots.get(name)?.stubs ?? unmade,
    timeOf: (name) => (slots.get(name)?.clock ?? machineClock)(),
    journals,
    journalOf: (name) => slots.get(name)?.journal,
    clearJournal,
    save: (world, snapshot) => snapshots.write(snapshot, world, keep(find(world))),
    restore(name, snapshot) {
      const slot = find(name)
      const image = snapshots.read(snapshot)
      if (isReplaceable(slot)) replace(slot, image)
      else {
        const from = openImage(image)
        try {
          live(slot).reset((into) => copyRows(from, into))
        } finally {
          from.close()
        }
      }
      tell(name, 'replaced')
    },
    snapshots: snapshots.list,
    removeSnapshot: snapshots.remove,
    // A copy: it is sent for as long as its reader takes.
    exportSnapshot: (name) => Buffer.from(snapshots.read(name)),
    importSnapshot(name, bytes) {
      checkName('snapshot', name)
      const { database, fixture } = live(find('default'))
      const problem = imageProblem(bytes, database) ?? fixtureProblem(bytes, fixture.name)
      if (problem !== undefined) {
        throw new WorldProblem(
          'invalid',
          `snapshot ${name}: the file is ${problem}; send one that GET /_mock/snapshots/{name} gave`,
        )
      }
      return snapshots.write(name, null, bytes)
    },
    endWaiting() {
      for (const { journal } of slots.values()) journal?.end()
    },
    watch: (listener) => void listeners.push(listener),
    async close() {
      open.close()
      const worlds = [...slots.values()].map(({ world }) => world?.close())
      await Promise.all([uses.close(), ...worlds])
    },
  }
}
