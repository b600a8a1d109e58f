/** What is read of journals: lists, one entry, waiting for more. Loaded when somebody asks. */
import type { EventEntry, RequestEntry } from './entry.ts'
import { readFilter, readSince } from './filter.ts'
import type { Journal, Journals } from './journal.ts'
import type { Ring } from './ring.ts'
import { showEvent, showRequest } from './show.ts'
import type {
  JournalCounts,
  JournalEvents,
  JournalFilter,
  JournalList,
  JournalPage,
  JournalRequest,
  JournalWait,
} from './types.ts'

export const defaultLimit = 50
export const mostListed = 1_000

export const defaultTimeout = 10_000
export const longestTimeout = 600_000

/** What of a gateway journals are read with. */
export interface Readable {
  journals: Journals
  /** The ids of all operations. */
  operations: readonly string[]
}

const pageFields = ['limit', 'before']

/**
 * @param journal undefined for a world that is not there: nothing was asked of it
 * @throws {RangeError} for a filter or a page that cannot be
 */
export function listRequests(
  { journals, operations }: Readable,
  journal: Journal | undefined,
  { limit, before, ...filter }: JournalFilter & JournalPage,
): JournalList {
  const { mayMatch, matches } = readFilter(filter, operations, pageFields)
  const isOn = readPage({ limit, before })
  const ring = journal?.rings().requests
  const found: JournalRequest[] = []
  let total = 0
  for (const entry of ring?.entries().reverse() ?? []) {
    if (!mayMatch(entry)) continue
    const shown = shownIf(entry, ring, matches)
    if (shown === undefined) continue
    total += 1
    if (isOn(entry.id, found.length)) found.push(shown)
  }
  return { requests: found, ...countsOf(journals, ring, total) }
}

/**
 * Those for addresses that nobody has.
 *
 * @param world its name: it need not be there
 */
export function listUnmatched(
  { journals }: Readable,
  world: string,
  { since, ...page }: Pick<JournalFilter, 'since'> & JournalPage,
): JournalList {
  const isSince = readSince(since)
  const isOn = readPage(page)
  const ring = journals.unmatched
  const all = ring.entries().filter((entry) => entry.world === world && isSince(entry))
  const found = all
    .reverse()
    .filter(({ id }, n) => isOn(id, n))
    .map((entry) => showRequest(entry, ring))
  return { requests: found, ...countsOf(journals, ring, all.length) }
}

export function listEvents(
  { journals }: Readable,
  journal: Journal | undefined,
  { since, text, ...page }: Pick<JournalFilter, 'since' | 'text'> & JournalPage,
): JournalEvents {
  const isSince = readSince(since)
  const isOn = readPage(page)
  const ring = journal?.rings().events
  const wanted = text?.toLowerCase()
  const all = (ring?.entries() ?? [])
    .reverse()
    .filter(isSince)
    .map((entry) => showEvent(entry, ring as Ring<EventEntry>))
    .filter((shown) => wanted === undefined || JSON.stringify(shown).toLowerCase().includes(wanted))
  let given = 0
  const events = all.filter(({ id }) => isOn(id, given) && ++given > 0)
  return { events, ...countsOf(journals, ring, all.length) }
}

/** @returns undefined where it is not there, or not any more */
export function findRequest(
  { journals }: Readable,
  journal: Journal | undefined,
  id: number,
  world: string,
): JournalRequest | undefined {
  for (const ring of [journal?.rings().requests, journals.unmatched]) {
    const entry = ring?.entries().find((one) => one.id === id && one.world === world)
    if (ring !== undefined && entry !== undefined) return showRequest(entry, ring)
  }
  return undefined
}

export interface WaitOptions {
  /** How many have to have come. Default 1. */
  count?: number
  /** How long to wait for them, in milliseconds. Default 10000, 600000 at most. */
  timeout?: number
}

/**
 * Those that are there already count.
 *
 * @param signal ends it when nobody waits any more
 * @throws {RangeError} by the promise, at once, for a filter that cannot be
 */
export async function waitForRequests(
  readable: Readable,
  journal: Journal,
  { count = 1, timeout = defaultTimeout, ...filter }: JournalFilter & WaitOptions,
  signal?: AbortSignal,
): Promise<JournalWait> {
  whole('count', count, 1, mostListed)
  whole('timeout', timeout, 0, longestTimeout)
  const { mayMatch, matches } = readFilter(filter, readable.operations, ['count', 'timeout'])
  const list = () => listRequests(readable, journal, { ...filter, limit: mostListed })
  const first = list()
  let missing = count - first.total
  if (missing <= 0) return { ...first, timed_out: false }
  const isEnough = await new Promise<boolean>((resolve) => {
    const stop = (enough: boolean) => {
      clearTimeout(timer)
      unlisten()
      signal?.removeEventListener('abort', giveUp)
      resolve(enough)
    }
    const giveUp = () => stop(false)
    const timer = setTimeout(giveUp, timeout)
    const unlisten = journal.listen((entry) => {
      if (!mayMatch(entry)) return
      if (shownIf(entry, journal.rings().requests, matches) === undefined) return
      missing -= 1
      if (missing <= 0) stop(true)
    }, giveUp)
    signal?.addEventListener('abort', giveUp)
    if (signal?.aborted) giveUp()
  })
  return { ...list(), timed_out: !isEnough }
}

function shownIf(
  entry: RequestEntry,
  ring: Ring<RequestEntry> | undefined,
  matches: (shown: JournalRequest) => boolean,
): JournalRequest | undefined {
  if (ring === undefined) return undefined
  const shown = showRequest(entry, ring)
  return matches(shown) ? shown : undefined
}

/** @throws {RangeError} */
function readPage({ limit = defaultLimit, before, ...others }: JournalPage) {
  for (const name of Object.keys(others)) throw new RangeError(`field: ${name} is not known`)
  whole('limit', limit, 1, mostListed)
  if (before !== undefined) whole('before', before, 1, Number.MAX_SAFE_INTEGER)
  return (id: number, given: number) => given < limit && (before === undefined || id < before)
}

function whole(what: string, value: unknown, least: number, most: number): void {
  if (Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most) return
  throw new RangeError(`${what}: expected a whole number from ${least} to ${most}, found ${value}`)
}

function countsOf(
  journals: Journals,
  ring: { dropped(): number } | undefined,
  total: number,
): JournalCounts {
  return { total, dropped: ring?.dropped() ?? 0, last: journals.lastId() }
}
