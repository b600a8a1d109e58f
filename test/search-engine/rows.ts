import type { JsonObject } from '../../src/search-engine/base/json.ts'
import type {
  DocumentChange,
  DocumentSource,
} from '../../src/search-engine/indexes/document-source.ts'

/** What indexes hold, as a gateway keeps it: a list of changes for each. */
export interface Rows {
  /** Adds or replaces documents; the index is there from then on, also without any. */
  write(uid: string, documents: readonly JsonObject[]): void
  remove(uid: string, _id: string): void
  sourceOf(uid: string): DocumentSource | null
}

export function createRows(): Rows {
  const changes = new Map<string, DocumentChange[]>()

  function note(uid: string, _id: string, document: JsonObject | null): void {
    const known = changes.get(uid) ?? []
    changes.set(uid, known)
    known.push({ seq: known.length + 1, _id, document })
  }

  return {
    write(uid, documents) {
      if (!changes.has(uid)) changes.set(uid, [])
      for (const document of documents) note(uid, String(document._id), document)
    },
    remove: (uid, _id) => note(uid, _id, null),
    sourceOf(uid) {
      const known = changes.get(uid)
      if (known === undefined) return null
      return {
        latest: () => known.length,
        changesAfter: (seq, limit) => known.slice(seq, seq + limit),
      }
    },
  }
}
