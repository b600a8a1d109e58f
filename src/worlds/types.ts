/** Many worlds in one process, and what is told of them. */
import type { Clock, WorldClock } from '../base/clock.ts'
import type { NewWorld, SnapshotSummary, WorldDetails, WorldSummary } from './summaries.ts'
import type { World, WorldOptions } from './world.ts'

export interface WorldsOptions extends WorldOptions {
  /** When worlds were made and used, which no world's own time says. Default: the machine's clock. */
  machineClock?: Clock
  /**
   * The most worlds that are open, besides `default` and those in use. Four more may be for
   * a moment, because they are parked after the requests that have woken others.
   */
  maxLiveWorlds: number
  /** The most worlds that rest. One more is refused: none is forgotten in silence. */
  maxParkedWorlds: number
}

export type WorldListener = (name: string, what: 'replaced' | 'removed') => void

/** All methods that take a name throw a {@link WorldProblem}: `unknown` when there is none of it. */
export interface Worlds {
  /** The world that a request means when it names none. Not counted as in use. */
  readonly default: World
  /**
   * The world of this name for one request: made from the fixture when it is named for the first
   * time, woken when it is parked. It stays as it is until `leave`: a reset or restore gives those
   * who enter later another one.
   *
   * @param name that `isWorldName` accepts
   */
  enter(name: string): World
  /** To be called once for each `enter`, when the request is over. */
  leave(world: World): void
  /** @throws {WorldProblem} also `exists`, `invalid` (name, clock) and `full` */
  create(options?: NewWorld): WorldSummary
  /** `default` first, then in the order in which they were made. */
  list(): WorldSummary[]
  describe(name: string): WorldDetails
  /** @throws {WorldProblem} `invalid` for `default` */
  remove(name: string): void
  /** Starts over: the fixture's rows, the clock and the ids as the world was made with. */
  reset(name: string): void
  /**
   * Starts every world over from the fixture's files as they are now.
   *
   * @throws {StartError} for a fixture with mistakes, which changes nothing
   */
  reload(): void
  clockOf(name: string): WorldClock
  /** Keeps a world's rows and indexes under a name, instead of what had it before. */
  save(world: string, snapshot: string): SnapshotSummary
  /** Gives a world the rows of a snapshot. Its clock and ids go on. */
  restore(world: string, snapshot: string): void
  snapshots(): SnapshotSummary[]
  removeSnapshot(name: string): void
  /** A plain SQLite file. */
  exportSnapshot(name: string): Buffer
  /** @throws {WorldProblem} `invalid`, naming the snapshot, for what is no such file */
  importSnapshot(name: string, bytes: Buffer): SnapshotSummary
  /**
   * @param listener called after a world got other rows, by a reset or a restore, and after one was
   *   removed
   */
  watch(listener: WorldListener): void
  /** Waits for what is at work in them. */
  close(): Promise<void>
}
