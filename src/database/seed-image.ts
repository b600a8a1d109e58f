/**
 * The default fixture's rows as a SQLite file. The build makes it and puts it beside the built code,
 * so that the first start of a fresh installation copies rows instead of making them. Sources have
 * none beside them.
 */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Database } from 'better-sqlite3'

/** The image's name in a folder of built code. */
export const imageName = 'default-world.sqlite'

const imageFile = fileURLToPath(new URL(imageName, import.meta.url))

/**
 * Copies the image's rows, inside the caller's transaction and with the image left attached: SQLite
 * lets go of it only when the transaction is over.
 *
 * @param into with empty tables
 * @returns false, and does nothing, when there is no image or it is that of another fixture
 */
export function copySeedImage(
  into: Database,
  fixture: { name: string; fingerprint: string },
): boolean {
  if (!existsSync(imageFile)) return false
  into.prepare('ATTACH ? AS image').run(imageFile)
  const remembered = into
    .prepare<[string], string>('SELECT value FROM image.meta WHERE key = ?')
    .pluck()
  if (remembered.get('fixture') !== fixture.name) return false
  if (remembered.get('fixture_fingerprint') !== fixture.fingerprint) return false
  const names = into
    .prepare<[], string>(`
      SELECT name FROM image.sqlite_schema
      WHERE type = 'table' AND name NOT IN ('conversation_counts', 'joined_counts', 'sqlite_sequence')`)
    .pluck()
    .all()
  for (const name of names) into.exec(`INSERT INTO main."${name}" SELECT * FROM image."${name}"`)
  into.exec(`
    DELETE FROM main.sqlite_sequence;
    INSERT INTO main.sqlite_sequence SELECT * FROM image.sqlite_sequence`)
  return true
}
