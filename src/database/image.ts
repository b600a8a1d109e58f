/** A database as the bytes of its file. */
import SQLite, { type Database } from 'better-sqlite3'
import { openImage } from './database.ts'
import { formatVersion } from './migrations.ts'
import { applicationId } from './schema.ts'

/** @returns a plain SQLite file, whatever journal the database has */
export function imageOf(database: Database): Buffer {
  const image = database.serialize()
  // A file in WAL mode says so in these two bytes, and could not be opened from memory.
  image[18] = 1
  image[19] = 1
  return image
}

/**
 * Gives the memory of an image back at once, which nobody may look at any more. V8 would collect
 * everything, for some milliseconds, for each few images that are left to it.
 */
export function freeImage(image: Buffer): void {
  // Small ones are cut out of something larger.
  if (image.length === image.buffer.byteLength) (image.buffer as ArrayBuffer).transfer(0)
}

interface SchemaRow {
  type: string
  name: string
  sql: string | null
}

/**
 * @param like a database of this program
 * @returns what keeps some bytes from being such a database too, undefined when nothing does
 */
export function imageProblem(image: Buffer, like: Database): string | undefined {
  if (!image.subarray(0, 16).equals(Buffer.from('SQLite format 3\0'))) return 'no SQLite file'
  let database: Database | undefined
  try {
    database = openImage(image)
    if (database.pragma('application_id', { simple: true }) !== applicationId)
      return 'a database of another program'
    const version = database.pragma('user_version', { simple: true })
    if (version !== formatVersion) return `of format ${version}, not ${formatVersion}`
    if (database.pragma('quick_check(1)', { simple: true }) !== 'ok') return 'damaged'
    const found = schemaOf(database)
    const known = schemaOf(like)
    const other = [...known].find(([name, sql]) => found.get(name) !== sql)
    if (other !== undefined) return `without the ${other[0]} of this program`
    const more = [...found.keys()].find((name) => !known.has(name))
    return more === undefined ? undefined : `with a ${more} that is not of this program`
  } catch (error) {
    if (error instanceof SQLite.SqliteError) return `damaged (${error.message})`
    throw error
  } finally {
    database?.close()
  }
}

/** Search tables come and go with the engine. */
function schemaOf(database: Database): Map<string, string | null> {
  const rows = database
    .prepare<[], SchemaRow>(`
      SELECT type, name, sql FROM sqlite_schema
      WHERE tbl_name NOT LIKE 'search\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`)
    .all()
  return new Map(rows.map(({ type, name, sql }) => [`${type} ${name}`, sql]))
}
