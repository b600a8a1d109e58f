/** Opens a world's SQLite file, or says in one sentence why it cannot be used and touches nothing. */
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readSync,
  rmSync,
} from 'node:fs'
import { dirname } from 'node:path'
import SQLite, { type Database } from 'better-sqlite3'
import { StartError } from '../start-error.ts'
import { countsAndTriggers, dropTriggers } from './counting.ts'
import { applicationId, formatVersion, indexes, tables } from './schema.ts'

/**
 * @param path a file, made with its folders if it is not there, or `:memory:`
 * @param fill writes the first rows of a new database; when it throws, no database is left behind
 * @throws {StartError} for a file of a newer format, of another program, that is no database, that
 *   another process holds, or that cannot be written
 */
export function openDatabase(path: string, fill: (database: Database) => void): Database {
  if (path === ':memory:') {
    const database = withCounts(new SQLite(path))
    create(database, fill)
    return database
  }

  const existed = existsSync(path)
  if (existed) refuseForeignFile(path)
  let database: Database | undefined
  try {
    mkdirSync(dirname(path), { recursive: true })
    // No waiting for a lock: it is held for as long as its process lives.
    database = withCounts(new SQLite(path, { timeout: 0 }))
    // One process a file. Also spares the shared-memory file beside it.
    database.pragma('main.locking_mode = EXCLUSIVE')
    refuseForeignFormat(path, database)
    database.pragma('journal_mode = WAL')
    // Commits are written before they are answered, so they survive the process; only a failing
    // machine could lose the latest ones.
    database.pragma('synchronous = NORMAL')
    database.exec('BEGIN IMMEDIATE; COMMIT')
    if (isEmpty(database)) create(database, fill)
    return database
  } catch (error) {
    database?.close()
    if (!existed && database !== undefined) {
      for (const suffix of ['', '-wal']) rmSync(path + suffix, { force: true })
    }
    throw explainDatabaseError(error, path)
  }
}

/** A database in memory with what another one held when it was serialized. */
export function openImage(image: Buffer): Database {
  return withCounts(new SQLite(image))
}

/** Empties every table and fills them again, in one transaction: it works whole or changes nothing. */
export function refill(database: Database, fill: (database: Database) => void): void {
  const names = database
    .prepare<[], string>(`
      SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
    .pluck()
    .all()
  try {
    database.transaction(() => {
      database.pragma('defer_foreign_keys = ON')
      database.exec(dropTriggers)
      for (const name of names) database.exec(`DELETE FROM "${name}"`)
      database.exec('DELETE FROM sqlite_sequence')
      fill(database)
      database.exec(countsAndTriggers)
    })()
  } finally {
    detachOthers(database)
  }
}

/** What `fill` has attached could not be let go before its transaction was over. */
function detachOthers(database: Database): void {
  const attached = database.pragma('database_list') as { name: string }[]
  for (const { name } of attached) {
    if (name !== 'main' && name !== 'temp') database.exec(`DETACH "${name}"`)
  }
}

/** Without this, REPLACE takes rows away unseen by the triggers that count. */
function withCounts(database: Database): Database {
  database.pragma('recursive_triggers = ON')
  return database
}

/** Rows of a fixture refer to each other rightly before they come here: SQLite need not look again. */
function create(database: Database, fill: (database: Database) => void): void {
  database.pragma('foreign_keys = OFF')
  database.transaction(() => {
    database.exec(tables)
    database.pragma(`application_id = ${applicationId}`)
    database.pragma(`user_version = ${formatVersion}`)
    fill(database)
    database.exec(indexes)
    database.exec(countsAndTriggers)
  })()
  detachOthers(database)
  database.pragma('foreign_keys = ON')
}

function isEmpty(database: Database): boolean {
  return database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0
}

/** Reads the header by hand: to open a file with SQLite may already change it. */
function refuseForeignFile(path: string): void {
  const header = Buffer.alloc(100)
  let length: number
  try {
    accessSync(path, constants.W_OK)
    const file = openSync(path, 'r')
    length = readSync(file, header)
    closeSync(file)
  } catch (error) {
    throw explainDatabaseError(error, path)
  }
  if (length === 0) return
  if (header.toString('latin1', 0, 15) !== 'SQLite format 3') {
    throw new StartError(`${path} is not a database: name another file with --db`)
  }
}

function refuseForeignFormat(path: string, database: Database): void {
  const application = database.pragma('application_id', { simple: true })
  const version = database.pragma('user_version', { simple: true }) as number
  if (application !== applicationId && !isEmpty(database)) {
    throw new StartError(`${path} is a database of another program: name another file with --db`)
  }
  if (version > formatVersion) {
    throw new StartError(
      `${path} was made by a newer version (format ${version}, this one knows ${formatVersion}): update, or name another file with --db`,
    )
  }
}

const explanations: Record<string, string> = {
  SQLITE_BUSY: 'is held by another process: stop that one, or name another file with --db',
  SQLITE_LOCKED: 'is held by another process: stop that one, or name another file with --db',
  SQLITE_READONLY: 'cannot be written: give write permission, or name another file with --db',
  SQLITE_CANTOPEN: 'cannot be opened: check its folder, or name another file with --db',
  SQLITE_FULL: 'cannot be written, the disk is full: make room, or name another file with --db',
  SQLITE_IOERR: 'cannot be read or written: check the disk, or name another file with --db',
  SQLITE_NOTADB: 'is not a database: name another file with --db',
  SQLITE_CORRUPT: 'is damaged: delete it, or name another file with --db',
  EACCES: 'cannot be opened: give permission, or name another file with --db',
  EPERM: 'cannot be opened: give permission, or name another file with --db',
  EROFS: 'is on a read-only disk: name another file with --db',
  ENOSPC: 'cannot be written, the disk is full: make room, or name another file with --db',
  ENOTDIR: 'has a file where a folder should be: name another file with --db',
  EEXIST: 'has a file where a folder should be: name another file with --db',
  EISDIR: 'is a folder: name a file with --db',
}

/** @returns a StartError where the error is the file's, the system's or the disk's; else the error */
export function explainDatabaseError(error: unknown, path: string): unknown {
  const code = (error as { code?: unknown }).code
  if (error instanceof StartError || typeof code !== 'string') return error
  const known = Object.keys(explanations).find(
    (name) => code === name || code.startsWith(`${name}_`),
  )
  return known === undefined ? error : new StartError(`${path} ${explanations[known]} (${code})`)
}
