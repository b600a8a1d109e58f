/**
 * A small HTTP server that speaks Meilisearch's contract, as far as the gateway uses it: health,
 * indexes, settings, documents, tasks, search, fetch and errors. It fails on demand. Tests and
 * measurements use the same one.
 */
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import type { JsonObject } from '../../src/search-engine/base/json.ts'
import type { EngineAnswer } from '../../src/search-engine/request/engine-answer.ts'
import { createDisk, type Disk, type Task } from './fake-disk.ts'
import { sendAnswer, sendHalf, serverOptions } from './meilisearch-answers.ts'

export interface Reply {
  status: number
  text: string
}

/** What is answered instead; or nothing at all; or half of what should be, and then an end or none. */
export type Fault = Reply | 'silence' | 'half and an end' | 'half and silence'

export interface FakeMeilisearch {
  url: string
  /** Every request so far, for instance `POST /indexes/x/search`. */
  requests: string[]
  /** The headers of each. */
  headers: IncomingHttpHeaders[]
  /** How many connections were made. */
  connections: number
  /** Asked before each request; answering `undefined` lets it pass. */
  fault: (request: string) => Fault | undefined
  /** How long each task takes. */
  taskMs: number
  /** The indexes there are. */
  uids(): string[]
  /** What an index holds, in order; undefined when there is none. */
  documents(uid: string): Promise<JsonObject[] | undefined>
  /** Refuses connections from now on. */
  stop(): Promise<void>
  /** Is there again at the same address, with its data or without. */
  restart(options?: { isEmpty: boolean }): Promise<void>
  /** Ends it for good. */
  close(): Promise<void>
}

export interface StandInOptions {
  /** Its master key. Default none: everybody may do everything. */
  key?: string
  /** Default 0: any free one. */
  port?: number
  /** What every search is answered, at once and without a look at what was asked. Default: hits. */
  found?: string
}

export async function startStandIn(options: StandInOptions = {}): Promise<FakeMeilisearch> {
  const { key, found } = options
  let disk = createDisk(() => fake.taskMs)
  let server = await listen(options.port ?? 0)
  const { port } = server.address() as AddressInfo
  const fake: FakeMeilisearch = {
    url: `http://127.0.0.1:${port}`,
    requests: [],
    headers: [],
    connections: 0,
    fault: () => undefined,
    taskMs: 0,
    uids: () => disk.uids(),
    async documents(uid) {
      const { body } = await disk.fetch(uid, { limit: Number.MAX_SAFE_INTEGER })
      return body.results as JsonObject[] | undefined
    },
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
    async restart({ isEmpty } = { isEmpty: false }) {
      if (server.listening) await fake.stop()
      if (isEmpty) {
        disk.destroy()
        disk = createDisk(() => fake.taskMs)
      }
      server = await listen(port)
    },
    async close() {
      disk.destroy()
      if (server.listening) await fake.stop()
    },
  }
  return fake

  function listen(at: number): Promise<Server> {
    const listening = createServer(serverOptions, async (request, response) => {
      const text = await readText(request)
      if (text === undefined) return
      if (found !== undefined && request.url?.endsWith('/search')) {
        await sendAnswer(request, response, { status: 200, text: found })
        return
      }
      const fault = notice(request)
      if (fault === 'silence') return
      if (typeof fault === 'object') return sendAnswer(request, response, fault)
      const reply = await answer(request, text)
      if (fault === undefined) return sendAnswer(request, response, reply)
      await sendHalf(response, reply)
      if (fault === 'half and an end') response.destroy()
    })
    listening.on('connection', () => {
      fake.connections += 1
    })
    return new Promise((resolve) => listening.listen(at, '127.0.0.1', () => resolve(listening)))
  }

  function notice({ method, url, headers }: IncomingMessage): Fault | undefined {
    const called = `${method} ${new URL(url ?? '/', fake.url).pathname}`
    fake.requests.push(called)
    fake.headers.push(headers)
    return fake.fault(called)
  }

  async function answer({ method, url, headers }: IncomingMessage, text: string): Promise<Reply> {
    const { pathname, searchParams } = new URL(url ?? '/', fake.url)
    const called = `${method} ${pathname}`
    if (called === 'GET /health') return reply(200, { status: 'available' })
    if (key !== undefined && headers.authorization !== `Bearer ${key}`) {
      return refusal(403, 'invalid_api_key', 'The provided API key is invalid.', 'auth')
    }
    const body: unknown = text === '' ? undefined : JSON.parse(text)
    return route(disk, called, body, searchParams)
  }
}

const taskPath = /^GET \/tasks\/(\d+)$/
const indexPath = /^(\w+) \/indexes\/([^/]+)(.*)$/

async function route(
  disk: Disk,
  called: string,
  body: unknown,
  query: URLSearchParams,
): Promise<Reply> {
  if (called === 'GET /indexes') {
    const results = disk.uids().map((uid) => ({ uid, primaryKey: '_id' }))
    return reply(200, { results, offset: 0, limit: 20, total: results.length })
  }
  if (called === 'POST /indexes') return accepted(disk.create((body as { uid: string }).uid))
  const [, task] = taskPath.exec(called) ?? []
  if (task !== undefined) {
    const found = disk.tasks[Number(task)]
    return found ? reply(200, found) : refusal(404, 'task_not_found', `Task \`${task}\` not found.`)
  }
  const [, method, uid = '', rest] = indexPath.exec(called) ?? []
  switch (`${method} ${rest}`) {
    case 'DELETE ':
      return accepted(disk.drop(uid))
    case 'PATCH /settings':
      return accepted(disk.updateSettings(uid, body as JsonObject))
    case 'POST /documents':
      return accepted(disk.add(uid, body as JsonObject[]))
    case 'POST /documents/delete-batch':
      return accepted(disk.remove(uid, body as string[]))
    case 'GET /documents':
      return engineReply(await disk.fetch(uid, { limit: Number(query.get('limit')) }))
    case 'POST /documents/fetch':
      return engineReply(await disk.fetch(uid, body))
    case 'POST /search': {
      const answer = await disk.search(uid, body)
      return answer.status === 200
        ? reply(200, { ...answer.body, requestUid: '0198d5b5-8f43-7c3b-a6de-5f7a4e1a4f2c' })
        : engineReply(answer)
    }
    default:
      return refusal(404, 'not_found', `${called} is not part of this imitation`)
  }
}

function reply(status: number, body: unknown): Reply {
  return { status, text: JSON.stringify(body) }
}

function engineReply({ status, body }: EngineAnswer): Reply {
  return reply(status, body)
}

function accepted({ uid, type, status }: Task): Reply {
  return reply(202, { taskUid: uid, type, status })
}

function refusal(status: number, code: string, message: string, type = 'invalid_request'): Reply {
  return reply(status, { message, code, type, link: `https://docs.meilisearch.com/errors#${code}` })
}

/** @returns undefined where the connection was cut before its end: nobody waits for an answer */
async function readText(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of request) chunks.push(chunk)
  } catch {
    return undefined
  }
  return Buffer.concat(chunks).toString()
}
