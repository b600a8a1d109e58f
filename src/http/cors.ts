/** Which pages in a browser may ask: the gateway's own CORS (gateway facts 1.0), unless narrowed. */
import cors, { type FastifyCorsOptions } from '@fastify/cors'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { forbidden } from './errors.ts'

const gatewayCors: FastifyCorsOptions = {
  origin: true,
  credentials: true,
  // Express answers every OPTIONS request as a preflight, complete or not.
  strictPreflight: false,
  methods: ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'],
  allowedHeaders: [
    'Content-Type',
    'Authorization',
    'x-api-key',
    'x-access-token',
    'x-temp-token',
    'user-agent',
    'organization-id',
    'x-organization-id',
    'user-email',
    'user-id',
    'x-user-id',
    'x-user-email',
    'x-request-id',
  ],
  exposedHeaders: ['x-request-id'],
}

/**
 * @param allowed origins whose pages may ask; none: every page may, as the gateway has it. The
 *   addresses that are the mock's own (`/_mock`, health, readiness) are for no foreign page.
 */
export function allowOrigins(app: FastifyInstance, allowed: readonly string[]): void {
  app.addHook('onRoute', (route) => {
    if (ownAddress.test(route.url)) route.config = { ...route.config, cors: false }
  })
  // What has no route would be answered with the headers of all others.
  app.addHook('onRequest', (request, reply, done) => {
    const isWithoutRoute = request.is404 || request.method === 'OPTIONS'
    if (isWithoutRoute && ownAddress.test(request.url)) reply.callNotFound()
    else done()
  })
  app.register(cors, { ...gatewayCors, origin: allowed.length === 0 || [...allowed] })
  if (allowed.length === 0) return
  app.addHook('onRequest', (request, _reply, done) => {
    const { origin } = request.headers
    if (origin === undefined || allowed.includes(origin) || isSameOrigin(request, origin)) done()
    // CORS alone would keep a page from reading the answer, but not from writing.
    else done(forbidden(`origin: ${origin} is not allowed: start with --allow-origin ${origin}`))
  })
}

const ownAddress = /^\/(?:_mock|livez|readyz)(?![^/?])/

/** A page that this gateway itself has served, under whatever name it was asked. */
function isSameOrigin({ headers, protocol }: FastifyRequest, origin: string): boolean {
  return origin === `${protocol}://${headers.host}`
}
