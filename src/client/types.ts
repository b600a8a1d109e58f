/** What a client of a gateway can do. Types that need no package. */
import type { ClockState } from '../base/clock.ts'
import type { Fault, NewFault } from '../faults/types.ts'
import type { NewStub, Stub } from '../stubs/types.ts'
import type { GatewayJournal, OtherSide } from '../worlds/gateway-worlds.ts'
import type { NewWorld, SnapshotSummary, WorldDetails, WorldSummary } from '../worlds/summaries.ts'

/** All methods throw a `GatewayCallError` for what is refused: nothing has been changed then. */
export interface MockGateway {
  /** Without a slash at its end. */
  readonly url: string
  readonly worlds: MockWorlds
  readonly snapshots: MockSnapshots
  /** The world of requests that name none. */
  readonly world: MockWorld
  /**
   * Waits until it answers.
   *
   * @param timeout in milliseconds, default 30000
   * @throws {Error} when it does not, saying what was found instead
   */
  ready: (timeout?: number) => Promise<void>
}

export interface MockWorlds {
  /** Makes one, of a name of its own unless one is given. */
  create: (options?: NewWorld) => Promise<MockWorld>
  /** One that is there, or will be made by the first request to it. Asks nobody. */
  get: (name: string) => MockWorld
  list: () => Promise<WorldSummary[]>
}

export interface MockSnapshots {
  list: () => Promise<SnapshotSummary[]>
  remove: (name: string) => Promise<void>
  /** @returns a plain SQLite file */
  read: (name: string) => Promise<Uint8Array>
  /** Takes a file that `read` gave; another one is refused. */
  write: (name: string, file: Uint8Array) => Promise<SnapshotSummary>
}

/** With `inbound`, `outbound`, `mintToken`, `makeConversations` and `play` for the other side. */
export interface MockWorld extends OtherSide, AsyncDisposable {
  readonly name: string
  /** A base address for clients that take nothing else. */
  readonly url: string
  /** What a request to the gateway's own address carries to mean this world. */
  readonly headers: { 'x-mock-world': string }
  /** What a browser carries to mean it: a cookie's name and value. */
  readonly cookie: { name: 'mock_world'; value: string }
  readonly clock: MockClock
  readonly faults: MockFaults
  readonly stubs: MockStubs
  readonly sockets: MockSockets
  /** What was asked of it. */
  readonly journal: MockJournal
  describe: () => Promise<WorldDetails>
  /** Starts over: the fixture's rows, clock and ids as it was made, no faults and no stubs. */
  reset: () => Promise<void>
  /** Keeps its rows under a name. */
  save: (snapshot: string) => Promise<SnapshotSummary>
  /** Takes the rows of a snapshot. Its clock and ids go on. */
  restore: (snapshot: string) => Promise<void>
  /** Removes it. `await using` does so at the end of its block. */
  remove: () => Promise<void>
}

export interface MockClock {
  state: () => Promise<ClockState>
  /** Changes what is named. */
  set: (change: Partial<ClockState>) => Promise<ClockState>
  /** @param by milliseconds, back when negative, or an ISO 8601 duration such as `PT1H` */
  advance: (by: number | string) => Promise<ClockState>
}

export interface MockFaults {
  add: (fault: NewFault) => Promise<Fault>
  /** In the order in which they are tried. */
  list: () => Promise<Fault[]>
  remove: (id: string) => Promise<void>
  clear: () => Promise<void>
}

export interface MockStubs {
  add: (stub: NewStub) => Promise<Stub>
  list: () => Promise<Stub[]>
  remove: (id: string) => Promise<void>
  clear: () => Promise<void>
}

export interface MockSockets {
  /** Cuts all off, as a network does that fails. @returns how many */
  drop: () => Promise<number>
}

/** The journal of a world, as the library has it. Without one all throw. */
export interface MockJournal extends Omit<GatewayJournal, 'clear'> {
  /** Forgets what was asked. */
  clear: () => Promise<void>
}
