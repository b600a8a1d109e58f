/** Faults of the answer: what was asked is done, and the bytes that say so are spoilt. */
import type { OutgoingHttpHeader, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { FaultEffect } from './types.ts'

const wireKinds = [
  'slow-body',
  'cut-body',
  'malformed-json',
  'commit-then-drop',
  'commit-then-500',
] as const satisfies FaultEffect['kind'][]
type WireKind = (typeof wireKinds)[number]

export const isOfWire = (kind: FaultEffect['kind']): kind is WireKind =>
  wireKinds.some((one) => one === kind)

interface Head {
  status: number
  headers: OutgoingHttpHeaders
}

/** How the parts of an answer are sent, as Node has it. */
interface Wire {
  send: (head: Head, body: Buffer | string) => void
  /** An answer without a body, as it was meant. */
  pass: (head: Head) => void
  /** Announces a body and sends so much of it. */
  begin: (head: Head, length: number, part: Buffer, then: () => void) => void
  write: (part: Buffer) => void
  end: () => void
  cut: () => void
}

interface Spoiling {
  /** For `slow-body`, in milliseconds. */
  ms: number
  /** The documented failure, for `commit-then-500`. */
  failure: string
  sleep: (ms: number, then: () => void) => void
}

const pieces = 10

/**
 * Spoils the answer that this response will be given. It is kept back until it is whole: what was asked
 * is done by then.
 */
export function spoilAnswer(response: ServerResponse, kind: WireKind, how: Spoiling): void {
  const { writeHead, write, end } = response
  const parts: Buffer[] = []
  let head: Head | undefined

  function keep(chunk: unknown, encoding?: unknown): void {
    if (typeof chunk === 'string') {
      parts.push(
        Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8'),
      )
    } else if (chunk instanceof Uint8Array) parts.push(Buffer.from(chunk))
  }

  const wire: Wire = {
    send({ status, headers }, body) {
      writeHead.call(response, status, { ...headers, 'content-length': Buffer.byteLength(body) })
      end.call(response, body, 'utf8')
    },
    pass({ status, headers }) {
      writeHead.call(response, status, headers)
      end.call(response, undefined, 'utf8')
    },
    begin({ status, headers }, length, part, then) {
      writeHead.call(response, status, { ...headers, 'content-length': length })
      write.call(response, part, 'utf8', then)
    },
    write: (part) => void write.call(response, part, 'utf8'),
    end: () => void end.call(response, undefined, 'utf8'),
    cut: () => void response.destroy(),
  }

  Object.assign(response, {
    writeHead(status: number, ...rest: unknown[]) {
      const headers = rest.find((one) => typeof one === 'object') as
        | Record<string, OutgoingHttpHeader>
        | undefined
      head = { status, headers: { ...response.getHeaders(), ...headers } }
      return response
    },
    write(chunk: unknown, encoding?: unknown, then?: unknown) {
      keep(chunk, encoding)
      const done = [encoding, then].find((one) => typeof one === 'function')
      if (done !== undefined) process.nextTick(done as () => void)
      return true
    },
    end(chunk?: unknown, encoding?: unknown) {
      keep(chunk, encoding)
      Object.assign(response, { writeHead, write, end })
      head ??= { status: response.statusCode, headers: response.getHeaders() }
      for (const name of response.getHeaderNames()) response.removeHeader(name)
      const body = response.req.method === 'HEAD' ? Buffer.alloc(0) : Buffer.concat(parts)
      spoil(kind, wire, head, body, how)
      return response
    },
  })
}

function spoil(kind: WireKind, wire: Wire, head: Head, body: Buffer, how: Spoiling): void {
  const headers = withoutLength(head.headers)
  const plain = { status: head.status, headers }
  if (kind === 'commit-then-drop') wire.cut()
  else if (kind === 'commit-then-500') {
    const type = { 'content-type': 'application/json; charset=utf-8' }
    wire.send({ status: 500, headers: { ...headers, ...type } }, how.failure)
  }
  // Of a HEAD, for one: there is nothing to spoil.
  else if (body.length === 0) wire.pass(head)
  else if (kind === 'malformed-json') wire.send(plain, halfOf(body))
  else if (kind === 'cut-body') {
    const half = body.subarray(0, Math.floor(body.length / 2))
    wire.begin(plain, body.length, half, wire.cut)
  } else sendSlowly(wire, plain, body, how)
}

/** Half of a JSON text, which is none, whatever it was. Cut between characters. */
function halfOf(body: Buffer): string {
  const text = body.toString()
  const half = text.slice(0, Math.floor(text.length / 2))
  return isJson(half) || half === '' ? `${half}{` : half
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function sendSlowly(wire: Wire, head: Head, body: Buffer, { ms, sleep }: Spoiling): void {
  const size = Math.max(1, Math.ceil(body.length / pieces))
  const next = (from: number): void => {
    if (from >= body.length) wire.end()
    else {
      wire.write(body.subarray(from, from + size))
      sleep(ms / pieces, () => next(from + size))
    }
  }
  wire.begin(head, body.length, body.subarray(0, size), () => {
    sleep(ms / pieces, () => next(size))
  })
}

function withoutLength(headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) => !['content-length', 'transfer-encoding'].includes(name.toLowerCase()),
    ),
  )
}
