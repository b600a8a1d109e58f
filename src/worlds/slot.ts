import type { WorldClock } from '../base/clock.ts'
import type { NewId } from '../base/ids.ts'
import type { Parked } from './parking.ts'
import type { World } from './world.ts'

/** A name, and whatever stays when its rows are replaced. */
export interface Slot {
  name: string
  /** undefined while it is parked. */
  world: World | undefined
  parked: Parked | undefined
  clock: WorldClock
  seed: string | undefined
  /** Starts the ids over. */
  resetIds: () => void
  newId: NewId
  createdAt: string
  lastUsedAt: string
}
