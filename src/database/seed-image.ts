/**
 * The default fixture's rows and search indexes as a SQLite file. The build makes it and puts it
 * beside the built code, so that a new world begins as its bytes, and one that is filled anew copies its
 * rows, instead of making them. Sources have none beside them.
 */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import SQLite, { type Database } from 'better-sqlite3'
import { isOfRoomNames } from './room-lists.ts'

/** The image's name in a folder of built code. */
export const imageName = 'default-world.sqlite'

const imageFile = fileURLToPath(new URL(imageName, import.meta.url))

/** What a database remembers of the fixture that its rows come from. */
interface Identity {
  name: string
  fingerprint: string
}

/** @returns the bytes of the image, undefined when there is none or it is that of another fixture */
export function readSeedImage(fixture: Identity): Buffer | undefined {
  if (!existsSync(imageFile)) return undefined
  const database = new SQLite(imageFile, { readonly: true })
  const isWanted = isOf(database, 'main', fixture)
  database.close()
  return isWanted ? readFileSync(imageFile) : undefined
}

/**
 * Copies the image's rows, inside the caller's transaction and with the image left attached: SQLite
 * lets go of it only when the transaction is over.
 *
 * @param into with empty tables; those of the search may be missing
 * @returns false, and does nothing, when there is no image or it is that of another fixture
 */
export function copySeedImage(into: Database, fixture: Identity): boolean {
  if (!existsSync(imageFile)) return false
  into.prepare('ATTACH ? AS image').run(imageFile)
  if (!isOf(into, 'image', fixture)) return false
  const tables = into
    .prepare<[], { name: string; sql: string }>(`
      SELECT name, sql FROM image.sqlite_schema
      WHERE type = 'table'
        AND name NOT IN ('conversation_counts', 'joined_counts', 'joined_rooms', 'sqlite_sequence')`)
    .all()
  const exists = into.prepare<[string]>('SELECT 1 FROM main.sqlite_schema WHERE name = ?')
  for (const { name, sql } of tables) {
    if (isOfRoomNames(name)) continue
    if (exists.get(name) === undefined) into.exec(sql)
    into.exec(`INSERT INTO main."${name}" SELECT * FROM image."${name}"`)
  }
  into.exec(`
    DELETE FROM main.sqlite_sequence;
    INSERT INTO main.sqlite_sequence SELECT * FROM image.sqlite_sequence`)
  return true
}

function isOf(database: Database, schema: 'main' | 'image', fixture: Identity): boolean {
  const remembered = database
    .prepare<[string], string>(`SELECT value FROM ${schema}.meta WHERE key = ?`)
    .pluck()
  return (
    remembered.get('fixture') === fixture.name &&
    remembered.get('fixture_fingerprint') === fixture.fingerprint
  )
}
