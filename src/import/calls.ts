/** Asks a gateway, at a rate, again where it is busy, and never twice for what has been answered. */
import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '../base/clock.ts'
import { StartError } from '../base/start-error.ts'
import type { Answers } from './folder.ts'

export type Row = Record<string, unknown>

/** A gateway that cannot be read to the end: what has been read is kept. */
export class UnfinishedError extends Error {}

/** A call that this gateway refuses whoever asks it. */
export class RefusedError extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

export interface Asking {
  url: string
  token: string
  /** Calls a second. */
  rate: number
  /** What is kept of an answer. */
  clean: (answer: unknown) => unknown
  answers?: Answers
}

const answerMs = 60_000
const mostTries = 8
const longestPauseMs = 60_000

export interface Calls {
  asked: () => number
  /** @param path behind the address of the gateway */
  get: (path: string) => Promise<Row>
  /** All rows of a list, page by page. */
  list: (path: string, limit?: number) => Promise<Row[]>
}

export function createCalls({ url, token, rate, clean, answers }: Asking): Calls {
  let nextAt = 0
  let asked = 0
  const header = token.startsWith('api_') ? { 'x-api-key': token } : { 'x-access-token': token }

  async function once(path: string): Promise<Response> {
    const now = performance.now()
    nextAt = Math.max(now, nextAt) + 1_000 / rate
    const pause = nextAt - 1_000 / rate - now
    if (pause > 0) await sleep(pause)
    asked += 1
    const headers = { ...header, accept: 'application/json' }
    return fetch(`${url}${path}`, { headers, signal: AbortSignal.timeout(answerMs) })
  }

  async function ask(path: string): Promise<unknown> {
    for (let n = 1; ; n += 1) {
      let problem: string
      let pause = Math.min(250 * 2 ** n, longestPauseMs)
      try {
        const response = await once(path)
        if (response.ok) return await response.json()
        const { status } = response
        problem = `${status}: ${(await response.text()).slice(0, 200)}`
        if (status === 401)
          throw new StartError(`${url} takes this token for no agent’s (${problem})`)
        if (status !== 429 && status < 500) throw new RefusedError(status, problem)
        pause = retryAfter(response.headers.get('retry-after'), systemClock().getTime()) ?? pause
      } catch (error) {
        if (error instanceof RefusedError || error instanceof StartError) throw error
        const { cause, message } = error as Error
        problem = cause instanceof Error ? cause.message || String(cause) : message
        // Nothing has answered yet: an address that is wrong stays so.
        if (answers === undefined) throw new StartError(`no gateway at ${url} (${problem})`)
      }
      if (n === mostTries) {
        throw new UnfinishedError(`GET ${path} failed ${n} times, at last with ${problem}`)
      }
      await sleep(Math.min(pause, longestPauseMs))
    }
  }

  async function get(path: string): Promise<Row> {
    const known = answers?.get(path)
    if (known !== undefined) return known as Row
    let answer: unknown
    try {
      answer = clean(await ask(path))
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error
      answer = { refused: error.status, why: clean(error.message) }
    }
    answers?.add(path, answer)
    return answer as Row
  }

  async function getOrThrow(path: string): Promise<Row> {
    const answer = await get(path)
    if (answer === null || typeof answer !== 'object') {
      throw new UnfinishedError(`GET ${path} answers ${JSON.stringify(answer)}: expected a list`)
    }
    if (typeof answer.refused === 'number') {
      throw new RefusedError(answer.refused, `${path}: ${String(answer.why)}`)
    }
    return answer
  }

  return {
    asked: () => asked,
    get: getOrThrow,
    async list(path, limit = 100) {
      const rows = new Map<string, Row>()
      for (let skip = 0; ; ) {
        const page = await getOrThrow(
          `${path}${path.includes('?') ? '&' : '?'}limit=${limit}&skip=${skip}`,
        )
        const found = Array.isArray(page) ? page : (page.data ?? page.items)
        if (!Array.isArray(found)) throw new UnfinishedError(`GET ${path} answers no list`)
        // A row that came in between moves others to the next page: they are there twice.
        for (const row of found as Row[]) rows.set(String(row.id ?? row._id), row)
        skip += found.length
        const isFull = found.length >= limit
        const isLast = page.has_more === undefined ? !isFull : page.has_more !== true
        if (isLast || found.length === 0) return [...rows.values()]
      }
    },
  }
}

/** In milliseconds. */
export function retryAfter(header: string | null, now: number): number | undefined {
  if (header === null) return undefined
  if (/^\d+(\.\d+)?$/.test(header)) return Number(header) * 1_000
  const at = Date.parse(header)
  return Number.isNaN(at) ? undefined : Math.max(0, at - now)
}
