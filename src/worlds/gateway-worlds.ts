/** Worlds, snapshots and clocks as the library shows them. Types that need no package. */
import type { ClockState } from '../base/clock.ts'
import type { Fault, NewFault } from '../faults/types.ts'
import type {
  JournalEvents,
  JournalFilter,
  JournalList,
  JournalPage,
  JournalRequest,
  JournalWait,
} from '../journal/types.ts'
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
import type { NewStub, Stub } from '../stubs/types.ts'
import type { NewWorld, SnapshotSummary, WorldDetails, WorldSummary } from './summaries.ts'

/** The other side of a world's conversations. All refuse with an error that says what would be right. */
export interface OtherSide {
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

/**
 * All methods throw when the world is not there any more, or the gateway is closed, and say what would
 * be right.
 */
export interface GatewayWorld extends OtherSide {
  readonly name: string
  /** A base address for clients that take nothing else. */
  readonly url: string
  /** What a request to the gateway's own address carries to mean this world. */
  readonly headers: { 'x-mock-world': string }
  readonly clock: GatewayClock
  readonly faults: GatewayFaults
  readonly stubs: GatewayStubs
  /** What was asked of it. */
  readonly journal: GatewayJournal
  describe: () => WorldDetails
  /** Starts over: the fixture's rows, the clock and the ids that it was made with, and no faults. */
  reset: () => void
  /** Keeps its rows under a name. */
  save: (snapshot: string) => SnapshotSummary
  /** Takes the rows of a snapshot. Its clock and ids go on. */
  restore: (snapshot: string) => void
  remove: () => void
}

/** What answers addresses that no operation has. */
export interface GatewayStubs {
  /** @throws {Error} for a stub that cannot be, saying what would be right: none is added */
  add: (stub: NewStub) => Stub
  list: () => Stub[]
  /** @throws {Error} where there is none of this id */
  remove: (id: string) => void
  clear: () => void
}

/** What goes wrong in a world, and for which requests. */
export interface GatewayFaults {
  /** @throws {Error} for a rule that cannot be, saying what would be right: none is added */
  add: (fault: NewFault) => Fault
  /** In the order in which they are tried. */
  list: () => Fault[]
  /** @throws {Error} where there is none of this id */
  remove: (id: string) => void
  clear: () => void
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

/**
 * The journal of a world. Secrets in it are `***`. What takes a filter rejects with a `RangeError` for one
 * that cannot be, such as an operation that there is not; without a journal all reject.
 */
export interface GatewayJournal {
  /** Those that match, the newest first. */
  list: (filter?: JournalFilter & JournalPage) => Promise<JournalList>
  /** What its sockets were told, the newest first. */
  events: (filter?: Pick<JournalFilter, 'since' | 'text'> & JournalPage) => Promise<JournalEvents>
  /** Requests for addresses that nobody has, the newest first. */
  unmatched: (filter?: Pick<JournalFilter, 'since'> & JournalPage) => Promise<JournalList>
  /** undefined where it is not there, or has left the journal. */
  find: (id: number) => Promise<JournalRequest | undefined>
  /**
   * Resolves when enough requests that match have come, those already there among them, or the time is
   * over.
   */
  wait: (filter?: JournalFilter & JournalWaiting) => Promise<JournalWait>
  /** A command for a shell. */
  curl: (id: number) => Promise<string | undefined>
  /** An HTTP Archive 1.2, the oldest first. */
  har: (filter?: JournalFilter & JournalPage) => Promise<object>
  clear: () => void
}

export interface JournalWaiting {
  /** How many have to have come. Default 1. */
  count?: number
  /** How long to wait, in milliseconds. Default 10000, 600000 at most. */
  timeout?: number
  /** Ends it. */
  signal?: AbortSignal
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
