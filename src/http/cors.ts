/** Which pages in a browser may ask: the gateway's own CORS (gateway facts 1.0), unless narrowed. */
import type { IncomingHttpHeaders } from 'node:http'
import cors, { type FastifyCorsOptions } from '@fastify/cors'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { noPermission } from './errors.ts'
import { giveReason, mockHeaders } from './explain.ts'
import { preflightProblem } from './preflight.ts'

const gatewayCors = {
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
    // The mock's own.
    'x-mock-world',
    'x-mock-fault',
  ],
  // The gateway exposes the first.
  exposedHeaders: ['x-request-id', ...Object.keys(mockHeaders)],
} satisfies FastifyCorsOptions

/** @param allowed origins whose pages may ask; none: every page may, as the gateway has it */
export function allowOrigins(app: FastifyInstance, allowed: readonly string[]): void {
  app.addHook('onRequest', (request, reply, done) => {
    const problem = request.method === 'OPTIONS' ? pageProblem(request, allowed) : undefined
    if (problem !== undefined) giveReason(request, reply, problem)
    done()
  })
  app.register(cors, { ...gatewayCors, origin: allowed.length === 0 || [...allowed] })
  if (allowed.length === 0) return
  app.addHook('onRequest', (request, _reply, done) => {
    // CORS alone would keep a page from reading the answer, but not from writing.
    const problem = originProblem(request, allowed)
    done(problem === undefined ? undefined : noPermission(problem))
  })
}

/** Why the page that asks will not get what it asks for in a preflight. */
function pageProblem(request: FastifyRequest, allowed: readonly string[]): string | undefined {
  const { allowedHeaders: headers, methods } = gatewayCors
  return originProblem(request, allowed) ?? preflightProblem(request.headers, { headers, methods })
}

/** What of a request says which page has sent it. */
interface Asking {
  headers: IncomingHttpHeaders
  protocol: string
}

/** @returns why the page of a request may not ask; undefined where it may, or where none has sent it */
export function originProblem(request: Asking, allowed: readonly string[]): string | undefined {
  const { origin } = request.headers
  if (allowed.length === 0 || origin === undefined || allowed.includes(origin)) return undefined
  if (isSameOrigin(request, origin)) return undefined
  return `origin: ${origin} is not allowed: start with --allow-origin ${origin}`
}

/** A page that this gateway itself has served, under whatever name it was asked. */
function isSameOrigin({ headers, protocol }: Asking, origin: string): boolean {
  return origin === `${protocol}://${headers.host}`
}
