import type { WorldClock } from '../base/clock.ts'
import type { IdCounts, NewId } from '../base/ids.ts'
import type { Journal } from '../journal/journal.ts'
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
  /** How many ids its seed has given. */
  ids: IdCounts
  newId: NewId
  createdAt: Date
  lastUsedAt: Date
  /** undefined where none is kept. */
  journal: Journal | undefined
}
