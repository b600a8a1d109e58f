/** The journal of a world, by its calls. */
import type { JournalFilter, JournalWait } from '../journal/types.ts'
import type { JournalWaiting } from '../worlds/gateway-worlds.ts'
import { type Ask, type CallOptions, defaultTimeout, done, GatewayCallError, json } from './call.ts'
import type { MockJournal } from './types.ts'

const path = '/_mock/requests'

/** What the call waits where nothing is said, and at most, in milliseconds. */
const defaultWait = 10_000
const longestWait = 600_000

/** So many milliseconds early the gateway's clock may say that a time is over. */
const clocksDiffer = 5

export function journalOf(ask: Ask, options: CallOptions): MockJournal {
  const get = (place: string, filter: object = {}) =>
    ask({ method: 'GET', path: `${path}${place}${queryOf(filter)}` })
  const one = (id: number, place = '') => get(`/${encodeURIComponent(id)}${place}`)
  return {
    list: (filter) => json(get('', filter)),
    events: (filter) => json(get('', { ...filter, kind: 'event' })),
    unmatched: (filter) => json(get('/unmatched', filter)),
    find: (id) => json<never>(one(id)).catch(undefinedIfUnknown),
    wait: (filter = {}) => wait(ask, options, filter),
    curl: async (id) => (await one(id, '/curl').catch(undefinedIfUnknown))?.text(),
    har: (filter) => json(get('.har', filter)),
    clear: () => done(ask({ method: 'DELETE', path })),
  }
}

/**
 * What takes longer than one call may is asked in several: Node's fetch, and much that may lie between,
 * ends a connection on which nothing comes for minutes. Requests that have come by one call are there
 * already for the next.
 */
async function wait(
  ask: Ask,
  { timeout: longestCall = defaultTimeout }: CallOptions,
  { signal, timeout = defaultWait, ...filter }: JournalFilter & JournalWaiting,
): Promise<JournalWait> {
  const once = (ms: number, waits: number, signal?: AbortSignal) => {
    const query = queryOf({ ...filter, timeout: ms })
    return json<JournalWait>(ask({ method: 'GET', path: `${path}/wait${query}`, waits, signal }))
  }
  // What cannot be is the gateway's to refuse.
  if (!Number.isInteger(timeout) || timeout < 0 || timeout > longestWait) return once(timeout, 0)
  for (let left = timeout; ; ) {
    const waits = Math.min(left, Math.ceil(longestCall), defaultTimeout)
    const began = performance.now()
    const answer = await once(waits, waits, signal).catch((error: unknown) => {
      if (signal?.aborted) return once(0, 0)
      throw error
    })
    // Its world was reset or removed, which another call would make anew; or the signal has ended it.
    const isCut = performance.now() - began < waits - clocksDiffer
    left -= waits
    if (!answer.timed_out || isCut || left <= 0) return answer
  }
}

/** As the calls take it: fields of a body are `body.PATH`. A body of anything else is theirs to refuse. */
function queryOf(filter: object): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(filter)) {
    if (value === undefined) continue
    const fields = name === 'body' ? fieldsOf(value) : undefined
    if (fields === undefined) query.append(name, String(value))
    else for (const [path, wanted] of fields) query.append(`body.${path}`, String(wanted))
  }
  return query.size === 0 ? '' : `?${query}`
}

/** @returns undefined for what is no object of paths and plain values */
function fieldsOf(body: unknown): [path: string, wanted: unknown][] | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined
  const fields = Object.entries(body)
  const isPlain = ([, wanted]: [string, unknown]) =>
    wanted === null || ['string', 'number', 'boolean'].includes(typeof wanted)
  return fields.every(isPlain) ? fields : undefined
}

/** What has no `expected` was answered by somebody who is no gateway. */
function undefinedIfUnknown(error: unknown): undefined {
  if (error instanceof GatewayCallError && error.status === 404 && error.expected !== '') return
  throw error
}
