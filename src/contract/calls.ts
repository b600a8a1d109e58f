/** Asks a gateway, one call after the other, at a rate. */
import { setTimeout as sleep } from 'node:timers/promises'
import { StartError } from '../base/start-error.ts'
import type { Operation } from '../operations/operation.ts'
import { fill, named } from './fill.ts'
import type { Call, Known } from './types.ts'

export interface Answer {
  status: number
  content_type: string
  /** Of JSON its value, else its text. */
  body: unknown
  /** `GET /v1/backend/account` */
  asked: string
}

/** A request as it is sent. */
export interface Request {
  method: Operation['method']
  /** With its query, behind the address of the gateway. */
  path: string
  headers: Record<string, string>
  payload?: string
}

/** A call that got none, because of the network or in time. */
export class NoAnswer extends StartError {
  readonly asked: string
  readonly problem: string
  constructor(url: string, { method, path }: Request, problem: string) {
    super(`${method} ${url}${path} got no answer: ${problem}`)
    this.asked = `${method} ${path}`
    this.problem = problem
  }
}

const answerMs = 60_000
/** A gateway that is busy is asked again so often. */
const mostTries = 5

/** @throws {UnknownName} where it names what is not known */
export function requestOf(
  { method, url }: Operation,
  { as, needs = [], params = {}, query = {}, body, file }: Call,
  token: string,
  known: Known,
): Request {
  for (const name of needs) named(name, known)
  const path = url.replace(/:(\w+)/g, (_, name) =>
    encodeURIComponent(fill(params[name] ?? named(name, known), known)),
  )
  const search = new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [
      name,
      fill(String(value), known),
    ]),
  )
  const text = search.size === 0 ? path : `${path}?${search}`
  const headers =
    as === 'nobody' ? {} : headersOf(as === 'contact' ? named('contact_token', known) : token)
  if (file !== undefined) {
    return { method, path: text, ...formOf(fill(file, known), headers) }
  }
  if (body === undefined) return { method, path: text, headers }
  const payload = JSON.stringify(fill(body, known))
  return {
    method,
    path: text,
    headers: { ...headers, 'content-type': 'application/json' },
    payload,
  }
}

function headersOf(token: string): Record<string, string> {
  return token.startsWith('api_') ? { 'x-api-key': token } : { 'x-access-token': token }
}

function formOf(
  text: string,
  headers: Record<string, string>,
): Pick<Request, 'headers' | 'payload'> {
  const boundary = 'contract-check-part'
  const payload = [
    `--${boundary}`,
    'content-disposition: form-data; name="file"; filename="contract.txt"',
    'content-type: text/plain',
    '',
    text,
    `--${boundary}--`,
    '',
  ].join('\r\n')
  return {
    payload,
    headers: { ...headers, 'content-type': `multipart/form-data; boundary=${boundary}` },
  }
}

/**
 * @param rate calls a second at most
 * @returns a function that sends a request
 * @throws {NoAnswer} from there
 */
export function createSend(url: string, rate: number): (request: Request) => Promise<Answer> {
  let nextAt = 0

  async function once({ method, path, headers, payload }: Request): Promise<Response> {
    const now = performance.now()
    const at = Math.max(now, nextAt)
    nextAt = at + 1_000 / rate
    if (at > now) await sleep(at - now)
    return fetch(`${url}${path}`, {
      method,
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(answerMs),
      ...(payload !== undefined && { body: payload }),
    })
  }

  return async (request) => {
    for (let n = 1; ; n += 1) {
      let text: string
      let response: Response
      try {
        response = await once(request)
        text = await response.text()
      } catch (error) {
        const { cause, message } = error as Error
        const problem = cause instanceof Error ? cause.message || String(cause) : message
        throw new NoAnswer(url, request, problem)
      }
      if (response.status === 429 && n < mostTries) {
        await sleep(1_000 * n)
        continue
      }
      const content_type = response.headers.get('content-type') ?? ''
      return {
        status: response.status,
        content_type,
        body: /json/.test(content_type) ? parsed(text) : text,
        asked: `${request.method} ${request.path}`,
      }
    }
  }
}

/** JSON that is none stays a text. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
