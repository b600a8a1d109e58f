import type { Slot } from './slot.ts'

/** Worlds that are open, beside `default`: those that rest beyond a bound are parked, idle ones first. */
export interface OpenWorlds {
  /** Marks a world as the one used last. */
  touch(slot: Slot): void
  forget(slot: Slot): void
  close(): void
}

/**
 * To park a world takes as long as to wake one. It is done a moment after the request that has woken
 * another, so that this one need not wait for it, and one world in each turn of the event loop.
 */
const LATER_MS = 20

/** So many beyond the bound may be open until then; the next one is parked on the spot. */
const SLACK = 4

/**
 * @param most of those that are not in use
 * @param canPark whether nobody is at work in a world
 * @param park of a world that is open; when it throws the world stays open
 * @param warn told why
 */
export function createOpenWorlds(
  most: number,
  canPark: (slot: Slot) => boolean,
  park: (slot: Slot) => void,
  warn: (message: string) => void,
): OpenWorlds {
  /** The one used last at the end. */
  const open = new Set<Slot>()
  let later: NodeJS.Timeout | undefined
  let isClosed = false

  /** @returns whether there was one that could be parked */
  function parkOne(except?: Slot): boolean {
    for (const slot of open) {
      if (slot === except || !canPark(slot)) continue
      open.delete(slot)
      try {
        park(slot)
        return true
      } catch (error) {
        open.add(slot)
        warn(`worlds: ${slot.name} stays open: ${error instanceof Error ? error.message : error}`)
        return false
      }
    }
    return false
  }

  function parkLater(ms: number): void {
    if (isClosed || later !== undefined || open.size <= most) return
    later = setTimeout(() => {
      later = undefined
      if (parkOne()) parkLater(0)
    }, ms).unref()
  }

  return {
    touch(slot) {
      open.delete(slot)
      open.add(slot)
      while (open.size > most + SLACK && parkOne(slot));
      parkLater(LATER_MS)
    },
    forget: (slot) => void open.delete(slot),
    close() {
      isClosed = true
      clearTimeout(later)
    },
  }
}
