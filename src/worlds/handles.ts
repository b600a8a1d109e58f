/** Worlds, snapshots and clocks as the library gives them: what `/_mock` does, without HTTP. */
import { checkFault } from '../faults/check-fault.ts'
import { checkStub } from '../stubs/check-stub.ts'
import type {
  GatewayFaults,
  GatewaySnapshots,
  GatewayStubs,
  GatewayWorld,
  GatewayWorlds,
} from './gateway-worlds.ts'
import { createJournalHandle } from './journal-handle.ts'
import { createOtherSideHandle } from './other-side-handle.ts'
import { checkName } from './problem.ts'
import type { Worlds } from './types.ts'

/**
 * @param open the worlds; throws where they are closed, naming what was asked for
 * @param operations the ids of all that are served
 * @param urlOf asked when an address is wanted, because worlds are there before it listens
 */
export function createHandles(
  open: (what: string) => Worlds,
  urlOf: () => string,
  operations: () => readonly string[],
): { worlds: GatewayWorlds; snapshots: GatewaySnapshots } {
  function get(name: string): GatewayWorld {
    checkName('world', name)
    const clock = (what: string) => open(`clock.${what}`).clockOf(name)
    return {
      name,
      get url() {
        return `${urlOf()}/_world/${name}`
      },
      headers: { 'x-mock-world': name },
      clock: {
        state: () => clock('state').state(),
        set: (change) => clock('set').set(change),
        advance: (by) => clock('advance').advance(by),
      },
      faults: faultsOf(name),
      stubs: stubsOf(name),
      journal: createJournalHandle(name, open, operations, urlOf),
      describe: () => open('describe').describe(name),
      reset: () => open('reset').reset(name),
      save: (snapshot) => open('save').save(name, snapshot),
      restore: (snapshot) => open('restore').restore(name, snapshot),
      remove: () => open('remove').remove(name),
      ...createOtherSideHandle(name, open, operations),
    }
  }
  function stubsOf(name: string): GatewayStubs {
    const stubs = (what: string) => open(`stubs.${what}`).stubsFor(name)
    return {
      add: (stub) => {
        const open = stubs('add')
        checkStub(stub)
        return open.add(stub)
      },
      list: () => stubs('list').list(),
      remove: (id) => stubs('remove').remove(id),
      clear: () => stubs('clear').clear(),
    }
  }

  function faultsOf(name: string): GatewayFaults {
    const faults = (what: string) => open(`faults.${what}`).faultsOf(name)
    return {
      add: (fault) => {
        const open = faults('add')
        checkFault(fault)
        return open.add(fault, operations())
      },
      list: () => faults('list').list(),
      remove: (id) => faults('remove').remove(id),
      clear: () => faults('clear').clear(),
    }
  }
  return {
    worlds: {
      create: (options) => get(open('worlds.create').create(options).name),
      get,
      list: () => open('worlds.list').list(),
    },
    snapshots: {
      list: () => open('snapshots.list').snapshots(),
      remove: (name) => open('snapshots.remove').removeSnapshot(name),
      read: (name) => open('snapshots.read').exportSnapshot(name),
      write: (name, file) => open('snapshots.write').importSnapshot(name, Buffer.from(file)),
    },
  }
}
