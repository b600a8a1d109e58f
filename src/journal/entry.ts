/**
 * What a journal keeps, as it was: nobody is shown it before `show.ts` has masked it. What is long stands
 * in the texts of a ring (`ring.ts`), so that thousands of entries are nothing to the garbage collector.
 */
import { type Clock, systemClock } from '../base/clock.ts'

/** So many characters of a body are kept; of a longer one its beginning. */
export const longestBody = 16_384

interface Common {
  /** Of one line of numbers for all worlds. */
  id: number
  /** Of the world's clock, in milliseconds. */
  time: number
  world: string
  /** Where its texts begin, of so many bytes each. Set by the ring; less than 0 where they are gone. */
  at: number
  headBytes: number
  bodyBytes: number
  answerBytes: number
}

/** Of an entry that is in no ring yet. */
export const nowhere = { at: -1, headBytes: 0, bodyBytes: 0, answerBytes: 0 }

/** By a clock that may be somebody else's: that it cannot be used is told by the answer. */
export function timeOf(clock: Clock): number {
  try {
    return clock().getTime()
  } catch {
    return systemClock().getTime()
  }
}

/** Its texts: headers, address and request id in one (`headOf`), the body and the answer. */
export interface RequestEntry extends Common {
  kind: 'request'
  method: string
  /** undefined where no operation has the address. */
  operation: string | undefined
  /** The kind; undefined where nobody was asked, or was refused. */
  caller: string | undefined
  /** How many characters the body had; -1 where its text only says what it was. */
  bodyLength: number
  answerLength: number
  /** undefined where nothing was answered. */
  status: number | undefined
  /** Of the answer. Of one that is plain JSON only what says so. */
  answerHeaders: Record<string, unknown> | string | undefined
  /** From the request to its answer, in hundredths of a millisecond. */
  hundredths: number
  /** False where a caller, or a fault, ended the connection before all was sent. */
  isAnswered: boolean
  /** How many rows it has written, by table. */
  rows: Record<string, number> | undefined
  reason: string | undefined
  note: string | undefined
  fault: string | undefined
  /** What an unknown address was nearest to. */
  nearest: string | undefined
}

/** To be filled. All have the same fields in the same order, which V8 likes. */
export function emptyRequest(): RequestEntry {
  return {
    kind: 'request',
    id: 0,
    time: 0.5,
    world: '',
    ...nowhere,
    method: '',
    operation: undefined,
    caller: undefined,
    bodyLength: -1,
    answerLength: -1,
    status: undefined,
    answerHeaders: undefined,
    hundredths: 0,
    isAnswered: false,
    rows: undefined,
    reason: undefined,
    note: undefined,
    fault: undefined,
    nearest: undefined,
  }
}

/** What was told to sockets. Its texts: none, none, and the payload. */
export interface EventEntry extends Common {
  kind: 'event'
  event: string
  organization_id: string
  /** How many heard of it. */
  sockets: number
  answerLength: number
}

export type Entry = RequestEntry | EventEntry

/** The texts of an entry in their order. */
export type Texts = [head: string, body: string, answer: string]

/** No header can have it. */
const separator = '\0'

/** @param rawHeaders names and values by turns, as they came */
export function headOf(rawHeaders: readonly string[], url: string, requestId: string): string {
  return `${rawHeaders.join(separator)}${separator}${url}${separator}${requestId}`
}

export function readHead(head: string): {
  headers: [name: string, value: string][]
  url: string
  requestId: string
} {
  const parts = head.split(separator)
  const requestId = parts.pop() ?? ''
  const url = parts.pop() ?? ''
  const headers: [string, string][] = []
  for (let n = 0; n + 1 < parts.length; n += 2) headers.push([parts[n] ?? '', parts[n + 1] ?? ''])
  return { headers, url, requestId }
}
