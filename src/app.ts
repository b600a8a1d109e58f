/** Wires everything together by hand: what a request meets, in the order in which it meets it. */
import swagger from '@fastify/swagger'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { systemClock } from './base/clock.ts'
import { randomId } from './base/ids.ts'
import { nodeProblem } from './base/node-version.ts'
import { defaultFixture } from './base/package-root.ts'
import { StartError } from './base/start-error.ts'
import { openApiOptions } from './control/openapi.ts'
import { controlScope } from './control/scope.ts'
import { acceptBodies, bodyLimit } from './http/body.ts'
import { closeWhenAnswered } from './http/closing.ts'
import { lazyCompilers } from './http/compilers.ts'
import { rememberOperations } from './http/operations.ts'
import { createRequestIds } from './http/request-id.ts'
import { createLogger, logRequests } from './http/request-log.ts'
import { createServers } from './http/servers.ts'
import type {} from './operations/context.ts'
import { rewriteUrl } from './operations/enter-world.ts'
import { emulatedScope } from './operations/scope.ts'
import type { AppOptions } from './options/app-options.ts'
import {
  checkedClock,
  checkedHosts,
  checkedMilliseconds,
  checkedNewId,
  checkedOrigins,
} from './options/checked-options.ts'
import { checkAppOptions } from './options/known-options.ts'
import { createRealtime } from './realtime/upgrade.ts'
import { createWorlds } from './worlds/worlds.ts'

/**
 * A gateway that does not listen: use `inject`, or `listen` yourself. `close` closes its database.
 *
 * @throws {StartError} when Node is too old, or an option, the database or the fixture cannot be used
 */
export function buildApp(options: AppOptions = {}): FastifyInstance {
  const problem = nodeProblem()
  if (problem !== undefined) throw new StartError(`imbrace-gateway-mock ${problem}`)
  checkAppOptions(options)
  const { reset = false, log = 'off' } = options
  const clock = options.clock === undefined ? systemClock : checkedClock(options.clock)
  const newId = options.newId === undefined ? randomId : checkedNewId(options.newId)
  const requestTimeout = checkedMilliseconds('requestTimeout', options.requestTimeout ?? 60_000)
  const origins = checkedOrigins(options.allowOrigins ?? [])
  const allowHosts = checkedHosts(options.allowHosts ?? [])
  const controlToken = options.controlToken
  const closeGraceMs = checkedMilliseconds('closeGraceMs', options.closeGraceMs ?? 5_000)
  const logger = createLogger(log, options.logOutput)
  const worlds = createWorlds({
    db: options.db ?? ':memory:',
    fixtures: options.fixtures ?? [defaultFixture],
    reset,
    clock,
    newId,
    meilisearch: options.meilisearch,
    maxLiveWorlds: options.maxLiveWorlds,
    maxParkedWorlds: options.maxParkedWorlds,
    inform: (message) => logger.info(message),
    warn: (message) => logger.warn(message),
  })
  const realtime = createRealtime(worlds, {
    isOn: options.realtime ?? true,
    origins,
    presenceGraceMs: checkedMilliseconds('presenceGraceMs', options.presenceGraceMs ?? 2_000),
    warn: (message) => logger.warn(message),
  })
  const servers = createServers(requestTimeout, (message) => logger.warn(message), realtime)
  const requestIds = createRequestIds(newId)
  const app = Fastify({
    loggerInstance: logger.child(
      {},
      { level: log === 'off' ? 'silent' : 'warn' },
    ) as FastifyBaseLogger,
    // Requests carry their id in the line itself: they need no logger each.
    childLoggerFactory: (parent) => parent,
    // The request log is our own line, written below.
    logController: new LogController({ disableRequestLogging: true }),
    rewriteUrl,
    genReqId: requestIds.idOf,
    bodyLimit,
    // To fill a Meilisearch can take long, and has limits of its own.
    pluginTimeout: 0,
    return503OnClosing: false,
    routerOptions: { maxParamLength: 1024 },
    schemaController: { compilersFactory: lazyCompilers },
    serverFactory: servers.create,
    // Its connection answers a broken request, in its turn.
    clientErrorHandler: () => undefined,
  }).withTypeProvider<TypeBoxTypeProvider>()

  app.decorate('worlds', worlds)
  app.decorate('operations', [])
  app.decorate('world', { getter: () => worlds.default })
  app.decorateRequest('world')
  app.decorateRequest('world_name', '')
  app.decorateRequest('failureReason', undefined)
  app.decorateRequest('note', undefined)
  app.addHook('onReady', () => worlds.default.search.start())
  app.addHook('preClose', realtime.close)
  closeWhenAnswered(app, servers, closeGraceMs, worlds.close)
  logRequests(app, logger)
  requestIds.answer(app)
  rememberOperations(app)
  acceptBodies(app)

  app.register(swagger, openApiOptions)
  app.register(controlScope({ allowOrigins: origins, allowHosts, controlToken }))
  app.register(emulatedScope(origins))
  return app
}
