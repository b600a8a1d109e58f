/** A Meilisearch to search with, and how long to wait for it. */
export interface MeilisearchOptions {
  /** Where it is, for instance `http://127.0.0.1:7700`. */
  url: string
  /** Its master key, or one that may do everything with our indexes. Not needed without a master key. */
  key?: string
  /** Begins the names of our indexes, so that several gateways can share one. Default none. */
  prefix?: string
  /** Start although it cannot be reached; searches fail until it can. Default false. */
  optional?: boolean
  /** How long one request to it may take. Default 10,000. */
  timeoutMs?: number
  /** How long a search waits for messages sent before it. Default 5,000. */
  waitMs?: number
  /**
   * How long the start waits until it is healthy, and again when it fails while it is filled. The
   * filling itself may take as long as it takes. Default 30,000.
   */
  startMs?: number
  /** How often to look whether it has lost what was filled in. Default 5,000. */
  checkMs?: number
}

export type ResolvedMeilisearchOptions = Required<Omit<MeilisearchOptions, 'key'>> &
  Pick<MeilisearchOptions, 'key'>

/** Fills in the defaults. */
export function resolveOptions(options: MeilisearchOptions): ResolvedMeilisearchOptions {
  const { url, key, prefix = '', optional = false } = options
  const { timeoutMs = 10_000, waitMs = 5_000, startMs = 30_000, checkMs = 5_000 } = options
  const bare = url.replace(/\/+$/, '')
  return { url: bare, key, prefix, optional, timeoutMs, waitMs, startMs, checkMs }
}
