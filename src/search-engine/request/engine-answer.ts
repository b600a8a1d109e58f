import type { JsonObject } from '../base/json.ts'

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
