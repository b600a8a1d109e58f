/** What SQLite and the system say about a file, in sentences that tell the way out. */
import SQLite from 'better-sqlite3'
import { StartError } from '../base/start-error.ts'

/** By code, or by what a longer code begins with. */
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
  ENOENT: 'is in a folder that cannot be made: name another file with --db',
  ENOTDIR: 'has a file where a folder should be: name another file with --db',
  EEXIST: 'has a file where a folder should be: name another file with --db',
  EISDIR: 'is a folder: name a file with --db',
  ELOOP: 'is a link that leads back to itself: name another file with --db',
  ENAMETOOLONG: 'has too long a name: name another file with --db',
}

/** @returns a StartError where the error is the file's, the system's or the disk's; else the error */
export function explainDatabaseError(error: unknown, path: string): unknown {
  const code = (error as { code?: unknown }).code
  if (error instanceof StartError || typeof code !== 'string') return error
  if (code === 'SQLITE_ERROR') {
    return new StartError(
      `${path} has not the tables of this program (${(error as Error).message}): name another file with --db`,
    )
  }
  const sentence = sentenceOf(code, path)
  return sentence === undefined ? error : new StartError(sentence)
}

/**
 * What a start would say of an error that SQLite throws later.
 *
 * @returns undefined for every other error: a bug, or not the database's
 */
export function explainQueryError(error: unknown, path: string): string | undefined {
  return error instanceof SQLite.SqliteError ? sentenceOf(error.code, path) : undefined
}

function sentenceOf(code: string, path: string): string | undefined {
  const known = Object.keys(explanations).find(
    (name) => code === name || code.startsWith(`${name}_`),
  )
  return known === undefined ? undefined : `${path} ${explanations[known]} (${code})`
}

/** The sentence for damage that a check has found. */
export function damaged(path: string, finding: string): string {
  return `${path} ${explanations.SQLITE_CORRUPT} (${finding})`
}
