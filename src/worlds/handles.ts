/** Worlds, snapshots and clocks as the library gives them: what `/_mock` does, without HTTP. */
import type { GatewaySnapshots, GatewayWorld, GatewayWorlds } from './gateway-worlds.ts'
import type { Worlds } from './types.ts'

/** @param urlOf asked when an address is wanted, because worlds are there before it listens */
export function createHandles(
  worlds: Worlds,
  urlOf: () => string,
): { worlds: GatewayWorlds; snapshots: GatewaySnapshots } {
  const get = (name: string): GatewayWorld => ({
    name,
    get url() {
      return `${urlOf()}/_world/${name}`
    },
    headers: { 'x-mock-world': name },
    clock: {
      state: () => worlds.clockOf(name).state(),
      set: (change) => worlds.clockOf(name).set(change),
      advance: (milliseconds) => worlds.clockOf(name).advance(milliseconds),
    },
    describe: () => worlds.describe(name),
    reset: () => worlds.reset(name),
    save: (snapshot) => worlds.save(name, snapshot),
    restore: (snapshot) => worlds.restore(name, snapshot),
    remove: () => worlds.remove(name),
  })
  return {
    worlds: { create: (options) => get(worlds.create(options).name), get, list: worlds.list },
    snapshots: {
      list: worlds.snapshots,
      remove: worlds.removeSnapshot,
      read: worlds.exportSnapshot,
      write: (name, file) => worlds.importSnapshot(name, Buffer.from(file)),
    },
  }
}
