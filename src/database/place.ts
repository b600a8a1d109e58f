/**
 * What lies where a database shall be, looked at before SQLite does: to open a file with SQLite may
 * change it, and to read a pipe waits for ever.
 */
import {
  accessSync,
  type BigIntStats,
  closeSync,
  constants,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Database } from 'better-sqlite3'
import { StartError } from '../base/start-error.ts'

/**
 * `orphan` is nothing with the changes of a database that was there beside it, `empty` a file
 * without a byte.
 */
export type Place = 'nothing' | 'orphan' | 'empty' | 'file'

/** @throws {StartError} or the system's error for what can be no database of ours */
export function lookAt(path: string): Place {
  // Before the file itself: its first rows are in it before others are beside it.
  const hasChanges = sizeOf(`${path}-wal`) > 0n
  const file = statSync(path, { bigint: true, throwIfNoEntry: false })
  if (file === undefined) return hasChanges ? 'orphan' : 'nothing'
  if (!file.isFile()) {
    throw new StartError(`${path} is ${kindOf(file)}: name a file with --db`)
  }
  // To close a file lets go of all locks that its process has on it.
  if (isHeldHere(file)) {
    throw new StartError(
      `${path} is held by another gateway of this process: close that one, or name another file with --db`,
    )
  }
  const header = readHeader(path)
  if (header.length === 0) {
    if (!hasChanges) return 'empty'
    throw new StartError(
      `${path} is empty, but ${path}-wal has changes of it: bring the file back, or delete both`,
    )
  }
  if (header.toString('latin1', 0, 15) !== 'SQLite format 3' && !isHalfFilled(path, header)) {
    throw new StartError(`${path} is not a database: name another file with --db`)
  }
  return 'file'
}

/**
 * Makes a file, with its folders.
 *
 * @param bytes what is in it from its first moment on, where the disk can do that; else it is empty
 * @returns false when another process was faster
 */
export function makeFile(path: string, bytes?: Buffer): boolean {
  makeFolder(dirname(resolve(path)))
  if (bytes !== undefined && makeWhole(path, bytes)) return true
  try {
    closeSync(openSync(path, 'wx', 0o644))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** @returns false, and leaves nothing behind, where there is a file already, no room, or no links */
function makeWhole(path: string, bytes: Buffer): boolean {
  const whole = `${path}-new-${process.pid}`
  try {
    writeFileSync(whole, bytes, { flag: 'wx', mode: 0o644 })
    linkSync(whole, path)
    return true
  } catch {
    return false
  } finally {
    rmSync(whole, { force: true })
  }
}

/** One after the other: where folders cannot be, as in /proc, `recursive` would try for ever. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return
  makeFolder(dirname(folder))
  try {
    mkdirSync(folder)
  } catch (error) {
    if (!existsSync(folder)) throw error
  }
}

/** Takes a file away that has stayed empty. Only for whoever made it, and holds it. */
export function removeEmpty(path: string, identity: string | undefined): void {
  if (identify(path) !== identity || sizeOf(path) > 0n) return
  try {
    rmSync(path)
  } catch {
    // Where an open file cannot be removed it stays: whoever starts next may fill it.
  }
}

/** Device and inode: the same file, whatever it is called. Undefined when there is none. */
export function identify(path: string): string | undefined {
  const file = statSync(path, { bigint: true, throwIfNoEntry: false })
  return file && identityOf(file)
}

function identityOf({ dev, ino }: BigIntStats): string {
  return `${dev}:${ino}`
}

/** By identity. A closed one counts as gone. */
const held = new Map<string, Database>()

/** Remembers that this process holds the file, until the database is closed. */
export function rememberHeld(path: string, database: Database): void {
  for (const [identity, { open }] of held) if (!open) held.delete(identity)
  const identity = identify(path)
  if (identity !== undefined) held.set(identity, database)
}

function isHeldHere(file: BigIntStats): boolean {
  return held.get(identityOf(file))?.open === true
}

function sizeOf(path: string): bigint {
  return statSync(path, { bigint: true, throwIfNoEntry: false })?.size ?? 0n
}

function kindOf(file: BigIntStats): string {
  if (file.isDirectory()) return 'a folder'
  if (file.isFIFO()) return 'a pipe'
  return file.isSocket() ? 'a socket' : 'a device'
}

function readHeader(path: string): Buffer {
  accessSync(path, constants.W_OK)
  const header = Buffer.alloc(100)
  // Some files of the kernel's own keep a reader waiting, and say that they are regular ones.
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    return header.subarray(0, readSync(file, header))
  } finally {
    closeSync(file)
  }
}

/** A process that ended while it filled a file may leave pages behind the first; SQLite undoes them. */
function isHalfFilled(path: string, header: Buffer): boolean {
  return header.every((byte) => byte === 0) && existsSync(`${path}-journal`)
}
