/** A process that opens databases when it is told to, as a start does, and tells how that ended. */
import { readdirSync, statSync } from 'node:fs'
import SQLite, { type Database } from 'better-sqlite3'
import { openDatabase } from '../../src/database/database.ts'

export interface Order {
  path: string
  /** When to open it, so that two processes do at once. Default: now. */
  at?: number
  /** Where to stop itself by SIGSTOP: with the file open and not locked, or amid its first rows. */
  stop?: 'opened' | 'filling'
  /** Whether the first rows fail. */
  fails?: boolean
}

export interface Outcome {
  started: boolean
  /** Why it did not. */
  message: string
  /** Whether the path leads to the file that it has open; true where the system does not tell. */
  hasFileOfPath: boolean
}

/** Rows enough to be written out before they are committed. */
const many = 20_000

let database: Database | undefined

process.on('message', (order: Order | 'finish') => {
  process.send?.(order === 'finish' ? finish() : open(order))
})

function open({ path, at = 0, stop, fails = false }: Order): Outcome {
  while (Date.now() < at);
  if (stop === 'opened') stopAtFirstPragma()
  try {
    database = openDatabase(path, (into) => {
      into.pragma('cache_size = 10')
      into.prepare("INSERT INTO meta VALUES ('winner', ?)").run(String(process.pid))
      if (stop === 'filling') {
        const insert = into.prepare('INSERT INTO organizations (id, name) VALUES (?, ?)')
        for (let n = 0; n < many; n += 1) insert.run(`org_${n}`, 'An organization')
        process.kill(process.pid, 'SIGSTOP')
      }
      if (fails) throw new Error('no rows')
    })
    return { started: true, message: '', hasFileOfPath: isOpen(path) }
  } catch (error) {
    return { started: false, message: (error as Error).message, hasFileOfPath: false }
  }
}

/** The first thing that a start asks of an open database. */
function stopAtFirstPragma(): void {
  const { pragma } = SQLite.prototype
  SQLite.prototype.pragma = function stopping(...args) {
    SQLite.prototype.pragma = pragma
    process.kill(process.pid, 'SIGSTOP')
    return pragma.apply(this, args)
  }
}

function isOpen(path: string): boolean {
  if (process.platform !== 'linux') return true
  const { ino } = statSync(path)
  return readdirSync('/proc/self/fd').some(
    (fd) => statSync(`/proc/self/fd/${fd}`, { throwIfNoEntry: false })?.ino === ino,
  )
}

/** Stores something that it could have answered with 200, and ends. */
function finish(): 'finished' {
  database?.prepare("INSERT OR REPLACE INTO meta VALUES ('answered', ?)").run(String(process.pid))
  database?.close()
  database = undefined
  return 'finished'
}
