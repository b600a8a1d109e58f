/** What is said of documents: that a field is there, null or empty, or has a number or a string. */
export const KIND = { exists: 0, isNull: 1, isEmpty: 2, number: 3, string: 4 } as const
export type Kind = (typeof KIND)[keyof typeof KIND]

/** A field and what is said of it. Where it is not about values the value is empty. */
export interface FacetKey {
  field: number
  kind: Kind
}

/** The field that every document has: its documents are all documents of the index. */
export const EVERY_DOCUMENT: FacetKey = { field: 0, kind: KIND.exists }

/** The ids that documents were sent with. */
export const EXTERNAL_ID: FacetKey = { field: 0, kind: KIND.string }

export type FacetValue = number | string

/** A value and the documents that have it; in their order where values are read ascending. */
export interface ValueGroup<V> {
  value: V
  docids: readonly number[]
}

/** Where a range begins or ends. */
export interface Bound<V> {
  value: V
  inclusive: boolean
}
