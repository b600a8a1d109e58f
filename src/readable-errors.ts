/** What Node and Fastify say of a port, or of a gateway that is closed, in sentences. */
import type { FastifyInstance } from 'fastify'
import { StartError } from './base/start-error.ts'
import type { GatewayApp } from './options/gateway-app.ts'
import { checkPlace } from './options/known-options.ts'

/** A gateway as the library shows it: its promises are rejected with a sentence. */
export function withReadableErrors(app: FastifyInstance): GatewayApp {
  const { inject, listen }: GatewayApp = app
  let isClosed = false
  app.addHook('preClose', async () => {
    isClosed = true
  })
  return Object.assign<GatewayApp, Partial<GatewayApp>>(app, {
    async inject(request) {
      if (isClosed) throw closed('inject')
      return inject.call(app, request)
    },
    async listen(place) {
      // Fastify would listen, and answer from a database that is closed.
      if (isClosed) throw closed('listen')
      checkPlace(place ?? {})
      try {
        // A copy, because Fastify adds to it.
        return await listen.call(app, { ...place })
      } catch (error) {
        throw explainListening(error, place.port, place.host ?? 'localhost')
      }
    },
  })
}

/** @param what cannot be done any more */
export function closed(what: string): Error {
  return new Error(`${what}: this gateway is closed, start another`)
}

/** @returns a StartError where the error is the port's or the address's; else the error */
export function explainListening(error: unknown, port: number, host: string): unknown {
  const { code } = error as NodeJS.ErrnoException
  if (error instanceof StartError || typeof code !== 'string') return error
  if (code === 'EADDRINUSE') {
    return new StartError(
      `port ${port} of ${host} is taken: stop what holds it, or choose another with --port (0 for any free one)`,
    )
  }
  if (code === 'EACCES') {
    return new StartError(`port ${port} needs more rights: choose one above 1023`)
  }
  if (/^(EADDRNOTAVAIL|ENOTFOUND|EAI_\w+|EINVAL|EAFNOSUPPORT)$/.test(code)) {
    return new StartError(`--host ${host} is no address of this machine (${code})`)
  }
  return error
}
