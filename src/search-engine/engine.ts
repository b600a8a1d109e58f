/** What a search engine answers: an HTTP status and the body of Meilisearch, without `requestUid`. */
export interface EngineAnswer {
  status: number
  body: JsonObject
  /** The body as JSON text where the engine has it at hand: far cheaper to send than to build. */
  text?: string
  /** The same in parts, which are the text together. */
  parts?: readonly string[]
  /** To be called when the parts are kept while they go out; long searches wait while many are. */
  keptUntil?: (sent: Promise<unknown>) => void
}

export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject
/** A JSON object with its keys in their order. */
export type JsonObject = { [key: string]: JsonValue }

/**
 * Asked once by work that turns out to be long: the signal aborts when nobody waits for the answer
 * any more. The work may then be given up, and its promise rejects with the signal's reason.
 */
export type WatchCaller = () => AbortSignal

/**
 * What the routes ask, whichever engine is behind: a real Meilisearch or the embedded one. Bodies
 * go in as they were sent, parsed; refusals come back as answers (400, 404) in Meilisearch's
 * envelope `{message, code, type, link}`. A rejected promise is a broken engine, never a bad
 * request.
 */
export interface SearchEngine {
  /** POST /indexes/{uid}/search */
  search(uid: string, body: unknown, watch?: WatchCaller): Promise<EngineAnswer>
  /** POST /indexes/{uid}/documents/fetch */
  fetch(uid: string, body: unknown, watch?: WatchCaller): Promise<EngineAnswer>
  /**
   * Does a few milliseconds of the work that would bring an index to where its documents are now,
   * so that the next search need not. Answers whether nothing is left; throws what a search would.
   */
  advance(uid: string): boolean
  close(): Promise<void>
}
