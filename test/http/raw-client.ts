/** A client that writes bytes of its own choice and keeps what comes back. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

export interface RawClient {
  socket: Socket
  /** Everything received so far. */
  received: () => string
  /** The status of each answer received so far. */
  statuses: () => number[]
  /** Everything received, as soon as the other side has ended the connection. */
  ended: Promise<string>
}

/** @param patienceMs after which `ended` fails with what has been received */
export async function rawClient(
  port: number,
  patienceMs = 5_000,
  host = '127.0.0.1',
): Promise<RawClient> {
  const socket = connect(port, host)
  onTestFinished(() => {
    socket.destroy()
  })
  let text = ''
  socket.on('data', (data) => {
    text += data.toString('latin1')
  })
  const ended = new Promise<string>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`still open after ${JSON.stringify(text)}`)),
      patienceMs,
    )
    socket.on('error', () => undefined)
    for (const event of ['end', 'close']) {
      socket.on(event, () => {
        clearTimeout(timer)
        resolve(text)
      })
    }
  })
  // Looked at by those tests that wait for the end.
  ended.catch(() => undefined)
  await once(socket, 'connect')
  return { socket, received: () => text, statuses: () => statusesOf(text), ended }
}

export function statusesOf(text: string): number[] {
  return [...text.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => Number(status))
}

interface Request {
  method?: string
  url: string
  token?: string
  headers?: string[]
  body?: string
}

/** The bytes of a request. */
export function bytesOf({ method = 'GET', url, token, headers = [], body }: Request): string {
  return [
    `${method} ${url} HTTP/1.1`,
    'host: localhost',
    ...(token === undefined ? [] : [`x-access-token: ${token}`]),
    ...(body === undefined
      ? []
      : ['content-type: application/json', `content-length: ${Buffer.byteLength(body)}`]),
    ...headers,
    '',
    body ?? '',
  ].join('\r\n')
}
