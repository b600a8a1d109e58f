import type { JsonObject } from './engine.ts'

/** A stretch of an index's documents, in the index's order. */
export interface DocumentSlice {
  documents: JsonObject[]
  /** What to give to the next `read`. Moves on even past rows of other indexes. */
  cursor: number
  /** Nothing follows for now. */
  isLast: boolean
}

/**
 * What the indexes hold, read from SQLite: the truth a search engine is derived from. Rows are
 * numbered in the order in which they were committed and never change, so that a number tells
 * everything that an engine has and has not seen.
 */
export interface DocumentSource {
  /** Whether there is such an index. Every organization has one, even without documents. */
  has(uid: string): boolean
  /**
   * The documents after `cursor` (0 for the first), at most `limit` rows looked at: synchronous,
   * so `limit` is also how long it may take. Throws nothing for an unknown index: it has none.
   */
  read(uid: string, cursor: number, limit: number): DocumentSlice
  /** The cursor behind everything committed so far: what a search that starts now has to see. */
  end(): number
}
