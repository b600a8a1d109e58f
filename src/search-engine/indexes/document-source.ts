import type { JsonObject } from '../base/json.ts'

/** A document that was written or, when null, deleted. */
export interface DocumentChange {
  /** Grows with every change of the source. */
  seq: number
  _id: string
  document: JsonObject | null
}

/**
 * Where documents come from that nobody hands over with `index`: the rows of the gateway. Writing
 * there costs search nothing; before an index answers it asks for what changed since its last
 * look. Numbers never go backwards: whoever resets a source drops its index first.
 */
export interface DocumentSource {
  /** The number of the newest change, 0 when there was none yet. */
  latest(): number
  /** The changes after `seq` in their order, at most `limit`. Only the last one of an `_id` matters. */
  changesAfter(seq: number, limit: number): DocumentChange[]
}
