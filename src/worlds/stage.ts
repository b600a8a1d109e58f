/** Where a scenario is played: a world that may be replaced under it. */
import type { Stage } from '../other-side/play.ts'
import type { Requests } from '../other-side/waiting.ts'
import type { Worlds } from './types.ts'
import type { World } from './world.ts'

/**
 * @param world the one of this name, entered
 * @param operations the ids of all operations
 */
export function stageOf(
  worlds: Worlds,
  name: string,
  world: World,
  operations: readonly string[],
): Stage {
  const filling = world.filling()
  return {
    stores: world,
    clock: worlds.clockOf(name),
    settle: world.settle,
    requests: requestsOf(worlds, world, operations),
    isOver() {
      if (!world.database.open) return 'the gateway is closed'
      const isSame = worlds.isCurrent(name, world) && world.filling() === filling
      return isSame ? undefined : `the world ${name} was reset, restored or removed`
    },
  }
}

/** What clients ask, undefined where nobody writes it down. What reads it is loaded when it is asked. */
function requestsOf(
  { journals }: Worlds,
  { journal }: World,
  operations: readonly string[],
): Requests | undefined {
  if (journals === undefined || journal === undefined) return undefined
  return {
    last: journals.lastId,
    async check(filter) {
      const { readFilter } = await import('../journal/filter.ts')
      readFilter(filter, operations)
    },
    async wait(filter, signal) {
      const { waitForRequests } = await import('../journal/reading.ts')
      return waitForRequests({ journals, operations }, journal, filter, signal)
    },
  }
}
