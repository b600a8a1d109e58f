/** Which entries are asked for. */
import { isTime } from '../base/durations.ts'
import { nearestName } from '../base/nearest-name.ts'
import type { RequestEntry } from './entry.ts'
import type { JournalFilter, JournalRequest } from './types.ts'

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']
const callers = ['user', 'api_key', 'contact', 'channel', 'login', 'none']

/** The fields of a filter, and those that `list` takes besides. */
const known = ['operation', 'method', 'status', 'caller', 'body', 'text', 'since']

/** A filter that was checked. */
export interface Matcher {
  /** Whether an entry may match. Looks at nothing that has to be masked first. */
  mayMatch(entry: RequestEntry): boolean
  /** Whether `matches` looks at anything. */
  looksInside: boolean
  /** Whether one that may does. */
  matches(shown: JournalRequest): boolean
}

/**
 * @param operations the ids of all operations
 * @param more fields that stand beside those of a filter
 * @throws {RangeError} for what is no filter, or asks for what cannot be: it would wait for ever
 */
export function readFilter(
  filter: JournalFilter,
  operations: readonly string[],
  more: readonly string[] = [],
): Matcher {
  for (const name of Object.keys(filter)) one('field', name, [...known, ...more])
  const { operation, method, status, caller, body = {}, text, since } = filter
  if (operation !== undefined) one('operation', operation, operations)
  if (method !== undefined) one('method', method, methods)
  if (caller !== undefined) one('caller', caller, callers)
  if (text !== undefined && (typeof text !== 'string' || text === '')) {
    throw new RangeError('text: expected a text of one character or more')
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new RangeError('body: expected an object of paths and values')
  }
  const statusFits = readStatus(status)
  const isSince = readSince(since)
  const fields = Object.entries(body).map(([path, value]) => {
    checkWanted(path, value)
    return [path.split('.'), String(value)] as const
  })
  const wanted = text?.toLowerCase()
  return {
    mayMatch: (entry) =>
      (operation === undefined || entry.operation === operation) &&
      (method === undefined || entry.method === method) &&
      (caller === undefined || (entry.caller ?? 'none') === caller) &&
      statusFits(entry.status) &&
      isSince(entry),
    looksInside: fields.length > 0 || wanted !== undefined,
    matches: ({ url, request, response }) =>
      fields.every(([path, value]) => textAt(request.body, path) === value) &&
      (wanted === undefined ||
        [url, request.body, response?.body].some((part) =>
          textOf(part).toLowerCase().includes(wanted),
        )),
  }
}

function one(what: string, found: unknown, known: readonly string[]): void {
  if (known.includes(found as string)) return
  const near = nearestName(String(found), known)
  const hint = near === undefined ? '' : `did you mean ${near}? `
  const list = known.length > 12 ? 'see GET /_mock/openapi.json' : `expected ${known.join(', ')}`
  throw new RangeError(`${what}: ${String(found).slice(0, 80)} is not known: ${hint}${list}`)
}

/** @throws {RangeError} for what no field is compared with */
function checkWanted(path: string, value: unknown): void {
  if (path === '') throw new RangeError('body: expected the path of a field, found none')
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return
  const found = Array.isArray(value) ? 'a list' : value === undefined ? 'nothing' : 'an object'
  throw new RangeError(
    `body.${path.slice(0, 80)}: expected a text, a number, true, false or null, found ${found}; a deeper field has a path: ${path.slice(0, 80)}.id`,
  )
}

function readStatus(status: number | string | undefined): (found: number | undefined) => boolean {
  if (status === undefined) return () => true
  const text = String(status)
  if (/^[1-5]\d\d$/.test(text)) return (found) => found === Number(text)
  if (/^[1-5]xx$/i.test(text)) return (found) => Math.floor((found ?? 0) / 100) === Number(text[0])
  throw new RangeError(
    `status: expected 404, or 4xx for all of its hundred, found ${text.slice(0, 80)}`,
  )
}

type Since = (entry: { id: number; time: number }) => boolean

/** @throws {RangeError} */
export function readSince(since: number | string | undefined): Since {
  if (since === undefined) return () => true
  if (/^\d{1,15}$/.test(String(since))) return ({ id }) => id > Number(since)
  if (isTime(String(since))) {
    const time = Date.parse(String(since))
    return (entry) => entry.time > time
  }
  throw new RangeError(
    `since: expected the number of an entry, or a time such as 2022-04-07T04:11:28.148Z, found ${String(since).slice(0, 80)}`,
  )
}

/** @returns undefined where there is no such field */
function textAt(body: unknown, path: readonly string[]): string | undefined {
  let found = body
  for (const name of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined
    found = (found as Record<string, unknown>)[name]
  }
  return typeof found === 'string' ? found : textOf(found)
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}
