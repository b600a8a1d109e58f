import type { Database } from 'better-sqlite3'

export interface Fields {
  /** The id of a path, given out when it is new. */
  give(path: string): number
  idOf(path: string): number | undefined
  nameOf(id: number): string | undefined
  /** All paths, by id. */
  names(): readonly string[]
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
    nameOf: (id) => names[id],
    names: () => names,
  }
}
