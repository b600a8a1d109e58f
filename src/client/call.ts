/** Asks the mock's own calls over HTTP. */

/** A call that was refused: nothing has been changed. */
export class GatewayCallError extends Error {
  override readonly name = 'GatewayCallError'
  readonly status: number
  /** What would be right. */
  readonly expected: string

  constructor(status: number, message: string, expected: string) {
    super(expected === '' ? message : `${message}: ${expected}`)
    this.status = status
    this.expected = expected
  }
}

export interface CallOptions {
  /** What `--control-token` says. */
  token?: string | undefined
  /** For each call, in milliseconds. Default 30000. */
  timeout?: number | undefined
}

interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: string
  /** JSON, or the bytes of a file. */
  body?: unknown
  /** Added to the time that a call has: it waits by itself. */
  waits?: number | undefined
  /** Ends it. */
  signal?: AbortSignal | undefined
}

export type Ask = (call: Call) => Promise<Response>

/** What a call has where nothing is said, in milliseconds. */
export const defaultTimeout = 30_000

const file = 'application/vnd.sqlite3'

/** @param url of a gateway, or of one of its worlds */
export function createAsk(url: string, { token, timeout = defaultTimeout }: CallOptions): Ask {
  return async ({ method, path, body, waits = 0, signal }) => {
    const isFile = body instanceof Uint8Array
    const isLate = AbortSignal.timeout(timeout + waits)
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(token !== undefined && { 'x-mock-control-token': token }),
        ...(body !== undefined && { 'content-type': isFile ? file : 'application/json' }),
      },
      signal: signal === undefined ? isLate : AbortSignal.any([isLate, signal]),
      ...(body !== undefined && { body: isFile ? new Uint8Array(body) : JSON.stringify(body) }),
    }).catch((error: unknown) => {
      throw new Error(`${method} ${url}${path}: ${causeOf(error)}`, { cause: error })
    })
    if (response.ok) return response
    throw await refusalOf(response, `${method} ${path}`)
  }
}

export async function json<Answer>(asking: Promise<Response>): Promise<Answer> {
  return (await (await asking).json()) as Answer
}

export async function done(asking: Promise<Response>): Promise<void> {
  await (await asking).arrayBuffer()
}

async function refusalOf(response: Response, what: string): Promise<GatewayCallError> {
  const text = await response.text()
  try {
    const { message, expected } = JSON.parse(text) as { message?: unknown; expected?: unknown }
    return new GatewayCallError(response.status, String(message), String(expected ?? ''))
  } catch {
    return new GatewayCallError(response.status, `${what} was answered ${response.status}`, '')
  }
}

function causeOf(error: unknown): string {
  const { message, cause } = error as Error
  return cause instanceof Error && cause.message !== '' ? cause.message : message
}
