/** Opens a world's SQLite file, or says in one sentence why it cannot be used and touches nothing. */
import SQLite, { type Database } from 'better-sqlite3'
import { checkColumns } from './check-columns.ts'
import { isAsClosed } from './clean-close.ts'
import { countsAndTriggers, dropTriggers } from './counting.ts'
import { refuseDamage } from './damage.ts'
import { explainDatabaseError } from './errors.ts'
import { isToBeFilled } from './foreign-tables.ts'
import { formatVersion, migrate } from './migrations.ts'
import { identify, lookAt, makeFile, type Place, rememberHeld, removeEmpty } from './place.ts'
import { isOfRoomNames } from './room-lists.ts'
import { applicationId, indexes, tables } from './schema.ts'
import { FileMoved, whenFree } from './when-free.ts'

/** Writes the first rows into empty tables, inside the caller's transaction. */
export type Fill = (database: Database) => void

/** A database that has what `Fill` would write, as bytes, where there is one. */
export type ReadImage = () => Buffer | undefined

/**
 * @param path a file, made with its folders if it is not there, or `:memory:`
 * @param fill when it throws, no database is left behind
 * @param warn told when a file is filled that may have been filled before, or is brought to another
 *   format
 * @param readImage what a new file begins with instead of being filled: that takes a third of the time
 * @throws {StartError} for what is no regular file, of another program or format, or damaged; for
 *   what another process holds, or cannot be written
 */
export function openDatabase(
  path: string,
  fill: Fill,
  warn: (message: string) => void = () => undefined,
  readImage: ReadImage = () => undefined,
): Database {
  try {
    if (path === ':memory:') return openInMemory(fill)
    return whenFree(() => openFile(path, fill, warn, readImage))
  } catch (error) {
    throw explainDatabaseError(error, path)
  }
}

function openInMemory(fill: Fill): Database {
  const database = withCounts(new SQLite(':memory:'))
  alone(database, () => writeFirstRows(database, fill))
  return database
}

/** Nothing is decided about the file before it is locked, and none removed but one that is empty. */
function openFile(
  path: string,
  fill: Fill,
  warn: (message: string) => void,
  readImage: ReadImage,
): Database {
  const place = lookAt(path)
  const isMade =
    place === 'nothing' ? makeFile(path, readImage()) : place === 'orphan' && makeFile(path)
  const identity = identify(path)
  // No waiting for a lock here: that would be done holding half of another one.
  const database = withCounts(new SQLite(path, { timeout: 0 }))
  let isLocked = false
  try {
    // One process a file. Also spares the shared-memory file beside it.
    database.pragma('main.locking_mode = EXCLUSIVE')
    const isFilled = alone(database, () => {
      // Whoever held it before may have removed it since we opened it.
      if (identify(path) !== identity) throw new FileMoved(path)
      isLocked = true
      const isEmpty = isToBeFilled(path, database)
      if (isEmpty) writeFirstRows(database, fill)
      else if (!isMade && !isAsClosed(path, database)) refuseDamage(path, database)
      return isEmpty
    })
    // Commits are written before they are answered, so they survive the process; only a failing
    // machine could lose the latest ones.
    database.pragma('synchronous = NORMAL')
    // Not before: first rows beside the file could be lost apart from it.
    database.pragma('journal_mode = WAL')
    // Twice SQLite's own: 8 MiB. What moves at once writes the same pages again and again, and waits for
    // the disk only as often as they are copied. Four times would hold others up for longer than 30 ms.
    database.pragma('wal_autocheckpoint = 2000')
    const format = migrate(database)
    if (!isFilled) checkColumns(database)
    if (format < formatVersion) warn(`${path} ${whatBecame(format)}`)
    rememberHeld(path, database)
    if (isFilled && place !== 'nothing') warn(`${path} ${whatWasThere[place]}: filled anew`)
    return database
  } catch (error) {
    const isMoved = identify(path) !== identity
    if (isMade && isLocked && !isMoved) removeEmpty(path, identity)
    database.close()
    throw isMoved ? new FileMoved(path) : error
  }
}

const whatWasThere: Record<Exclude<Place, 'nothing'>, string> = {
  orphan: 'was gone, while changes of it were left beside it',
  empty: 'was there and empty',
  file: 'was a database without tables; if it had some, they are lost',
}

const whatBecame = (format: number) =>
  `was made by an older version: brought from format ${format} to ${formatVersion}, which that one cannot open`

/** A database in memory with what another one held when it was serialized. */
export function openImage(image: Buffer): Database {
  return withCounts(new SQLite(image))
}

/** Empties every table and fills them again, in one transaction: it works whole or changes nothing. */
export function refill(database: Database, fill: Fill): void {
  const names = database
    .prepare<[], string>(`
      SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
    .pluck()
    .all()
    .filter((name) => !isOfRoomNames(name))
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

/**
 * The first transaction, which locks the file. Rows of a fixture refer to each other rightly before
 * they come here: SQLite need not look again. Nor need it wait for the disk, because nothing has
 * been answered yet: the change to WAL that follows does.
 */
function alone<Result>(database: Database, act: () => Result): Result {
  database.pragma('foreign_keys = OFF')
  database.pragma('synchronous = OFF')
  const result = database.transaction(act).exclusive()
  detachOthers(database)
  database.pragma('foreign_keys = ON')
  return result
}

function writeFirstRows(database: Database, fill: Fill): void {
  database.exec(tables)
  database.pragma(`application_id = ${applicationId}`)
  database.pragma(`user_version = ${formatVersion}`)
  fill(database)
  database.exec(indexes)
  database.exec(countsAndTriggers)
}
