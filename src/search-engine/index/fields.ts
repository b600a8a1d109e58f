import type { Database } from 'better-sqlite3'

export interface Fields {
  /** The id of a path, given out when it is new. */
  give(path: string): number
  idOf(path: string): number | undefined
  count(): number
  /** All paths, by id. */
  names(): readonly string[]
  clear(): void
}

/** The paths that documents of one text index have, numbered in the order they were first seen. */
export function openFields(db: Database, indexId: number): Fields {
  const names = db
    .prepare<[number], string>('SELECT name FROM search_text_fields WHERE index_id = ? ORDER BY id')
    .pluck()
    .all(indexId)
  const insert = db.prepare<[number, number, string]>(
    'INSERT INTO search_text_fields (index_id, id, name) VALUES (?, ?, ?)',
  )
  const remove = db.prepare<[number]>('DELETE FROM search_text_fields WHERE index_id = ?')
  const ids = new Map(names.map((name, id) => [name, id]))
  return {
    give(path) {
      const known = ids.get(path)
      if (known !== undefined) return known
      const id = names.length
      insert.run(indexId, id, path)
      names.push(path)
      ids.set(path, id)
      return id
    },
    idOf: (path) => ids.get(path),
    count: () => names.length,
    names: () => names,
    clear() {
      remove.run(indexId)
      names.length = 0
      ids.clear()
    },
  }
}
