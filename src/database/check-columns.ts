import SQLite, { type Database } from 'better-sqlite3'
import { tables } from './schema.ts'

/**
 * Statements are prepared when they are first used: a file of which a column was renamed would open, and
 * fail later, in the middle of somebody's work.
 *
 * @throws SQLite's own error, which names the column
 */
export function checkColumns(database: Database): void {
  const wanted = new SQLite(':memory:')
  try {
    wanted.exec(tables)
    const lists = wanted
      .prepare<[], { name: string; columns: string }>(`
        SELECT t.name, group_concat('[' || c.name || ']') AS columns
        FROM sqlite_schema t JOIN pragma_table_info(t.name) c
        WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'
        GROUP BY t.name`)
      .all()
    for (const { name, columns } of lists) database.prepare(`SELECT ${columns} FROM [${name}]`)
  } finally {
    wanted.close()
  }
}
