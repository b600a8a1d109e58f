/** A file with the port, for scripts that let the gateway take any free one. */
import {
  accessSync,
  constants,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { StartError } from '../base/start-error.ts'

const explanations: Record<string, string> = {
  ENOENT: 'its folder is not there',
  ENOTDIR: 'it has a file where a folder should be',
  EISDIR: 'it is a folder',
  EACCES: 'permission is missing',
  EPERM: 'permission is missing',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
}

export interface PortFile {
  /**
   * Whole or not at all: whoever sees the file can read the port.
   *
   * @throws {StartError} when it cannot be written
   */
  write(port: number): void
  /**
   * At a stop the file goes, unless another gateway has written its own port there. Where none was
   * written, what was there before comes back: it may be that of a gateway that runs.
   */
  release(): void
}

/**
 * Before the start: takes away what a killed gateway has left, so that nobody reads it meanwhile.
 *
 * @throws {StartError} for a file with anything but a port in it, and for a place that cannot be
 *   written
 */
export function createPortFile(path: string): PortFile {
  const before = explaining(path, () => takeAway(path))
  let written: number | undefined

  return {
    write(port) {
      explaining(path, () => replace(path, port))
      written = port
    },
    release() {
      if (written === undefined && before !== undefined) replace(path, before)
      if (written !== undefined && readPort(path) === written) rmSync(path, { force: true })
    },
  }
}

function takeAway(path: string): number | undefined {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found?.isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' })
  const port = found === undefined || found.size > 6 ? undefined : readPort(path)
  if (found !== undefined && port === undefined) {
    throw new StartError(`${path} is there and holds no port: name another file with --port-file`)
  }
  rmSync(path, { force: true })
  accessSync(dirname(path), constants.W_OK)
  return port
}

function replace(path: string, port: number): void {
  const temporary = `${path}.${process.pid}.tmp`
  try {
    writeFileSync(temporary, `${port}\n`)
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}

/** @returns undefined where no file is, or one that holds no port */
export function readPort(path: string): number | undefined {
  try {
    const [, port] = /^(\d{1,5})\n$/.exec(readFileSync(path, 'utf8')) ?? []
    return port === undefined ? undefined : Number(port)
  } catch {
    return undefined
  }
}

function explaining<Result>(path: string, act: () => Result): Result {
  try {
    return act()
  } catch (error) {
    if (error instanceof StartError) throw error
    const { code = '', message } = error as NodeJS.ErrnoException
    throw new StartError(
      `${path} cannot hold the port, ${explanations[code] ?? message}: name another file with --port-file`,
    )
  }
}
