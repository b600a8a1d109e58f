/** Wires everything together by hand: what a request meets, in the order in which it meets it. */
import cors from '@fastify/cors'
import swagger from '@fastify/swagger'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import type { DestinationStream } from 'pino'
import { gatewayRoutes } from './control/gateway.ts'
import { healthRoutes } from './control/health.ts'
import { openApiOptions, openApiRoute } from './control/openapi.ts'
import { conversationRoutes } from './conversations/routes.ts'
import { requireCallers } from './http/auth.ts'
import { acceptBodies, bodyLimit } from './http/body.ts'
import { closeWhenAnswered } from './http/closing.ts'
import { lazyCompilers } from './http/compilers.ts'
import type {} from './http/context.ts'
import { gatewayCors } from './http/cors.ts'
import { rawFailure, sendFailure } from './http/errors.ts'
import { canonicalUrl } from './http/paths.ts'
import { requestId } from './http/request-id.ts'
import { createLogger, type LogFormat, logRequests } from './http/request-log.ts'
import { readWholeNumbers } from './http/whole-numbers.ts'
import { messageRoutes } from './messages/routes.ts'
import { nodeProblem } from './node-version.ts'
import { defaultFixture } from './package-root.ts'
import type { MeilisearchOptions } from './search/meilisearch/options.ts'
import { searchRoutes } from './search/routes.ts'
import { StartError } from './start-error.ts'
import { type Clock, systemClock } from './world/clock.ts'
import { type NewId, randomId } from './world/ids.ts'
import { createWorld } from './world/world.ts'

/** How a gateway is set up. Everything has a default: `buildApp()` is a whole gateway in memory. */
export interface AppOptions {
  /** A SQLite file, made if it is not there. Default `:memory:`, which keeps nothing. */
  db?: string
  /** Fixture folders, merged in order. Default: the world of the documentation's examples. */
  fixtures?: string[]
  /** Start over from the fixture although the file has rows. Default false. */
  reset?: boolean
  /** Where time comes from. Default: the machine's clock. */
  clock?: Clock
  /** Where ids come from. Default: random ones in the gateway's own forms. */
  newId?: NewId
  /** How requests are logged. Default `off`. */
  log?: LogFormat
  /** Where the log goes. Default: standard output. */
  logOutput?: DestinationStream
  /** The Meilisearch that searches. Default: the embedded engine does. */
  meilisearch?: MeilisearchOptions
}

/**
 * A gateway that does not listen: use `inject`, or `listen` yourself. `close` closes its database.
 *
 * @throws {StartError} when Node is too old, or the database or the fixture cannot be used
 */
export function buildApp(options: AppOptions = {}): FastifyInstance {
  const problem = nodeProblem()
  if (problem !== undefined) throw new StartError(`imbrace-gateway-mock ${problem}`)
  const { clock = systemClock, newId = randomId, reset = false, log = 'off' } = options
  const logger = createLogger(log, options.logOutput)
  const world = createWorld({
    db: options.db ?? ':memory:',
    fixtures: options.fixtures ?? [defaultFixture],
    reset,
    clock,
    newId,
    meilisearch: options.meilisearch,
    inform: (message) => logger.info(message),
    warn: (message) => logger.warn(message),
  })
  const app = Fastify({
    loggerInstance: logger.child(
      {},
      { level: log === 'off' ? 'silent' : 'warn' },
    ) as FastifyBaseLogger,
    // Requests carry their id in the line itself: they need no logger each.
    childLoggerFactory: (parent) => parent,
    // The request log is our own line, written below.
    logController: new LogController({ disableRequestLogging: true }),
    rewriteUrl: (request) => canonicalUrl(request.url ?? '/'),
    genReqId: (request) => requestId(request.headers['x-request-id'], newId),
    bodyLimit,
    // To fill a Meilisearch can take long, and has limits of its own.
    pluginTimeout: 0,
    return503OnClosing: false,
    routerOptions: { maxParamLength: 1024 },
    schemaController: { compilersFactory: lazyCompilers },
    // Node would refuse a request without a host by itself, without a body.
    http: { requireHostHeader: false },
    clientErrorHandler: ({ code }, socket) => {
      if (socket.writable) socket.end(rawFailure(code))
    },
  }).withTypeProvider<TypeBoxTypeProvider>()

  app.server.on('checkExpectation', ({ socket }) => socket.end(rawFailure('EXPECTATION_FAILED')))
  app.decorate('world', world)
  app.decorateRequest('world', { getter: () => world })
  app.decorateRequest('failureReason', undefined)
  app.addHook('onReady', () => world.search.start())
  closeWhenAnswered(app, world.close)
  logRequests(app, logger)
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    done()
  })
  app.register(cors, gatewayCors)
  requireCallers(app, world)
  acceptBodies(app)
  readWholeNumbers(app)
  app.setErrorHandler((error, request, reply) => sendFailure(request, reply, error))
  app.setNotFoundHandler((request, reply) => sendFailure(request, reply, undefined))

  app.register(swagger, openApiOptions)
  app.register(openApiRoute)
  app.register(gatewayRoutes)
  app.register(healthRoutes)
  app.register(conversationRoutes)
  app.register(messageRoutes)
  app.register(searchRoutes)
  return app
}
