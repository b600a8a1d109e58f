/** Many worlds in one process, and what is told of them. */
import type { Clock, WorldClock } from '../base/clock.ts'
import type { Faults } from '../faults/rules.ts'
import type { Journal, Journals } from '../journal/journal.ts'
import type { Stubs } from '../stubs/stubs.ts'
import type { NewStub } from '../stubs/types.ts'
import type { NewWorld, SnapshotSummary, WorldDetails, WorldSummary } from './summaries.ts'
import type { World, WorldOptions } from './world.ts'

export interface WorldsOptions extends WorldOptions {
  /** When worlds were made and used, which no world's own time says. Default: the machine's clock. */
  machineClock?: Clock
  /** What each world answers from its start besides operations. */
  firstStubs?: readonly NewStub[]
  /**
   * The most worlds that are open, besides `default` and those in use. Four more may be for
   * a moment, because they are parked after the requests that have woken others.
   */
  maxLiveWorlds: number
  /** The most worlds that rest. One more is refused: none is forgotten in silence. */
  maxParkedWorlds: number
  /** How many requests are kept of each world; 0 for none. */
  journalSize: number
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
  /** Whether a request that names it now would be answered from this world. */
  isCurrent(name: string, world: World): boolean
  /** @throws {WorldProblem} also `exists`, `invalid` (name, clock) and `full` */
  create(options?: NewWorld): WorldSummary
  /** `default` first, then in the order in which they were made. */
  list(): WorldSummary[]
  describe(name: string): WorldDetails
  /** @throws {WorldProblem} `invalid` for `default` */
  remove(name: string): void
  /** Starts over: the fixture's rows, the clock and the ids as the world was made with; no faults. */
  reset(name: string): void
  /**
   * Starts every world over from the fixture's files as they are now.
   *
   * @returns those that could not, and why: each of them stays as it was
   * @throws {StartError} for a fixture with mistakes, which changes nothing
   */
  reload(): { name: string; error: unknown }[]
  clockOf(name: string): WorldClock
  faultsOf(name: string): Faults
  /** Of a world that need not be there: `unknown` is never thrown. */
  faultsFor(name: string): Faults | undefined
  stubsFor(name: string): Stubs
  /** The time of a world; the machine's where there is none. */
  timeOf(name: string): Date
  /** What all journals have in common; undefined where none is kept. */
  readonly journals: Journals | undefined
  /** @returns undefined for a world that is not there, too: nothing was asked of it */
  journalOf(name: string): Journal | undefined
  /** Forgets what was asked of a world, whether it is there or not. */
  clearJournal(name: string): void
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
  /** Ends all that wait for more requests. */
  endWaiting(): void
  /** Waits for what is at work in them. */
  close(): Promise<void>
}
