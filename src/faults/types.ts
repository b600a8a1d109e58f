/** Fault rules as the library has them. Types that need no package: `schemas.ts` says the same to calls. */

/** Milliseconds; or the least and the most of them, between which a number is drawn. */
export type FaultMs = number | [least: number, most: number]

export type FaultEffect =
  /** Does nothing and answers a failure as the gateway does, or as a proxy does (502, 503, 504). */
  | {
      kind: 'status'
      status: 400 | 401 | 403 | 404 | 429 | 500 | 502 | 503 | 504
      /** Seconds, with 429 (default 1) and 503. */
      retry_after?: number
    }
  /** Waits, then answers as usual. Nothing is done for who has hung up meanwhile. */
  | { kind: 'delay'; ms: FaultMs }
  /** Does nothing and resets the connection before any byte. */
  | { kind: 'reset' }
  /** Does nothing and never answers. */
  | { kind: 'hang' }
  /** Answers as usual, the body in pieces over this time. */
  | { kind: 'slow-body'; ms: FaultMs }
  /** Does what was asked; the connection ends within the body. */
  | { kind: 'cut-body' }
  /** Does what was asked and answers half of its JSON. */
  | { kind: 'malformed-json' }
  /** Does what was asked; the connection ends before any byte. */
  | { kind: 'commit-then-drop' }
  /** Does what was asked and answers 500. */
  | { kind: 'commit-then-500' }
  /** Waits and then does what was asked, for who has hung up as well. */
  | { kind: 'slow-commit'; ms: FaultMs }
  /** So many requests for counts after it are answered with those from before it. */
  | { kind: 'stale-counts'; requests: number }
  /**
   * Searches do not see what it and later requests write: so many of them, or for this time of the
   * world's clock. One of the two.
   */
  | { kind: 'search-lag'; searches?: number; ms?: number }
  /** A socket is refused as one without a credential is. */
  | { kind: 'socket-refuse' }
  /** The connection is cut instead of an event. */
  | { kind: 'socket-drop' }
  /** An event comes later; others overtake it. */
  | { kind: 'socket-hold'; ms: FaultMs }
  /** An event comes twice. */
  | { kind: 'socket-double' }

/** All that is said must fit. Nothing said: every request to the emulated operations. */
export interface FaultMatch {
  /** An operation's id: `sendMessage`. */
  operation?: string
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Without the query, as it was asked or as it is documented; `*` stands for anything. */
  path?: string
  /** Of a socket: the event's name, `conversation.message_created`. */
  event?: string
  /** Who asks, or listens. */
  caller?: 'user' | 'api_key' | 'contact' | 'channel' | 'login'
  /** The credential that was sent. */
  token?: string
  /** Fields of the body, deeper ones with dots, and what they must be. */
  body?: Record<string, string | number | boolean | null>
}

export interface FaultFrequency {
  /** So many that fit are left alone first. */
  after?: number
  /** Of the others only each so-and-so-manieth is hit. */
  every?: number
  /** So many at most. */
  times?: number
  /** From 0 to 1: and only some of them, by chance. */
  probability?: number
  /** The same seed, the same chance. Default: the rule's id. */
  seed?: string | number
}

export interface NewFault extends FaultFrequency {
  match?: FaultMatch
  effect: FaultEffect
}

export interface Fault extends FaultFrequency {
  id: string
  match: FaultMatch
  effect: FaultEffect
  /** How many requests have fitted. */
  seen: number
  /** How many of them were hit. */
  hits: number
  /** null without `times`. */
  hits_left: number | null
}
