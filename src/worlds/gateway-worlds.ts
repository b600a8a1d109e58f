/** Worlds, snapshots and clocks as the library shows them. Types that need no package. */
import type { ClockState } from '../base/clock.ts'
import type { NewWorld, SnapshotSummary, WorldDetails, WorldSummary } from './summaries.ts'

/** All methods throw when the world is not there any more, and say what would be right. */
export interface GatewayWorld {
  readonly name: string
  /** A base address for clients that take nothing else. */
  readonly url: string
  /** What a request to the gateway's own address carries to mean this world. */
  readonly headers: { 'x-mock-world': string }
  readonly clock: GatewayClock
  describe: () => WorldDetails
  /** Starts over: the fixture's rows, and the clock and the ids that it was made with. */
  reset: () => void
  /** Keeps its rows under a name. */
  save: (snapshot: string) => SnapshotSummary
  /** Takes the rows of a snapshot. Its clock and ids go on. */
  restore: (snapshot: string) => void
  remove: () => void
}

export interface GatewayClock {
  state: () => ClockState
  /** Changes what is named. @throws {RangeError} for what is no time */
  set: (change: Partial<ClockState>) => void
  /** Moves the time on, back when negative. @throws {RangeError} beyond the years 0 to 9999 */
  advance: (milliseconds: number) => void
}

export interface GatewayWorlds {
  /** Makes one, of a name of its own unless one is given. */
  create: (options?: NewWorld) => GatewayWorld
  /** One that is there, or will be made by the first request to it. */
  get: (name: string) => GatewayWorld
  list: () => WorldSummary[]
}

export interface GatewaySnapshots {
  list: () => SnapshotSummary[]
  remove: (name: string) => void
  /** @returns a plain SQLite file */
  read: (name: string) => Uint8Array
  /** Takes a file that `read` gave; another one is refused. */
  write: (name: string, file: Uint8Array) => SnapshotSummary
}
