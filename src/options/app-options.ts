/** What a gateway can be told. Apart from what does it, so that these types need no package. */

import type { Clock } from '../base/clock.ts'
import type { NewId } from '../base/ids.ts'
import type { LogFormat, LogOutput } from '../base/log-output.ts'
import type { WorldFixture } from '../fixtures/types.ts'
import type { MeilisearchOptions } from '../search/meilisearch/options.ts'
import type { GatewayApp } from './gateway-app.ts'

/** How a gateway is set up. Everything has a default: `buildApp()` is a whole gateway in memory. */
export interface AppOptions {
  /** A SQLite file, made if it is not there. Default `:memory:`, which keeps nothing. */
  db?: string
  /**
   * What the rows come from, merged in order: folders with a `world.json`, `default` for the world of
   * the documentation's examples, or worlds as objects. Default: that world alone.
   */
  fixtures?: readonly (string | WorldFixture)[]
  /** Start over from the fixture although the file has rows. Default false. */
  reset?: boolean
  /**
   * Where time comes from: dates of the years 0 to 9999. A request for which it throws or returns
   * anything else is answered with 500 and says so. Default: the machine's clock.
   */
  clock?: Clock
  /**
   * Where ids come from: texts that were never returned before. A request for which it throws or
   * returns anything else is answered with 500 and says so. Default: random ones in the gateway's
   * own forms.
   */
  newId?: NewId
  /** How requests are logged. Default `off`. */
  log?: LogFormat
  /** Where the log goes. Default: standard output. */
  logOutput?: LogOutput
  /**
   * How long a request may take to arrive, in milliseconds: then 408 and the end of its connection.
   * 0 for any time. Default 60000.
   */
  requestTimeout?: number
  /**
   * Origins whose pages may ask the emulated routes, for instance `http://localhost:3000`. Default:
   * every page may, as with the gateway.
   */
  allowOrigins?: string[]
  /**
   * Names with a dot under which the mock's own calls (`/_mock`) may be asked, for instance
   * `gateway.test`. Addresses, names without a dot, `*.localhost` and `host.docker.internal` may always.
   */
  allowHosts?: string[]
  /**
   * What the mock's own calls must carry as `x-mock-control-token` or `Authorization: Bearer`. Default:
   * nothing.
   */
  controlToken?: string
  /** How many worlds besides `default` are open at a time; others rest until they are asked. Default 80. */
  maxLiveWorlds?: number
  /** How many worlds may rest; one more is refused. Default 10000. */
  maxParkedWorlds?: number
  /** How long `close` waits for answers that are owed, in milliseconds. Default 5000. */
  closeGraceMs?: number
  /** Sockets at `/ws`, by which clients hear what happens. Default true. */
  realtime?: boolean
  /**
   * How long a contact whose last socket has gone is online still, in milliseconds, so that nobody who
   * loads a page again is seen to leave. Default 2000.
   */
  presenceGraceMs?: number
  /** The Meilisearch that searches. Default: the embedded engine does. */
  meilisearch?: MeilisearchOptions
}

export interface GatewayOptions extends AppOptions {
  /** Default 0: any free port. */
  port?: number
  /** Default 127.0.0.1: this machine only. */
  host?: string
  /**
   * Called with what `buildApp` returns before it listens, to add hooks. What it throws is what
   * `startGateway` rejects with.
   */
  setup?: (app: GatewayApp) => unknown
}
