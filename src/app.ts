/** Wires everything together by hand: what a request meets, in the order in which it meets it. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { nodeProblem } from './base/node-version.ts'
import { StartError } from './base/start-error.ts'
import { rememberRoutes } from './control/openapi.ts'
import { controlScope } from './control/scope.ts'
import { acceptBodies, bodyLimit } from './http/body.ts'
import { closeWhenAnswered } from './http/closing.ts'
import { lazyCompilers } from './http/compilers.ts'
import { restoreMethod, routeAsGet } from './http/head.ts'
import { rememberOperations } from './http/operations.ts'
import { createRequestIds } from './http/request-id.ts'
import { createLogger, logRequests } from './http/request-log.ts'
import { createServers } from './http/servers.ts'
import type {} from './operations/context.ts'
import { rewriteUrl } from './operations/enter-world.ts'
import { emulatedScope } from './operations/scope.ts'
import type { AppOptions } from './options/app-options.ts'
import { readAppOptions } from './options/known-options.ts'
import { createRealtime } from './realtime/upgrade.ts'
import { readStubs } from './stubs/read-folder.ts'
import { whyUnreached } from './stubs/unreached.ts'
import { createWorlds } from './worlds/worlds.ts'

/**
 * A gateway that does not listen: use `inject`, or `listen` yourself. `close` closes its database.
 *
 * @throws {StartError} when Node is too old, or an option, the database or the fixture cannot be used
 */
export function buildApp(options: AppOptions = {}): FastifyInstance {
  const problem = nodeProblem()
  if (problem !== undefined) throw new StartError(`imbrace-gateway-mock ${problem}`)
  const { log, logOutput, requestTimeout, closeGraceMs, ...more } = readAppOptions(options)
  const { realtime: isOn, presenceGraceMs, latency, ...elsewhere } = more
  const { stubs, upstream, upstreamCredentials, ...others } = elsewhere
  const upstreamOptions =
    upstream === undefined ? undefined : { url: upstream, credentials: upstreamCredentials }
  const { allowOrigins, allowHosts, controlToken, maxUploadBytes, maxUploadsBytes, ...ofWorlds } =
    others
  const { newId, watch, fixtures } = ofWorlds
  const uploads = { file: maxUploadBytes, all: maxUploadsBytes }
  const logger = createLogger(log, logOutput)
  const firstStubs = stubs.flatMap(readStubs)
  const worlds = createWorlds({
    ...ofWorlds,
    firstStubs,
    inform: (message) => logger.info(message),
    warn: (message) => logger.warn(message),
  })
  const realtime = createRealtime(worlds, {
    isOn,
    origins: allowOrigins,
    presenceGraceMs,
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
    exposeHeadRoutes: false,
    // The router stands between these two.
    rewriteUrl(request) {
      routeAsGet(request)
      return rewriteUrl.call(this, request)
    },
    genReqId(request) {
      restoreMethod(request)
      return requestIds.idOf(request)
    },
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
  app.decorate('dropSockets', realtime.drop)
  app.decorate('inform', (message: string) => logger.info(message))
  app.decorate('operations', [])
  app.decorate('world', { getter: () => worlds.default })
  app.decorateRequest('world')
  app.decorateRequest('world_name', '')
  app.decorateRequest('operation', undefined)
  app.decorateRequest('failureReason', undefined)
  app.decorateRequest('note', undefined)
  app.decorateRequest('nearest', undefined)
  app.decorateRequest('fault', undefined)
  app.decorateRequest('sentText', undefined)
  app.decorateRequest('rows', undefined)
  app.addHook('onReady', () => worlds.default.search.start())
  app.addHook('onReady', async () => {
    for (const stub of firstStubs) {
      const unreached = whyUnreached(app, stub)
      if (unreached !== undefined) {
        logger.warn(`stubs: ${stub.method} ${stub.path}: ${unreached}`)
      }
    }
  })
  app.addHook('preClose', async () => worlds.endWaiting())
  app.addHook('preClose', realtime.close)
  if (watch) {
    app.register(async (scope) => {
      const { reloadOnChange } = await import('./worlds/reload-on-change.ts')
      scope.addHook('preClose', reloadOnChange(worlds, fixtures, logger))
    })
  }
  closeWhenAnswered(app, servers, closeGraceMs, worlds.close)
  logRequests(app, logger)
  requestIds.answer(app)
  rememberOperations(app)
  rememberRoutes(app)
  acceptBodies(app)

  app.register(controlScope({ allowOrigins, allowHosts, controlToken }))
  app.register(emulatedScope(allowOrigins, uploads, { latency }, upstreamOptions))
  return app
}
