/** Where a scenario is played: a world that may be replaced under it. */
import type { Stage } from '../other-side/play.ts'
import type { Worlds } from './types.ts'
import type { World } from './world.ts'

/** @param world the one of this name, entered */
export function stageOf(worlds: Worlds, name: string, world: World): Stage {
  const filling = world.filling()
  return {
    stores: world,
    clock: worlds.clockOf(name),
    settle: world.settle,
    isOver() {
      if (!world.database.open) return 'the gateway is closed'
      const isSame = worlds.isCurrent(name, world) && world.filling() === filling
      return isSame ? undefined : `the world ${name} was reset, restored or removed`
    },
  }
}
