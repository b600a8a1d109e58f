/** What is the mock's own: control, health, readiness, the OpenAPI document. Not the gateway's. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { strictValidators } from '../http/compilers.ts'
import { enterWorlds } from '../operations/enter-world.ts'
import { clockRoutes } from './clock.ts'
import { sendControlFailure, unknownCall } from './failures.ts'
import { faultRoutes } from './faults.ts'
import { type Guard, guardControl } from './guard.ts'
import { healthRoutes } from './health.ts'
import { journalRoutes } from './journal.ts'
import { openApiRoute } from './openapi.ts'
import { otherSideRoutes } from './other-side.ts'
import { resetRoute } from './reset.ts'
import { scenarioRoute } from './scenarios.ts'
import { snapshotRoutes } from './snapshots.ts'
import { stubRoutes } from './stubs.ts'
import { refuseUnread } from './unread.ts'
import { worldRoutes } from './worlds.ts'

/**
 * No CORS header leaves here and no preflight is answered; failures have a shape of their own. Routes
 * whose `config.isOpen` is set take anybody, as probes and generators need.
 */
export function controlScope(guard: Guard) {
  return async (scope: FastifyInstance): Promise<void> => {
    scope.setErrorHandler((error, request, reply) => sendControlFailure(request, reply, error))
    scope.setValidatorCompiler(strictValidators)
    guardControl(scope, guard)
    // Behind it: who may not ask makes no world.
    enterWorlds(scope, { isJournaled: false })
    refuseUnread(scope)
    const nothing = {
      schema: { hide: true },
      config: { isOpen: true, needsNoWorld: true },
    } as const
    for (const url of ['/_mock', '/_mock/*']) scope.all(url, nothing, refuse)
    for (const url of ['/livez', '/readyz']) scope.options(url, nothing, refuse)
    // Called, not registered, as the gateway's operations are. That of snapshots reads files as bodies.
    const calls = [
      openApiRoute,
      healthRoutes,
      resetRoute,
      worldRoutes,
      (app: FastifyInstance) => app.register(snapshotRoutes),
      clockRoutes,
      faultRoutes,
      stubRoutes,
      otherSideRoutes,
      scenarioRoute,
      journalRoutes,
    ]
    for (const declareRoutes of calls) await declareRoutes(scope, {})
  }
}

async function refuse(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  sendControlFailure(request, reply, unknownCall(request))
  return reply
}
