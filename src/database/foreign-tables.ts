import type { Database } from 'better-sqlite3'
import { StartError } from '../base/start-error.ts'
import { formatVersion, tablesMadeAfter } from './migrations.ts'
import { applicationId, tables } from './schema.ts'

/** Whatever was added later is made where it is missing, and says so. */
const required = Array.from(tables.matchAll(/CREATE TABLE (\w+) \(/g), ([, name]) => name ?? '')

/**
 * @returns whether the database is empty and nobody's, to be filled
 * @throws {StartError} for one of another program or format, or without tables that it should have
 */
export function isToBeFilled(path: string, database: Database): boolean {
  const names = database.prepare<[], string>('SELECT name FROM sqlite_schema').pluck().all()
  const another = 'name another file with --db'
  if (database.pragma('application_id', { simple: true }) !== applicationId) {
    if (names.length === 0) return true
    throw new StartError(`${path} is a database of another program: ${another}`)
  }
  const version = database.pragma('user_version', { simple: true }) as number
  if (version > formatVersion) {
    throw new StartError(
      `${path} was made by a newer version (format ${version}, this one knows ${formatVersion}): update, or ${another}`,
    )
  }
  if (version < 1) {
    throw new StartError(
      `${path} has format ${version}, which no version made: delete it, or ${another}`,
    )
  }
  const later = tablesMadeAfter(version)
  const missing = required.filter((name) => !names.includes(name) && !later.includes(name))
  if (missing.length > 0) {
    throw new StartError(
      `${path} has lost its tables (${missing.join(', ')}): bring them back, delete it, or ${another}`,
    )
  }
  return false
}
