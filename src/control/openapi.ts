/**
 * `GET /_mock/openapi.json`: OpenAPI 3.1, generated from the schemas that validate. The examples are
 * files that the tests replay: the documentation's own, and ours of what it does not say.
 */
import { readdirSync, readFileSync } from 'node:fs'
import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import Fastify, { type FastifyInstance, type RouteOptions } from 'fastify'
import { packageRoot } from '../base/package-root.ts'
import { version } from '../base/version.ts'
import { mockHeaders } from '../http/explain.ts'

export interface ExampleRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: string
  headers: Record<string, string>
  body?: unknown
}

/** A file of `fixtures/documented` or `fixtures/examples`. */
export interface DocumentedExample {
  operation: string
  summary: string
  /** The world's time, where the answer has one. */
  now?: string
  /** The ids the world gives out, by kind. */
  ids?: Record<string, string>
  /** How many items of a list the documentation prints. */
  shortened?: Record<string, number>
  /** What is asked first, so that there is something to answer. */
  before?: ExampleRequest[]
  request: ExampleRequest
  response: { status: number; body: Record<string, unknown> }
}

/** The documentation's examples by file name, without its ending. */
export function readDocumentedExamples(): Map<string, DocumentedExample> {
  return readFolder('fixtures/documented/')
}

/** Those, and examples of operations that are not documented, by the noun's folder and file name. */
export function readExamples(): Map<string, DocumentedExample> {
  return new Map([...readDocumentedExamples(), ...readFolder('fixtures/examples/')])
}

function readFolder(name: string): Map<string, DocumentedExample> {
  const folder = new URL(name, packageRoot)
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.json'))
    .sort()
  return new Map(
    files.map((file) => [
      file.replace(/\.json$/, ''),
      JSON.parse(readFileSync(new URL(file, folder), 'utf8')),
    ]),
  )
}

/** How `@fastify/swagger` reads the routes. */
const openApiOptions: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: {
      title: 'Imbrace app-gateway: Conversations APIs',
      description: 'As imbrace-gateway-mock serves them. Addresses are the documented ones.',
      version,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'This mock' }],
    tags: [
      { name: 'conversations', description: 'Creating and counting conversations' },
      { name: 'messages', description: 'Reading and sending messages' },
      { name: 'contacts', description: 'Customers, and what there has been with them' },
      { name: 'search', description: 'Searching messages and board items' },
      { name: 'sign-in', description: 'Signing in, and choosing an organization' },
      { name: 'teams', description: 'Teams, and who is in them' },
      { name: 'users', description: 'Users of the organization' },
      { name: 'gateway', description: 'The gateway itself' },
      { name: 'mock', description: 'The mock’s own: worlds, snapshots, clocks, journals' },
    ],
    components: {
      securitySchemes: {
        accessToken: {
          type: 'apiKey',
          in: 'header',
          name: 'x-access-token',
          description:
            'A user’s or contact’s `acc_` token, a contact’s `con_` or a channel’s `ch_` id',
        },
        apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' },
        bearer: { type: 'http', scheme: 'bearer', description: 'A JWT needs `x-organization-id`' },
      },
    },
  },
  transform: ({ schema, url, route }) => {
    const { callers } = route.config ?? {}
    const schemes = ['accessToken', ...(callers?.includes('user') ? ['apiKey', 'bearer'] : [])]
    const security = callers === undefined ? [] : schemes.map((scheme) => ({ [scheme]: [] }))
    const querystring = withoutDefaulted(schema.querystring)
    const body = withoutDiscriminator(schema.body)
    const response = withoutDiscriminator(schema.response)
    return { schema: { ...schema, querystring, body, response, security }, url }
  },
}

/** What has a default is always there for a route, and may be left out by a client. */
function withoutDefaulted(querystring: unknown): unknown {
  if (!isQuery(querystring)) return querystring
  const { properties, required = [] } = querystring
  return {
    ...querystring,
    required: required.filter((name) => properties[name]?.default === undefined),
  }
}

function isQuery(
  schema: unknown,
): schema is { properties: Record<string, { default?: unknown }>; required?: string[] } {
  return typeof schema === 'object' && schema !== null && 'properties' in schema
}

/** In OpenAPI it selects among named schemas. Ours stand in place, each with its own `const`. */
function withoutDiscriminator(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutDiscriminator)
  if (typeof schema !== 'object' || schema === null) return schema
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key]) => key !== 'discriminator' || !('oneOf' in schema))
      .map(([key, value]) => [key, withoutDiscriminator(value)]),
  )
}

