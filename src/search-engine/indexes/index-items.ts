import type { JsonObject } from '../base/json.ts'
import type { DocumentChange } from './document-source.ts'
import { toExternalId } from './documents.ts'
import type { IndexItem } from './embedded-index.ts'

/** A change of a source, as an index takes it. */
export function toItem({ seq, _id, document }: DocumentChange): IndexItem {
  return { externalId: _id, document, seq }
}

/** Tells an index only how far its source is. */
export function nothingBefore(seq: number): IndexItem {
  return { externalId: '', document: null, seq }
}

/**
 * A document that is added, the `at`-th of several.
 *
 * @throws {Error} for one without a good `_id`
 */
export function toIndexItem(uid: string, document: JsonObject, at: number): IndexItem {
  const externalId = toExternalId(document._id)
  if (externalId !== null) return { externalId, document }
  throw new Error(
    `document ${at + 1} of search index ${uid} needs an \`_id\` of letters, digits, - and _`,
  )
}
