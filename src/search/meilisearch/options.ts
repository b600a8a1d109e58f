/**
 * A Meilisearch to search with, and how long to wait for it. What each means, its default and its check
 * are in the table of options.
 */
export interface MeilisearchSettings {
  /** Without a slash at its end. */
  url: string
  key: string | undefined
  prefix: string
  optional: boolean
  timeoutMs: number
  waitMs: number
  startMs: number
  checkMs: number
}