declare module 'fastify' {
  interface FastifyInstance {
    /** As they were declared, for the OpenAPI document. */
    declaredRoutes: RouteOptions[]
  }
}

/** Makes `app.declaredRoutes`. To be called before the routes are declared. */
export function rememberRoutes(app: FastifyInstance): void {
  const routes: RouteOptions[] = []
  app.addHook('onRoute', (route) => {
    routes.push(route)
  })
  app.decorate('declaredRoutes', routes)
}

/**
 * A plugin reads routes while they are declared, and most gateways are never asked for their document:
 * they are declared once more, to a Fastify that answers nothing.
 */
async function readRoutes(routes: RouteOptions[]): Promise<OpenApiDocument> {
  const { default: swagger } = await import('@fastify/swagger')
  const reader = Fastify({ exposeHeadRoutes: false })
  reader.setValidatorCompiler(() => () => true).setSerializerCompiler(() => JSON.stringify)
  await reader.register(swagger, openApiOptions)
  for (const { method, url, schema, config, handler } of routes) {
    if (method !== 'HEAD') reader.route({ method, url, schema, config, handler })
  }
  await reader.ready()
  return reader.swagger() as OpenApiDocument
}

/** Serves the document, made on the first request for it. */
export const openApiRoute: FastifyPluginAsyncTypebox = async (app) => {
  let document: Promise<object> | undefined
  app.get(
    '/_mock/openapi.json',
    { schema: { hide: true }, config: { isOpen: true, needsNoWorld: true } },
    async () => {
      document ??= readRoutes(app.declaredRoutes).then(describe)
      return document
    },
  )
}

// `swagger()` can also return YAML text, when asked to.
type OpenApiDocument = Exclude<ReturnType<FastifyInstance['swagger']>, string>

interface BodySchema {
  type?: string | string[]
  default?: unknown
}

interface Media {
  schema?: BodySchema
  examples?: Record<string, { summary: string; value: unknown }>
}

interface Operation {
  operationId: string
  requestBody?: { required?: boolean; content: Record<string, Media> }
  responses: Record<
    string,
    { description: string; headers?: object; content?: Record<string, Media> }
  >
}

const statusTexts: Record<string, string> = {
  200: 'Success',
  201: 'Success',
  206: 'The part that was asked for',
  400: 'The request is not valid',
  401: 'No credential, or one that does not count here',
  403: 'Not the caller’s organization',
  404: 'Not there',
  413: 'The body is larger than 1 MiB, or 8 MiB for a search; a file than the options allow',
  500: 'A failure of the service',
}

const answerHeaders = describeHeaders('x-mock-note')
const failureHeaders = describeHeaders('x-mock-reason', 'x-mock-note')

function describeHeaders(...names: (keyof typeof mockHeaders)[]): object {
  return Object.fromEntries(
    names.map((name) => [
      name,
      { description: `The mock only: ${mockHeaders[name]}`, schema: { type: 'string' } },
    ]),
  )
}

function bodyOf({ requestBody }: Operation): Media | undefined {
  return requestBody?.content['application/json']
}

/** No body reaches a route as its default or as null, where its schema has either. */
function mayBeLeftOut({ schema = {} }: Media): boolean {
  return schema.default !== undefined || [schema.type].flat().includes('null')
}

/** Adds what Fastify's schemas have no place for: descriptions, headers and documented examples. */
function describe(document: OpenApiDocument): OpenApiDocument {
  const examples = [...readExamples()]
  // What stands under our own paths are operations as below, each with content and responses.
  const paths = Object.values(document.paths ?? {}) as Record<string, Operation>[]
  for (const operation of paths.flatMap((path) => Object.values(path))) {
    for (const [status, response] of Object.entries(operation.responses)) {
      response.description = statusTexts[status] ?? response.description
      response.headers = status >= '400' ? failureHeaders : answerHeaders
    }
    const { requestBody } = operation
    if (requestBody && Object.values(requestBody.content).every(mayBeLeftOut)) {
      requestBody.required = false
    }
    for (const [name, { operation: id, summary, request, response }] of examples) {
      if (id !== operation.operationId) continue
      const answer = operation.responses[response.status]?.content?.['application/json']
      if (answer)
        answer.examples = { ...answer.examples, [name]: { summary, value: response.body } }
      const body = bodyOf(operation)
      if (body && response.status === 200 && typeof request.body === 'object') {
        body.examples = { ...body.examples, [name]: { summary, value: request.body } }
      }
    }
  }
  return document
}
