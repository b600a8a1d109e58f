import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import { invalidRequest, noPermission, notFound, unavailable } from '../../http/errors.ts'
import { watchCaller } from '../../http/hang-up.ts'
import { EngineUnavailable } from '../../search/unavailable.ts'
import type { EngineAnswer } from '../../search-engine/index.ts'
import { ANSWER_TOO_LARGE } from '../../search-engine/index.ts'
import type { World } from '../../worlds/world.ts'
import { type AgentCaller, agents } from '../directory/callers.ts'
import { declareOperation } from '../operation.ts'
import { isOfDataBoard, withDataBoardSort } from './data-board.ts'
import { acceptLargeBodies, largeBodyLimit } from './large-bodies.ts'
import { FetchMessages, SearchMany, SearchMessages } from './schemas.ts'
import { sendParts } from './send-answer.ts'

/** Endpoints 7 and 8. The engine checks the bodies and words its refusals; we wrap what it says. */
export const searchRoutes: FastifyPluginAsync = async (app) => {
  acceptLargeBodies(app)
  const options = {
    method: 'POST' as const,
    callers: agents,
    bodyLimit: largeBodyLimit,
    // The schemas describe; to check a body twice would only take its time.
    validatorCompiler: () => () => true,
    serializerCompiler: () => write,
  }

  declareOperation(
    app,
    { ...options, url: '/v1/backend/meilisearch/:index/search', schema: SearchMessages },
    async (request, reply) => {
      const { world, caller, params, body } = request
      checkOwner(world, caller, params.index)
      const asked = withDefaults(withDataBoardSort(request.originalUrl, body))
      const watch = () => watchCaller(request, reply)
      return wrap(reply, () => world.search.search(params.index, asked, watch))
    },
  )

  declareOperation(
    app,
    { ...options, url: '/v1/backend/meilisearch/:index/fetch', schema: FetchMessages },
    async (request, reply) => {
      const { world, caller, params, body } = request
      checkOwner(world, caller, params.index)
      const watch = () => watchCaller(request, reply)
      if (isWithoutFilter(body) && !(isOfDataBoard(request.originalUrl) && isObject(body))) {
        // Documented as required; Meilisearch itself would answer everything, as the data board does.
        throw invalidRequest('Invalid request', 'body.filter is missing')
      }
      return wrap(reply, () => world.search.fetch(params.index, body, watch))
    },
  )

  declareOperation(
    app,
    {
      method: 'POST',
      url: '/v1/backend/meilisearch/multi',
      callers: agents,
      schema: SearchMany,
      serializerCompiler: () => JSON.stringify,
    },
    async (request, reply) => {
      const { world, caller, body, originalUrl } = request
      for (const { indexUid } of body.queries) checkOwner(world, caller, indexUid)
      const watch = () => watchCaller(request, reply)
      const results = []
      for (const [at, { indexUid, ...query }] of body.queries.entries()) {
        const asked = withDefaults(withDataBoardSort(originalUrl, query))
        const answer = await asking(() => world.search.search(indexUid, asked, watch))
        // As Meilisearch says where among several the mistake is.
        if (answer.status !== 200) refuse(answer, `Inside \`.queries[${at}]\`: `)
        results.push({ indexUid, ...answer.body })
      }
      return { success: true as const, message: { results } }
    },
  )
}

/** One token reads every organization its user belongs to: the documented examples do so. */
function checkOwner(world: World, caller: AgentCaller, uid: string): void {
  const owner = world.documents.ownerOf(uid)
  if (owner === undefined) {
    throw notFound(`Index \`${uid}\` not found.`, `index: no organization or board ${uid}`)
  }
  if (owner === null || owner === caller.organization_id) return
  if (caller.kind === 'user' && world.directory.isMember(caller.user_id, owner)) return
  throw noPermission(`index: ${uid} is not of an organization of the caller`)
}

/**
 * No body asks for the defaults, and as every parameter of a search has one, that is a request. The
 * documented limit is not the engine's own, so it is sent along, behind what the caller sent.
 */
function withDefaults(body: unknown): unknown {
  const sent = body === undefined ? {} : body
  // Anything but an object is the engine's to refuse.
  if (!isObject(sent) || 'limit' in sent) return sent
  return { ...sent, limit: SearchMessages.body.properties.limit.default }
}

function isWithoutFilter(body: unknown): boolean {
  if (body === undefined) return true
  // Anything but an object is the engine's to refuse.
  if (!isObject(body)) return false
  return !('filter' in body) || body.filter === null
}

function isObject(body: unknown): body is object {
  return typeof body === 'object' && body !== null && !Array.isArray(body)
}

async function wrap(reply: FastifyReply, ask: () => Promise<EngineAnswer>) {
  const answer = await asking(ask)
  if (answer.status === 200) {
    return answer.parts ? sendParts(reply, answer) : succeed(answer)
  }
  return refuse(answer, '')
}

/**
 * @param where among several searches it is
 * @throws {ApiError} always: what the engine says
 */
function refuse({ status, body }: EngineAnswer, where: string): never {
  const { message, code, type } = body
  if (typeof message === 'string' && code === ANSWER_TOO_LARGE) {
    throw invalidRequest('Invalid request', where + message)
  }
  if (typeof message === 'string' && type === 'invalid_request') {
    const said = where + message
    const reason = `the search engine refused: ${code}`
    throw code === 'index_not_found' ? notFound(said, reason) : invalidRequest(said, reason)
  }
  throw unavailable(`the search engine answered ${status} ${code ?? ''}`)
}

/** The body is left alone where there is a text: an engine then makes it for whoever looks. */
function succeed(answer: EngineAnswer) {
  return {
    success: true as const,
    get message() {
      return answer.body
    },
    text: answer.text,
  }
}

/** An engine's body goes out with all it holds, whatever a response schema names. */
function write(answer: { text?: string }): string {
  const { text } = answer
  return text === undefined ? JSON.stringify(answer) : `{"success":true,"message":${text}}`
}

async function asking(ask: () => Promise<EngineAnswer>): Promise<EngineAnswer> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof EngineUnavailable) throw unavailable(error.message)
    throw error
  }
}
