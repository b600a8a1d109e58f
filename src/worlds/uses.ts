import type { World } from './world.ts'

/**
 * Which worlds requests are at work in. One that was replaced, removed or parked meanwhile stays as it is
 * until the last of them has left.
 */
export interface Uses {
  enter(world: World): void
  /** To be called once for each `enter`. */
  leave(world: World): void
  has(world: World): boolean
  /** Closes a world that nobody will enter any more: now, or when the last has left it. */
  retire(world: World | undefined): void
  /** Closes all that are retired. */
  close(): Promise<void>
}

export function createUses(): Uses {
  const counts = new Map<World, number>()
  const retired = new Set<World>()
  const closings = new Set<Promise<void>>()

  function closeSoon(world: World): void {
    const closing = world.close().finally(() => closings.delete(closing))
    closings.add(closing)
  }

  return {
    enter(world) {
      counts.set(world, (counts.get(world) ?? 0) + 1)
    },
    leave(world) {
      const left = (counts.get(world) ?? 0) - 1
      if (left > 0) counts.set(world, left)
      else counts.delete(world)
      if (left <= 0 && retired.delete(world)) closeSoon(world)
    },
    has: (world) => counts.has(world),
    retire(world) {
      if (world === undefined) return
      if (counts.has(world)) retired.add(world)
      else closeSoon(world)
    },
    async close() {
      for (const world of retired) closeSoon(world)
      retired.clear()
      await Promise.all(closings)
    },
  }
}
