import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { watchCaller } from '../http/hang-up.ts'
import type { Readable } from '../journal/reading.ts'
import type { JournalFilter, JournalRequest } from '../journal/types.ts'
import { ControlError } from './failures.ts'
import * as schemas from './journal-schemas.ts'
import { controlFailures } from './schemas.ts'

const tags = ['mock']

const filters =
  'operation, method, status (404 or 4xx), caller (user, api_key, contact, channel, login or none), body.PATH=VALUE, text, since (the number of an entry or a time)'
const pages = 'limit (1 to 1000), before (the number of an entry)'

/** The journal: what was asked of the request's world, and what it answered. None of it makes a world. */
export const journalRoutes: FastifyPluginAsyncTypebox = async (scope) => {
  const reading = () => import('../journal/reading.ts')
  const quiet = { needsNoWorld: true } as const

  const listed = `${filters}, ${pages}, kind (request or event), each of which may be left out`
  scope.get(
    '/_mock/requests',
    {
      config: { ...quiet, expected: listed },
      schema: {
        operationId: 'listRequests',
        summary: 'List what was asked, or with kind=event what sockets were told, newest first',
        tags,
        querystring: schemas.RequestQuery,
        response: {
          200: Type.Union([schemas.RequestList, schemas.EventList]),
          ...controlFailures,
        },
      },
      serializerCompiler: () => JSON.stringify,
    },
    async ({ server, world_name, query }) => {
      const readable = readableOf(server)
      const journal = server.worlds.journalOf(world_name)
      const { listEvents, listRequests } = await reading()
      return checked(listed, () => {
        const { kind = 'request', ...asked } = readQuery(query)
        if (kind === 'event') return listEvents(readable, journal, asked)
        if (kind !== 'request') throw new RangeError(`query.kind: ${String(kind).slice(0, 80)}`)
        return listRequests(readable, journal, asked)
      })
    },
  )

  scope.delete(
    '/_mock/requests',
    {
      config: quiet,
      schema: {
        operationId: 'clearRequests',
        summary: 'Forget what was asked',
        tags,
        response: { 204: Type.Null(), ...controlFailures },
      },
    },
    async ({ server, world_name }, reply) => {
      readableOf(server)
      server.worlds.clearJournal(world_name)
      return reply.code(204).send(null)
    },
  )

  const waited = `${filters}, count (1 to 1000), timeout (milliseconds, 600000 at most), each of which may be left out`
  scope.get(
    '/_mock/requests/wait',
    {
      config: { expected: waited },
      schema: {
        operationId: 'waitForRequests',
        summary: 'Answer when enough such requests have come, those already there among them',
        tags,
        querystring: schemas.WaitQuery,
        response: { 200: schemas.WaitedRequests, ...controlFailures },
      },
      serializerCompiler: () => JSON.stringify,
    },
    async (request, reply) => {
      const { server, world, query } = request
      const readable = readableOf(server)
      const { waitForRequests } = await reading()
      const asked = await checked(waited, () => readQuery(query))
      const { journal } = world
      if (journal === undefined) throw off()
      return checked(waited, () =>
        waitForRequests(readable, journal, asked, watchCaller(request, reply)),
      )
    },
  )

  const unmatched = `since (the number of an entry or a time), ${pages}, each of which may be left out`
  scope.get(
    '/_mock/requests/unmatched',
    {
      config: { ...quiet, expected: unmatched },
      schema: {
        operationId: 'listUnmatched',
        summary: 'List the requests for addresses that nobody has, and what they are near to',
        tags,
        querystring: schemas.UnmatchedQuery,
        response: { 200: schemas.RequestList, ...controlFailures },
      },
      serializerCompiler: () => JSON.stringify,
    },
    async ({ server, world_name, query }) => {
      const readable = readableOf(server)
      const { listUnmatched } = await reading()
      return checked(unmatched, () => listUnmatched(readable, world_name, readQuery(query)))
    },
  )

  const har = `${filters}, ${pages}, each of which may be left out`
  scope.get(
    '/_mock/requests.har',
    {
      config: { ...quiet, expected: har },
      schema: {
        operationId: 'downloadRequests',
        summary: 'Download what was asked as an HTTP Archive, oldest first',
        tags,
        querystring: schemas.HarQuery,
        response: { 200: Type.Object({ log: Type.Unknown() }), ...controlFailures },
      },
      serializerCompiler: () => JSON.stringify,
    },
    async (request, reply) => {
      const { server, world_name, query } = request
      const readable = readableOf(server)
      const journal = server.worlds.journalOf(world_name)
      const [{ listRequests, mostListed }, { harOf }] = await Promise.all([
        reading(),
        import('../journal/har.ts'),
      ])
      const { requests } = await checked(har, () =>
        listRequests(readable, journal, { limit: mostListed, ...readQuery(query) }),
      )
      reply.header('content-disposition', 'attachment; filename="requests.har"')
      return harOf(requests.reverse(), baseOf(request)) as { log: unknown }
    },
  )

  const found = 'the id of a request that GET /_mock/requests lists'
  async function findOne({
    server,
    world_name,
    params,
  }: FastifyRequest<{ Params: { id: string } }>): Promise<JournalRequest> {
    const readable = readableOf(server)
    const { findRequest } = await reading()
    const journal = server.worlds.journalOf(world_name)
    const shown = findRequest(readable, journal, Number(params.id), world_name)
    if (shown !== undefined) return shown
    const left = journal?.rings().requests.dropped() ?? 0
    throw new ControlError(404, `no request ${params.id}; ${left} have left the journal`, found)
  }

  scope.get(
    '/_mock/requests/:id',
    {
      config: { ...quiet, expected: found },
      schema: {
        operationId: 'getRequest',
        summary: 'Look at a request',
        tags,
        params: schemas.Numbered,
        response: { 200: schemas.LoggedRequest, ...controlFailures },
      },
      serializerCompiler: () => JSON.stringify,
    },
    findOne,
  )

  scope.get(
    '/_mock/requests/:id/curl',
    {
      config: { ...quiet, expected: found },
      schema: {
        operationId: 'getRequestAsCurl',
        summary: 'Give a request as a curl command, with *** for its secrets',
        tags,
        params: schemas.Numbered,
        produces: ['text/plain'],
        response: {
          200: { content: { 'text/plain': { schema: Type.String() } } },
          ...controlFailures,
        },
      },
    },
    async (request, reply) => {
      const shown = await findOne(request)
      const { curlOf } = await import('../journal/curl.ts')
      return reply.type('text/plain; charset=utf-8').send(curlOf(shown, baseOf(request)) as never)
    },
  )
}

