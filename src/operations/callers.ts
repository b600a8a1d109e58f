/** Lets a request pass only with a caller of a kind that its operation takes. */
import type { FastifyInstance, FastifyRequest, HookHandlerDoneFunction } from 'fastify'
import { readCredential } from '../http/credentials.ts'
import { unauthorized } from '../http/errors.ts'
import type { AnyCaller, CallerKind } from './directory/callers.ts'
import { identify } from './directory/identify.ts'

/**
 * Asks for a caller on routes with `config.callers`: whoever `request.world` knows. Asks again when all
 * its rows were replaced while the body came: the request is of the world after that then, as a whole.
 */
export function requireCallers(app: FastifyInstance): void {
  app.decorateRequest('caller')
  app.decorateRequest('filling', 0)
  const identifyCaller = (
    request: FastifyRequest,
    isKnown: boolean,
    done: HookHandlerDoneFunction,
  ) => {
    const { callers } = request.routeOptions.config
    try {
      if (callers && !isKnown) request.caller = authenticate(request, callers)
      done()
    } catch (error) {
      done(error as Error)
    }
  }
  app.addHook('onRequest', (request, _reply, done) => {
    request.filling = request.world.filling()
    identifyCaller(request, false, done)
  })
  app.addHook('preHandler', (request, _reply, done) => {
    const { world } = request
    // Its handler comes next: what is written from here on is written by it.
    if (world.journal !== undefined) world.written.by = request
    identifyCaller(request, request.filling === request.world.filling(), done)
  })
}

/**
 * @param allowed the kinds of caller the operation takes
 * @throws {ApiError} 401 for no, an unknown, an expired or the wrong kind of credential; 403 for an
 *   organization that is not the caller's
 */
function authenticate(
  { headers, world }: FastifyRequest,
  allowed: readonly CallerKind[],
): AnyCaller {
  const caller = identify(readCredential(headers), world)
  if (!allowed.includes(caller.kind)) {
    const hint =
      caller.kind === 'login'
        ? ': choose an organization first, by POST access/_exchange_access_token'
        : ''
    throw unauthorized(
      `this operation takes ${allowed.join(', ')} credentials, not ${caller.kind}${hint}`,
    )
  }
  return caller
}
