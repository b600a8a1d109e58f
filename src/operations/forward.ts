/** Asks another gateway for what this one does not serve. */
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { badGateway } from '../http/errors.ts'
import { addNote } from '../http/explain.ts'
import { watchCaller } from '../http/hang-up.ts'
import { redact } from '../http/redact.ts'

export interface UpstreamOptions {
  /** An origin, with a path before all addresses perhaps, without a slash at its end. */
  url: string
  /** Whether it is told who asks. */
  credentials: boolean
}

/** What tells a gateway that another one of these asks: two that mean each other would ask for ever. */
const forwarded = 'x-mock-forwarded'

/** Of one connection (RFC 9110, 7.6.1), or written anew by who asks. */
const ofConnection = [
  'connection',
  'content-encoding',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]

const credentials = ['authorization', 'cookie', 'x-access-token', 'x-api-key', 'x-temp-token']

/**
 * Answers as the upstream does. Redirections are the client's to follow.
 *
 * @throws {ApiError} 502 where it cannot be reached
 */
export async function forward(
  { url, credentials: isTold }: UpstreamOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const { headers, method, raw, originalUrl } = request
  request.answeredBy = `upstream ${url}`
  if (headers[forwarded] !== undefined) {
    throw badGateway('upstream: it asks this gateway in turn: two that mean each other')
  }
  const path = originalUrl.replace(/^\/_world\/[^/?]*/, '')
  const hasBody = method !== 'GET' && method !== 'HEAD'
  addNote(request, reply, `answered by ${url}`)
  const signal = watchCaller(request, reply)
  const answer = await fetch(url + (isTold ? path : redact(path)), {
    method,
    headers: { ...kept(headers, isTold ? [] : credentials), [forwarded]: '1' },
    redirect: 'manual',
    signal,
    ...(hasBody && { body: Readable.toWeb(raw), duplex: 'half' }),
  } as RequestInit).catch((error: Error) => {
    throw badGateway(`upstream: ${url} cannot be reached: ${causeOf(error)}`)
  })
  reply.code(answer.status)
  const said = kept(Object.fromEntries(answer.headers), ['set-cookie'])
  for (const [name, value] of Object.entries(said)) {
    // Pages read this gateway's answers by its own CORS.
    if (!name.startsWith('access-control-')) reply.header(name, value)
  }
  const cookies = answer.headers.getSetCookie()
  if (cookies.length > 0) reply.header('set-cookie', cookies)
  reply.send(answer.body === null ? undefined : Readable.fromWeb(answer.body as ReadableStream))
}

/** Headers that are another's to read, without the mock's own. */
function kept(headers: Record<string, unknown>, without: string[]): Record<string, string> {
  const passed = Object.entries(headers).filter(
    ([name, value]) =>
      value !== undefined &&
      !ofConnection.includes(name) &&
      !without.includes(name) &&
      !name.startsWith('x-mock-'),
  )
  return Object.fromEntries(passed.map(([name, value]) => [name, String(value)]))
}

function causeOf({ message, cause }: Error): string {
  return cause instanceof Error
    ? cause.message || String((cause as { code?: string }).code)
    : message
}
