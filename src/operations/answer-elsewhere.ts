/** Requests that no operation answers, and those that a stub answers instead of one. */
import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { bodyLimit } from '../http/body.ts'
import { addNote } from '../http/explain.ts'
import { render, renderText, type Sent } from '../stubs/render.ts'
import type { Found } from '../stubs/stubs.ts'
import { forward, type UpstreamOptions } from './forward.ts'

/**
 * To be called behind `enterWorlds`. Known addresses cost a look at a pointer.
 *
 * @param upstream asked for what neither an operation nor a stub answers; undefined for nobody
 */
export function answerElsewhere(
  scope: FastifyInstance,
  upstream: UpstreamOptions | undefined,
): void {
  scope.decorateRequest('answeredBy', undefined)
  scope.addHook('onRequest', (request, reply, done) => {
    const { is404, server, world, world_name, method } = request
    if (method === 'OPTIONS' || (!is404 && !world.stubs.overrides)) {
      done()
      return
    }
    const stubs = is404 ? server.worlds.stubsFor(world_name) : world.stubs
    const found = stubs.find(method === 'HEAD' ? 'GET' : method, pathsOf(request), !is404)
    if (found !== undefined) answer(found, request, reply).catch(done)
    else if (is404 && upstream !== undefined) forward(upstream, request, reply).catch(done)
    else done()
  })
}

/** As it was asked, without the world before it; and as an operation would have it. */
export function pathsOf({ originalUrl, url }: FastifyRequest): string[] {
  return [pathOf(originalUrl).replace(/^\/_world\/[^/]*/, ''), pathOf(url)]
}

function pathOf(url: string): string {
  const [path = ''] = url.split('?', 1)
  return path
}

async function answer(
  { stub, path }: Found,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const { server, world_name, query, headers } = request
  const text = await readText(request.raw)
  // For the journal, as where Fastify reads a body.
  request.sentText = text
  const sent: Sent = {
    path,
    query: query as Record<string, string>,
    header: headers,
    body: text === undefined ? undefined : jsonOrText(text),
    now: server.worlds.timeOf(world_name).toISOString(),
  }
  request.answeredBy = stub.id
  addNote(request, reply, `answered by ${stub.id}`)
  const { status = 200, headers: said = {}, body } = stub
  const rendered = render(body, sent)
  const isText = typeof body === 'string'
  reply.code(status).type(isText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8')
  for (const [name, value] of Object.entries(said)) reply.header(name, renderText(value, sent))
  if (body === undefined) {
    reply.removeHeader('content-type')
    // As Fastify says of a GET by itself.
    if (request.method === 'HEAD' && status !== 204 && status !== 304) {
      reply.header('content-length', '0')
    }
    reply.send()
  } else reply.serializer(String).send(isText ? String(rendered ?? '') : JSON.stringify(rendered))
}

/** @returns undefined for none, and for one that is too long */
async function readText(raw: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of raw) {
    length += (chunk as Buffer).length
    if (length <= bodyLimit) chunks.push(chunk as Buffer)
  }
  return length === 0 || length > bodyLimit ? undefined : Buffer.concat(chunks).toString()
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
