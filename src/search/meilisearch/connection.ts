import type { EngineAnswer, JsonObject } from '../engine.ts'
import { EngineUnavailable } from '../unavailable.ts'
import type { ResolvedMeilisearchOptions } from './options.ts'

export interface Connection {
  /**
   * Sends a request body on and answers what comes back, refusals included.
   *
   * @param path below the URL, for instance `indexes/x/search`
   * @throws {EngineUnavailable} for no answer in time, and for one that is not Meilisearch's
   */
  post(path: string, body: unknown): Promise<EngineAnswer>
  /** Whether `GET /health` says it is available. Never throws. */
  isHealthy(): Promise<boolean>
}

/** Plain requests to a Meilisearch. Connections are kept open between them. */
export function createConnection({ url, key, timeoutMs }: ResolvedMeilisearchOptions): Connection {
  const headers = {
    'content-type': 'application/json',
    ...(key !== undefined && { authorization: `Bearer ${key}` }),
  }

  async function ask(path: string, init: RequestInit): Promise<EngineAnswer> {
    // Nothing it answers may send us, or the key, elsewhere.
    const options = { ...init, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) } as const
    const request = () => fetch(`${url}/${path}`, options)
    try {
      // A connection kept open may have been closed at the other end just now: a second one tells.
      const response = await request().catch((error) => {
        if (options.signal.aborted) throw error
        return request()
      })
      const text = await response.text()
      return { status: response.status, body: parseObject(text), text }
    } catch (error) {
      throw new EngineUnavailable(`Meilisearch at ${url}: ${causeOf(error)}`)
    }
  }

  return {
    post: (path, body) => ask(path, { method: 'POST', headers, body: JSON.stringify(body) }),
    isHealthy: () =>
      ask('health', {}).then(
        ({ status, body }) => status === 200 && body.status === 'available',
        () => false,
      ),
  }
}

function parseObject(text: string): JsonObject {
  const value: unknown = JSON.parse(text)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as JsonObject
  }
  throw new Error('the answer is not a JSON object')
}

/** What `fetch` says is "fetch failed"; why stands in its cause, or in that one's. */
export function causeOf(error: unknown): string {
  const { message, cause, code } = error as NodeJS.ErrnoException
  return cause instanceof Error ? causeOf(cause) : message || code || String(error)
}
