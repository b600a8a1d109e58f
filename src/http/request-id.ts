import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, RawServerDefault } from 'fastify'
import type { NewId } from '../base/ids.ts'

/** The caller's own `x-request-id` if it has at most 64 characters, else a new one, as the gateway. */
function requestId(sent: string | string[] | undefined, newId: NewId): string {
  return typeof sent === 'string' && sent !== '' && sent.length <= 64 ? sent : newId('request')
}

/** Ids of requests, in answers too. A `newId` that fails makes its request fail, and no other. */
export function createRequestIds(newId: NewId) {
  // Fastify asks for an id outside of everything that could answer an error.
  const failures = new WeakMap<IncomingMessage, Error>()

  return {
    idOf(request: IncomingMessage): string {
      try {
        return requestId(request.headers['x-request-id'], newId)
      } catch (error) {
        failures.set(request, error as Error)
        return ''
      }
    },

    /** To be called before other hooks are added. */
    answer(app: FastifyInstance<RawServerDefault>): void {
      app.addHook('onRequest', (request, reply, done) => {
        const failure = failures.get(request.raw)
        if (failure === undefined) reply.header('x-request-id', request.id)
        done(failure)
      })
    },
  }
}
