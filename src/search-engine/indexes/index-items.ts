import type { DocumentChange } from './document-source.ts'
import type { IndexItem } from './embedded-index.ts'

/** A change of a source, as an index takes it. */
export function toItem({ seq, _id, document }: DocumentChange): IndexItem {
  return { externalId: _id, document, seq }
}

/** Tells an index only how far its source is. */
export function nothingBefore(seq: number): IndexItem {
  return { externalId: '', document: null, seq }
}
