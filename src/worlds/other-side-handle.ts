import type { OtherSide } from './gateway-worlds.ts'
import { stageOf } from './stage.ts'
import type { Worlds } from './types.ts'
import type { World } from './world.ts'

type Library = typeof import('../other-side/index.ts')['otherSide']

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
    use: (library: Library, world: World, worlds: Worlds) => Result | Promise<Result>,
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
  return {
    inbound: (message) => enter('inbound', (library, world) => library.inbound(world, message)),
    outbound: (message) => enter('outbound', (library, world) => library.outbound(world, message)),
    mintToken: (token) => enter('mintToken', (library, world) => library.token(world, token)),
    makeConversations: (some) =>
      enter('makeConversations', (library, world) => library.conversations(world, some)),
    play: (scenario) =>
      enter('play', (library, world, worlds) =>
        library.play(stageOf(worlds, name, world, operations()), scenario),
      ),
  }
}
