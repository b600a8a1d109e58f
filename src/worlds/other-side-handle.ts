import { otherSide } from '../other-side/index.ts'
import type { OtherSide } from './gateway-worlds.ts'
import { stageOf } from './stage.ts'
import type { Worlds } from './types.ts'
import type { World } from './world.ts'

/**
 * The other side of a world's conversations as the library gives it.
 *
 * @param open the worlds; throws where they are closed, naming what was asked for
 * @param operations the ids of all operations
 */
export function createOtherSideHandle(
  name: string,
  open: (what: string) => Worlds,
  operations: () => readonly string[],
): OtherSide {
  /** As a request would: a world that is not there yet is made, and what is due by now is moved. */
  async function enter<Result>(
    what: string,
    use: (world: World, worlds: Worlds) => Result | Promise<Result>,
  ): Promise<Result> {
    const worlds = open(what)
    const world = worlds.enter(name)
    try {
      await new Promise<void>((resolve) => world.settle(resolve))
      return await use(world, worlds)
    } finally {
      worlds.leave(world)
    }
  }
  return {
    inbound: (message) => enter('inbound', (world) => otherSide.inbound(world, message)),
    outbound: (message) => enter('outbound', (world) => otherSide.outbound(world, message)),
    mintToken: (token) => enter('mintToken', (world) => otherSide.token(world, token)),
    makeConversations: (some) =>
      enter('makeConversations', (world) => otherSide.conversations(world, some)),
    play: (scenario) =>
      enter('play', (world, worlds) =>
        otherSide.play(stageOf(worlds, name, world, operations()), scenario),
      ),
  }
}
