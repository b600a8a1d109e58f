/** Worlds, snapshots and clocks as the library gives them: what `/_mock` does, without HTTP. */
import type { GatewaySnapshots, GatewayWorld, GatewayWorlds } from './gateway-worlds.ts'
import { checkName } from './problem.ts'
import { stageOf } from './stage.ts'
import type { Worlds } from './types.ts'
import type { World } from './world.ts'

type OtherSide = typeof import('../other-side/index.ts')['otherSide']

/**
 * @param open the worlds; throws where they are closed, naming what was asked for
 * @param urlOf asked when an address is wanted, because worlds are there before it listens
 */
export function createHandles(
  open: (what: string) => Worlds,
  urlOf: () => string,
): { worlds: GatewayWorlds; snapshots: GatewaySnapshots } {
  function get(name: string): GatewayWorld {
    checkName('world', name)
    /** As a request would: a world that is not there yet is made, and what is due by now is moved. */
    async function enter<Result>(
      what: string,
      use: (otherSide: OtherSide, world: World, worlds: Worlds) => Result | Promise<Result>,
    ): Promise<Result> {
      const worlds = open(what)
      const world = worlds.enter(name)
      try {
        const { otherSide } = await import('../other-side/index.ts')
        await new Promise<void>((resolve) => world.settle(resolve))
        return await use(otherSide, world, worlds)
      } finally {
        worlds.leave(world)
      }
    }
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
      describe: () => open('describe').describe(name),
      reset: () => open('reset').reset(name),
      save: (snapshot) => open('save').save(name, snapshot),
      restore: (snapshot) => open('restore').restore(name, snapshot),
      remove: () => open('remove').remove(name),
      inbound: (message) => enter('inbound', (side, world) => side.inbound(world, message)),
      outbound: (message) => enter('outbound', (side, world) => side.outbound(world, message)),
      mintToken: (token) => enter('mintToken', (side, world) => side.token(world, token)),
      makeConversations: (some) =>
        enter('makeConversations', (side, world) => side.conversations(world, some)),
      play: (scenario) =>
        enter('play', (side, world, worlds) => side.play(stageOf(worlds, name, world), scenario)),
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
