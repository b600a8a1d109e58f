/** The library's door. */
import type { AddressInfo } from 'node:net'
import { buildApp as buildFastify } from './app.ts'
import type { AppOptions } from './app-options.ts'
import type { GatewayApp } from './gateway-app.ts'
import { listenOnBothLoopbacks } from './http/loopback.ts'
import { StartError } from './start-error.ts'

export type { AppOptions, LogFormat, LogOutput } from './app-options.ts'
export { defaultWorld } from './default-world.ts'
export type * from './gateway-app.ts'
export type { MeilisearchOptions } from './search/meilisearch/options.ts'
export { StartError } from './start-error.ts'
export type { Clock } from './world/clock.ts'
export type * from './world/fixture-types.ts'
export type { IdKind, NewId } from './world/ids.ts'

export interface GatewayOptions extends AppOptions {
  /** Default 0: any free port. */
  port?: number
  /** Default 127.0.0.1: this machine only. */
  host?: string
}

export interface Gateway extends AsyncDisposable {
  /** Where it listens, for instance `http://127.0.0.1:53017`. */
  url: string
  port: number
  /** The fixture its rows come from, and whether its files have changed since. */
  fixture: { name: string; isStale: boolean }
  /** Starts over from the fixture. */
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
export const buildApp: (options?: AppOptions) => GatewayApp = buildFastify

/**
 * Starts a gateway of its own: memory and any free port, unless told otherwise. Several in one
 * process do not see each other.
 *
 * @throws {StartError} when an option, the database, the fixture or the port cannot be used
 */
export async function startGateway(options: GatewayOptions = {}): Promise<Gateway> {
  const { port = 0, host = '127.0.0.1', ...appOptions } = options
  const app = buildFastify(appOptions)
  try {
    await app.listen({ port, host })
  } catch (error) {
    await app.close()
    throw explainListening(error, port, host)
  }
  const closeOther = host === 'localhost' ? await listenOnBothLoopbacks(app.server) : undefined
  const { port: actualPort } = app.server.address() as AddressInfo
  const close = async () => {
    closeOther?.()
    await app.close()
  }
  return {
    url: `http://${reachable(host)}:${actualPort}`,
    port: actualPort,
    get fixture() {
      return app.world.fixture
    },
    reset: app.world.reset,
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** An address of this machine that a client can ask, in the form of URLs. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}

function explainListening(error: unknown, port: number, host: string): unknown {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') {
    return new StartError(
      `port ${port} of ${host} is taken: stop what holds it, or choose another with --port (0 for any free one)`,
    )
  }
  if (code === 'EACCES')
    return new StartError(`port ${port} needs more rights: choose one above 1023`)
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new StartError(`--host ${host} is no address of this machine (${code})`)
  }
  return error
}
