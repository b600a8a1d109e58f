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

/** No header at all, so that no page of another origin can read the answer. */
const noCors: FastifyCorsOptions = { origin: false, preflight: false }

/**
 * @param allowed origins whose pages may ask; none: every page may, as the gateway has it. The
 *   addresses that are the mock's own (`/_mock`, health, readiness) are for no foreign page.
 */
export function allowOrigins(app: FastifyInstance, allowed: readonly string[]): void {
  const narrowed = { ...gatewayCors, origin: allowed.length === 0 || [...allowed] }
  app.register(cors, () => (request: FastifyRequest, choose: Choose) => {
    choose(null, isOwnAddress(request) ? noCors : narrowed)
  })
  if (allowed.length === 0) return
  app.addHook('onRequest', (request, _reply, done) => {
    const { origin } = request.headers
    if (origin === undefined || allowed.includes(origin) || isSameOrigin(request, origin)) done()
    // CORS alone would keep a page from reading the answer, but not from writing.
    else done(forbidden(`origin: ${origin} is not allowed: start with --allow-origin ${origin}`))
  })
}

type Choose = (error: null, options: FastifyCorsOptions) => void

function isOwnAddress({ routeOptions, url }: FastifyRequest): boolean {
  const own = /^\/(?:_mock(?:\/|$)|livez$|readyz$)/
  return own.test(routeOptions.url ?? '') || own.test(url.split('?')[0] ?? '')
}

/** A page that this gateway itself has served, under whatever name it was asked. */
function isSameOrigin({ headers, protocol }: FastifyRequest, origin: string): boolean {
  return origin === `${protocol}://${headers.host}`
}
