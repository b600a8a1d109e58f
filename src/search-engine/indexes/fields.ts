import type { Database } from 'better-sqlite3'
import type { JsonObject } from '../base/json.ts'
import { walkPaths } from '../facets/extract.ts'

/**
 * The dotted paths that some document of an index has, or once had, numbered in the order of
 * their first appearance from 1 on. A name that is not among them selects nothing and filters to
 * nothing (Meilisearch 1.50: `FieldsIdsMap`).
 */
export interface Fields {
  id(name: string): number | undefined
  has(name: string): boolean
  /** All names in the order of their numbers. */
  names(): Iterable<string>
  /** Numbers the paths of a document that have none yet. */
  register(document: JsonObject): void
  /** Writes the new numbers, inside the caller's transaction. */
  flush(): void
  clear(): void
}

export function createFields(db: Database, indexId: number): Fields {
  const select = db.prepare<[number], { name: string; id: number }>(
    'SELECT name, id FROM search_fields WHERE index_id = ? ORDER BY id',
  )
  const insert = db.prepare<[number, string, number]>(
    'INSERT INTO search_fields (index_id, name, id) VALUES (?, ?, ?)',
  )
  const remove = db.prepare<[number]>('DELETE FROM search_fields WHERE index_id = ?')

  const ids = new Map<string, number>()
  for (const { name, id } of select.all(indexId)) ids.set(name, id)
  let unwritten: string[] = []

  function add(name: string): void {
    if (ids.has(name)) return
    ids.set(name, ids.size + 1)
    unwritten.push(name)
  }

  return {
    id: (name) => ids.get(name),
    has: (name) => ids.has(name),
    names: () => ids.keys(),
    register: (document) => {
      for (const key of Object.keys(document)) add(key)
      walkPaths(document, (path) => {
        add(path)
        return true
      })
    },
    flush: () => {
      for (const name of unwritten) insert.run(indexId, name, ids.get(name) as number)
      unwritten = []
    },
    clear: () => {
      ids.clear()
      unwritten = []
      remove.run(indexId)
    },
  }
}
