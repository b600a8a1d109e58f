/** Worlds, snapshots and clocks as the library shows them. Types that need no package. */
import type { ClockState } from '../base/clock.ts'
import type {
  Exchange,
  Inbound,
  MadeConversations,
  MintedToken,
  NewConversations,
  NewToken,
  Outbound,
  Played,
  Scenario,
} from '../other-side/types.ts'
import type { NewWorld, SnapshotSummary, WorldDetails, WorldSummary } from './summaries.ts'

/**
 * All methods throw when the world is not there any more, or the gateway is closed, and say what would
 * be right.
 */
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
  /** Writes as a customer, new or known, on any channel. */
  inbound: (message: Inbound) => Promise<Exchange>
  /** Writes as an agent or the bot. */
  outbound: (message: Outbound) => Promise<Exchange>
  /** Mints a credential of any kind for anybody. */
  mintToken: (token: NewToken) => Promise<MintedToken>
  /** Makes many conversations at once, 10,000 at most. */
  makeConversations: (conversations: NewConversations) => Promise<MadeConversations>
  /**
   * Plays a scenario. Checked as a whole before its first step; one that fails later says which, and
   * those before it stay.
   */
  play: (scenario: Scenario) => Promise<Played>
}

export interface GatewayClock {
  state: () => ClockState
  /** Changes what is named. @throws {RangeError} for what is none of it, and changes nothing */
  set: (change: Partial<ClockState>) => void
  /**
   * Moves the time on, back when negative.
   *
   * @param by milliseconds, or an ISO 8601 duration such as `PT1H`
   * @throws {RangeError} for what is none, or leads beyond the years 0 to 9999
   */
  advance: (by: number | string) => void
}

export interface GatewayWorlds {
  /**
   * Makes one, of a name of its own unless one is given.
   *
   * @throws {Error} for an option that is none, or a value that one does not take: none is made
   */
  create: (options?: NewWorld) => GatewayWorld
  /**
   * One that is there, or will be made by the first request to it.
   *
   * @throws {Error} for a name that cannot be
   */
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
