/**
 * A small HTTP server that speaks Meilisearch's contract, as far as the gateway uses it: health,
 * indexes, settings, documents, tasks, search, fetch and errors. It fails on demand.
 */
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import type { EngineAnswer, JsonObject } from '../../src/search/engine.ts'
import { createDisk, type Disk, type Task } from './fake-disk.ts'

/** What is answered instead: a status and a text, or nothing at all. */
export type Fault = { status: number; text: string } | 'silence'

export interface FakeMeilisearch {
  url: string
  /** Every request so far, for instance `POST /indexes/x/search`. */
  requests: string[]
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
}

/** Starts one for this test, on any free port. */
export async function startFakeMeilisearch(key?: string): Promise<FakeMeilisearch> {
  let disk = createDisk(() => fake.taskMs)
  let server = await listen(0)
  const { port } = server.address() as AddressInfo
  const fake: FakeMeilisearch = {
    url: `http://127.0.0.1:${port}`,
    requests: [],
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
  }
  onTestFinished(async () => {
    disk.destroy()
    if (server.listening) await fake.stop()
  })
  return fake

  function listen(at: number): Promise<Server> {
    const listening = createServer(async (request, response) => {
      const text = await readText(request)
      const reply = await answer(request, text)
      if (reply === 'silence') return
      response.writeHead(reply.status, { 'content-type': 'application/json' }).end(reply.text)
    })
    return new Promise((resolve) => listening.listen(at, '127.0.0.1', () => resolve(listening)))
  }

  async function answer({ method, url, headers }: IncomingMessage, text: string): Promise<Fault> {
    const { pathname, searchParams } = new URL(url ?? '/', fake.url)
    const called = `${method} ${pathname}`
    fake.requests.push(called)
    const fault = fake.fault(called)
    if (fault !== undefined) return fault
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
): Promise<Fault> {
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

function reply(status: number, body: unknown): Fault {
  return { status, text: JSON.stringify(body) }
}

function engineReply({ status, body }: EngineAnswer): Fault {
  return reply(status, body)
}

function accepted({ uid, type, status }: Task): Fault {
  return reply(202, { taskUid: uid, type, status })
}

function refusal(status: number, code: string, message: string, type = 'invalid_request'): Fault {
  return reply(status, { message, code, type, link: `https://docs.meilisearch.com/errors#${code}` })
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
