/** Whether a running world can rely on its database, and since when it could not. */
import type { Database } from 'better-sqlite3'
import { distrust } from './clean-close.ts'
import { lookForDamage } from './damage.ts'
import { explainQueryError } from './errors.ts'
import { watchFile } from './watch-file.ts'

/** How often the file is compared with the one that was opened. */
const lookMs = 2_000

const takeLock = 'BEGIN IMMEDIATE; ROLLBACK'

/**
 * What tells whether there is room again. A few bytes often find room on a disk that is full; and
 * what one transaction writes and takes back is not written at all.
 */
const takeRoom = `
  INSERT OR REPLACE INTO meta (key, value) VALUES ('room', hex(zeroblob(32768)));
  DELETE FROM meta WHERE key = 'room'`

export interface DatabaseHealth {
  /**
   * To be told of errors that requests meet. A failed read or write is remembered.
   *
   * @returns what a start would say of it, or undefined when it is not the file's or the disk's
   */
  explain(error: unknown): string | undefined
  /**
   * Looks at the file, and writes after a write has failed.
   *
   * @returns in a sentence what is wrong, or undefined
   */
  problem(): string | undefined
  /** Whether a file that was there at the start has been looked at for damage. */
  isChecked(): boolean
  close(): void
}

/**
 * @param path the database's file, or `:memory:`
 * @param warn told once of each problem
 */
export function createDatabaseHealth(
  database: Database,
  path: string,
  warn: (message: string) => void,
): DatabaseHealth {
  let damage: string | undefined
  let failure: string | undefined
  let told: string | undefined
  const isFile = path !== ':memory:'
  const file = isFile ? watchFile(path) : undefined
  const look = isFile ? setInterval(() => tell(file?.() ?? told), lookMs).unref() : undefined
  const check = isFile ? lookForDamage(path, database, foundDamage) : undefined

  function foundDamage(sentence: string): void {
    rememberDamage(sentence)
    tell(sentence)
  }

  function rememberDamage(sentence: string): void {
    if (damage === undefined) distrust(path)
    damage ??= sentence
  }

  function explain(error: unknown): string | undefined {
    const sentence = explainQueryError(error, path)
    if (sentence === undefined) return undefined
    if (/\(SQLITE_(CORRUPT|NOTADB)\w*\)$/.test(sentence)) rememberDamage(sentence)
    else failure = sentence
    return sentence
  }

  function tryToWrite(): void {
    try {
      database.exec(failure === undefined ? takeLock : takeRoom)
      failure = undefined
    } catch (error) {
      failure = explain(error) ?? `${path} cannot be written: ${(error as Error).message}`
    }
  }

  function tell(problem: string | undefined): string | undefined {
    if (problem !== undefined && problem !== told) warn(problem)
    told = problem
    return problem
  }

  return {
    explain,
    problem() {
      tryToWrite()
      return tell(file?.() ?? damage ?? failure)
    },
    isChecked: () => check?.isOver() ?? true,
    close() {
      clearInterval(look)
      check?.stop()
    },
  }
}
