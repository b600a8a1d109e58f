import type { EngineAnswer } from '../request/engine-answer.ts'

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
