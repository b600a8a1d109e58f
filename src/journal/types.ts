/** The journal as it is shown, to HTTP and the library alike. Types that need no package. */

/** What was sent, or answered. */
export interface JournalMessage {
  headers: Record<string, string>
  /** Of JSON its value, of anything else a text; null where there was none. Secrets are `***`. */
  body: unknown
  /** Whether `body` is only the beginning, as a text. */
  is_cut: boolean
}

/** A request, newest last or first as the list says. */
export interface JournalRequest {
  /** Of one line of numbers for all worlds. */
  id: number
  /** Of the world's clock. */
  time: string
  world: string
  method: string
  /** As it was asked for, with the world before it. */
  url: string
  /** null where no operation has the address. */
  operation: string | null
  /** `user`, `api_key`, `contact`, `channel`, `login`; null where nobody was asked or known. */
  caller: string | null
  request_id: string
  request: JournalMessage
  /** null where nothing was answered. */
  response: (JournalMessage & { status: number }) | null
  /** From the request to its answer, in milliseconds. */
  ms: number
  /** False where the connection ended before all was sent. */
  is_answered: boolean
  /** How many rows it has written, by table. */
  rows: Record<string, number>
  /** Why it was refused. */
  reason: string | null
  /** What it carried and nothing read. */
  note: string | null
  /** The fault that hit it. */
  fault: string | null
  /** What an unknown address was nearest to. */
  nearest: string | null
}

/** What sockets of a world were told. */
export interface JournalEvent {
  id: number
  time: string
  world: string
  event: string
  organization_id: string
  /** How many heard of it. */
  sockets: number
  payload: unknown
  is_cut: boolean
}

/** Which requests: those for which all that is named is so. */
export interface JournalFilter {
  /** An operation's id. */
  operation?: string
  method?: string
  /** `404`, or `4xx` for all of its hundred. */
  status?: number | string
  /** The kind of caller; `none` where nobody was asked or known. */
  caller?: string
  /** Fields of the body, by their paths: `{ text: 'Hello', 'items.0.id': 7 }`. */
  body?: Record<string, string | number | boolean | null>
  /** Stands somewhere in the address, the body or the answer, in capitals or not. */
  text?: string
  /** The number of an entry, or a time of the world's: only what came after it. */
  since?: number | string
}

export interface JournalPage {
  /** The most that are given, of the newest. Default 50, 1000 at most. */
  limit?: number
  /** The number of an entry: only what came before it. */
  before?: number
}

/** How many entries match, and what is not there any more. */
export interface JournalCounts {
  /** Those that match, on whatever page. */
  total: number
  /** How many have left the journal because it was full, matching or not. */
  dropped: number
  /** The number of the latest entry there was, for `since`. */
  last: number
}

export interface JournalList extends JournalCounts {
  /** The newest first. */
  requests: JournalRequest[]
}

export interface JournalEvents extends JournalCounts {
  /** The newest first. */
  events: JournalEvent[]
}

export interface JournalWait extends JournalList {
  /** Whether the time was over before there were enough. */
  timed_out: boolean
}
