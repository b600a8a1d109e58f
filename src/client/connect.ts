/** A client of a running gateway's own calls: in a container, on another machine, started by a test. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Ask, type CallOptions, createAsk, done, GatewayCallError, json } from './call.ts'
import { journalOf } from './journal.ts'
import { otherSideOf } from './other-side.ts'
import type { MockGateway, MockWorld } from './types.ts'

const pauseMs = 50

/**
 * Asks nothing yet.
 *
 * @param url where it listens: `http://127.0.0.1:9001`
 */
export function connectGateway(url: string, options: CallOptions = {}): MockGateway {
  const base = url.replace(/\/+$/, '')
  const ask = createAsk(base, options)
  const world = (name: string) => worldOf(base, name, options)
  return {
    url: base,
    world: world('default'),
    worlds: {
      get: world,
      create: async (settings = {}) => {
        const made = ask({ method: 'POST', path: '/_mock/worlds', body: settings })
        return world((await json<{ name: string }>(made)).name)
      },
      list: async () => (await listed(ask, 'worlds')) as never,
    },
    snapshots: {
      list: async () => (await listed(ask, 'snapshots')) as never,
      remove: (name) => done(ask({ method: 'DELETE', path: snapshot(name) })),
      read: async (name) => {
        const file = await ask({ method: 'GET', path: snapshot(name) })
        return new Uint8Array(await file.arrayBuffer())
      },
      write: (name, body) => json(ask({ method: 'PUT', path: snapshot(name), body })),
    },
    ready: (timeout = 30_000) => ready(base, timeout),
  }
}

function worldOf(base: string, name: string, options: CallOptions): MockWorld {
  const url = name === 'default' ? base : `${base}/_world/${encodeURIComponent(name)}`
  const ask = createAsk(url, options)
  const gateway = createAsk(base, options)
  const place = `/_mock/worlds/${encodeURIComponent(name)}`
  const remove = () => done(gateway({ method: 'DELETE', path: place }))
  return {
    name,
    url,
    headers: { 'x-mock-world': name },
    cookie: { name: 'mock_world', value: name },
    clock: {
      state: () => json(ask({ method: 'GET', path: '/_mock/clock' })),
      set: (body) => json(ask({ method: 'PUT', path: '/_mock/clock', body })),
      advance: (by) => {
        const body = typeof by === 'number' ? { ms: by } : { by }
        return json(ask({ method: 'POST', path: '/_mock/clock/advance', body }))
      },
    },
    faults: rulesOf(ask, 'faults') as never,
    stubs: rulesOf(ask, 'stubs') as never,
    journal: journalOf(ask, options),
    sockets: {
      drop: async () => {
        const dropped = ask({ method: 'POST', path: '/_mock/sockets/drop' })
        return (await json<{ dropped: number }>(dropped)).dropped
      },
    },
    describe: () => json(gateway({ method: 'GET', path: place })),
    reset: () => done(ask({ method: 'POST', path: '/_mock/reset' })),
    save: (name) => json(ask({ method: 'PUT', path: snapshot(name) })),
    restore: (name) => done(ask({ method: 'POST', path: `${snapshot(name)}/restore` })),
    remove,
    ...otherSideOf(ask),
    // One that is gone already was somebody's wish.
    [Symbol.asyncDispose]: () => remove().catch(ignoreUnknown),
  }
}

/** Faults and stubs have the same calls. */
function rulesOf(ask: Ask, what: 'faults' | 'stubs') {
  const path = `/_mock/${what}`
  return {
    add: (body: object) => json(ask({ method: 'POST', path, body })),
    list: () => listed(ask, what),
    remove: (id: string) =>
      done(ask({ method: 'DELETE', path: `${path}/${encodeURIComponent(id)}` })),
    clear: () => done(ask({ method: 'DELETE', path })),
  }
}

const snapshot = (name: string) => `/_mock/snapshots/${encodeURIComponent(name)}`

async function listed(ask: Ask, what: string): Promise<unknown> {
  const answer = await json<Record<string, unknown>>(ask({ method: 'GET', path: `/_mock/${what}` }))
  return answer[what]
}

function ignoreUnknown(error: unknown): void {
  if (error instanceof GatewayCallError && error.status === 404) return
  throw error
}

async function ready(base: string, timeout: number): Promise<void> {
  const until = performance.now() + timeout
  for (;;) {
    const found = await look(base)
    if (found === undefined) return
    if (performance.now() > until) throw new Error(`${base} is not ready: ${found}`)
    await sleep(pauseMs)
  }
}

/** @returns undefined where it is ready, else what was found */
async function look(base: string): Promise<string | undefined> {
  try {
    const response = await fetch(`${base}/readyz`, { signal: AbortSignal.timeout(5_000) })
    return response.ok ? undefined : `${response.status} ${(await response.text()).slice(0, 200)}`
  } catch (error) {
    const { message, cause } = error as Error
    return cause instanceof Error && cause.message !== '' ? cause.message : message
  }
}