const off = () =>
  new ControlError(409, 'there is no journal', 'start with a --journal-size of 1 or more')

/** @throws {ControlError} 409 where no journal is kept */
function readableOf({ worlds, operations }: FastifyInstance): Readable {
  const { journals } = worlds
  if (journals === undefined) throw off()
  return { journals, operations: operations.map(({ operationId }) => operationId) }
}

/** @throws {ControlError} 400, with what is expected, for what the journal refuses */
async function checked<Result>(expected: string, read: () => Result | Promise<Result>) {
  try {
    return await read()
  } catch (error) {
    if (error instanceof RangeError) throw new ControlError(400, error.message, expected)
    throw error
  }
}

const numbers = ['limit', 'before', 'count', 'timeout']

/** @throws {RangeError} for what should be a number and is none */
function readQuery(query: object): JournalFilter & { kind?: string } & Record<string, never> {
  const read: Record<string, unknown> = {}
  const body: Record<string, string> = {}
  for (const [name, value] of Object.entries(query) as [string, string][]) {
    if (name.startsWith('body.')) body[name.slice('body.'.length)] = value
    else if (!numbers.includes(name)) read[name] = value
    else if (/^\d{1,15}$/.test(value)) read[name] = Number(value)
    else throw new RangeError(`query.${name}: expected a whole number, found ${value.slice(0, 80)}`)
  }
  if (Object.keys(body).length > 0) read.body = body
  return read as ReturnType<typeof readQuery>
}

/** Where this call was asked, which is where the others were. */
function baseOf({ protocol, host }: FastifyRequest): string {
  return `${protocol}://${host}`
}
