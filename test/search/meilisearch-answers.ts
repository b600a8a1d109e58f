import type { IncomingMessage, ServerResponse } from 'node:http'
import { setImmediate } from 'node:timers/promises'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

/**
 * What a server needs for Nagle's algorithm, which Meilisearch leaves on: a small packet waits until
 * the one before it is acknowledged, and Linux puts that off by 40 ms.
 */
export const serverOptions = { noDelay: false }

const compressions = {
  gzip: (text: string) => gzipSync(text, { level: 1 }),
  br: (text: string) =>
    brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 3 } }),
}

/**
 * Answers JSON as Meilisearch 1.50 does. Whoever accepts a compression gets it, for every answer of
 * any size, in chunks that leave one by one: the head, the body, the end. Whoever does not gets one
 * packet with its length. Recorded: 44 ms against 2 for the same search.
 */
export async function sendAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  { status, text }: { status: number; text: string },
): Promise<void> {
  const coding = codingFor(request.headers['accept-encoding'])
  const headers = { 'content-type': 'application/json', vary: 'accept-encoding' }
  if (coding === undefined) {
    response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(text) }).end(text)
    return
  }
  response.writeHead(status, { ...headers, 'content-encoding': coding }).flushHeaders()
  await setImmediate()
  response.write(compressions[coding](text))
  await setImmediate()
  response.end()
}

/** Promises more than it sends: half of the answer. */
export async function sendHalf(
  response: ServerResponse,
  { status, text }: { status: number; text: string },
): Promise<void> {
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  })
  await new Promise((resolve) => response.write(text.slice(0, text.length / 2), resolve))
}

/** The first one named: clients name them without weights. */
function codingFor(accepted: string | undefined): keyof typeof compressions | undefined {
  const names = accepted?.split(',').map((name) => name.trim())
  return names?.find((name) => name === 'gzip' || name === 'br')
}
