/** The library's door. */
import type { AddressInfo } from 'node:net'
import { buildApp as buildFastify } from './app.ts'
import type { ContractOptions } from './contract/index.ts'
import type { ContractReport } from './contract/types.ts'
import { urlsOf } from './http/addresses.ts'
import { listenOnBothLoopbacks } from './http/loopback.ts'
import type { AppOptions, GatewayOptions } from './options/app-options.ts'
import type { GatewayApp } from './options/gateway-app.ts'
import { readGatewayOptions } from './options/known-options.ts'
import { closed, explainListening, withReadableErrors } from './readable-errors.ts'
import type {
  GatewayClock,
  GatewayJournal,
  GatewaySnapshots,
  GatewayWorlds,
} from './worlds/gateway-worlds.ts'
import { createHandles } from './worlds/handles.ts'

export type { Clock, ClockState } from './base/clock.ts'
export type { IdKind, NewId } from './base/ids.ts'
export type { LogFormat, LogOutput } from './base/log-output.ts'
export { StartError } from './base/start-error.ts'
export type { ContractOptions } from './contract/index.ts'
export type {
  Check as ContractCheck,
  CheckedOperation as ContractOperation,
  ContractReport,
  Difference as ContractDifference,
} from './contract/types.ts'
export type * from './faults/types.ts'
export { defaultWorld } from './fixtures/default-world.ts'
export type * from './fixtures/types.ts'
export type * from './journal/types.ts'
export type { AppOptions, GatewayOptions, MeilisearchOptions } from './options/app-options.ts'
export type * from './options/gateway-app.ts'
export type * from './other-side/types.ts'
export type * from './stubs/types.ts'

export type {
  GatewayClock,
  GatewayFaults,
  GatewayJournal,
  GatewaySnapshots,
  GatewayStubs,
  GatewayWorld,
  GatewayWorlds,
  JournalWaiting,
} from './worlds/gateway-worlds.ts'
export type { NewWorld, SnapshotSummary, WorldDetails, WorldSummary } from './worlds/summaries.ts'

export interface Gateway extends AsyncDisposable {
  /** Where it listens, for instance `http://127.0.0.1:53017`. */
  url: string
  /** The same, and where the host is every address of this machine, those that others can use. */
  urls: string[]
  port: number
  /** The fixture its rows come from, and whether its files have changed since. */
  fixture: { name: string; isStale: boolean }
  /** A header that its world takes, to begin with; undefined where it has none. */
  credential: { header: string; value: string } | undefined
  /** Worlds beside `default`, each with rows, search, clock and ids of its own. */
  worlds: GatewayWorlds
  /** Rows that were kept, to come back to. */
  snapshots: GatewaySnapshots
  /** The clock of `default`. */
  clock: GatewayClock
  /** The journal of `default`. */
  journal: GatewayJournal
  /**
   * Starts `default` over from the fixture.
   *
   * @throws {Error} when it is closed, or being closed
   */
  reset: () => void
  /**
   * Finishes the requests in flight, for as long as `closeGraceMs` allows, then closes the port and
   * the database. Connections that owe no answer are closed at once.
   */
  close: () => Promise<void>
}

/**
 * A gateway that does not listen: use `inject`, or `listen` yourself. `close` closes its database.
 *
 * @throws {StartError} when Node is too old, or an option, the database or the fixture cannot be used
 */
export function buildApp(options: AppOptions = {}): GatewayApp {
  return withReadableErrors(buildFastify(options))
}

/**
 * Starts a gateway of its own: memory and any free port, unless told otherwise. Several in one
 * process do not see each other.
 *
 * @throws {StartError} when an option, the database, the fixture or the port cannot be used
 */
export async function startGateway(options: GatewayOptions = {}): Promise<Gateway> {
  const { port, host, setup, ofApp } = readGatewayOptions(options)
  const app = buildFastify(ofApp)
  try {
    await setup?.(withReadableErrors(app))
    await app.listen({ port, host }).catch((error: unknown) => {
      throw explainListening(error, port, host)
    })
  } catch (error) {
    await app.close()
    throw error
  }
  const closeOther = host === 'localhost' ? await listenOnBothLoopbacks(app.server) : undefined
  const { port: actualPort } = app.server.address() as AddressInfo
  const [url = '', ...more] = urlsOf(host, actualPort)
  let closing: Promise<void> | undefined
  const open = (what: string) => {
    if (closing !== undefined) throw closed(what)
    return app.worlds
  }
  const handles = createHandles(
    open,
    () => url,
    () => app.operations.map(({ operationId }) => operationId),
  )
  const { clock, journal, reset } = handles.worlds.get('default')
  let fixture = app.world.fixture
  const close = async () => {
    fixture = app.world.fixture
    closeOther?.()
    await app.close()
  }
  const closeOnce = () => {
    closing ??= close()
    return closing
  }
  return {
    url,
    urls: [url, ...more],
    port: actualPort,
    get fixture() {
      if (closing === undefined) fixture = app.world.fixture
      return fixture
    },
    get credential() {
      const { directory, clock } = app.world
      return closing === undefined
        ? directory.findFirstCredential(clock().toISOString())
        : undefined
    },
    ...handles,
    clock,
    journal,
    reset,
    close: closeOnce,
    [Symbol.asyncDispose]: closeOnce,
  }
}

/**
 * Compares a gateway, at whatever address, with what this one says that gateways answer, as the command
 * `contract` does. It only reads unless `writes` is true, and removes nothing.
 *
 * @throws {StartError} where it cannot run: an option that cannot be used, no gateway at the address, a
 *   token that is refused, or no answer any more
 */
export async function checkContract(options: ContractOptions): Promise<ContractReport> {
  const contract = await import('./contract/index.ts')
  return contract.checkContract(options)
}
