/** Lets a request pass only with a caller of a kind that its operation takes. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { readCredential } from '../http/credentials.ts'
import { unauthorized } from '../http/errors.ts'
import type { AnyCaller, CallerKind } from './directory/callers.ts'
import { identify } from './directory/identify.ts'

/** Asks for a caller on routes with `config.callers`: whoever `request.world` knows. */
export function requireCallers(app: FastifyInstance): void {
  app.decorateRequest('caller')
  app.addHook('onRequest', (request, _reply, done) => {
    const { callers } = request.routeOptions.config
    try {
      if (callers) request.caller = authenticate(request, callers)
      done()
    } catch (error) {
      done(error as Error)
    }
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
