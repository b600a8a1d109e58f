/** Worlds as they once were, by name: in memory, or as files beside the database. */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '../base/clock.ts'
import { freeImage } from '../database/image.ts'
import { checkName, WorldProblem } from './problem.ts'
import type { SnapshotSummary } from './summaries.ts'

export interface Snapshots {
  /**
   * @param world null when it comes from outside
   * @param image belongs to the snapshot from now on
   */
  write(name: string, world: string | null, image: Buffer): SnapshotSummary
  /**
   * @returns what is not to be changed, and there until the snapshot is replaced or removed
   * @throws {WorldProblem} `unknown`
   */
  read(name: string): Buffer
  list(): SnapshotSummary[]
  /** @throws {WorldProblem} `unknown` */
  remove(name: string): void
}

interface Kept {
  /** undefined where it is a file. */
  image: Buffer | undefined
  summary: SnapshotSummary
}

const ending = '.sqlite'

/**
 * @param db the database of `default`: with a file, its snapshots are files in the folder
 *   `<file>-snapshots`, and those of an earlier process are there again
 */
export function createSnapshots(clock: Clock, db: string): Snapshots {
  const folder = db === ':memory:' ? undefined : `${db}-snapshots`
  const fileOf = (name: string) => join(folder ?? '', name + ending)
  const kept = new Map<string, Kept>(folder === undefined ? [] : readFolder(folder))

  function find(name: string): Kept {
    const found = kept.get(name)
    if (found !== undefined) return found
    throw new WorldProblem('unknown', `no snapshot ${name}: PUT /_mock/snapshots/${name} takes one`)
  }

  return {
    write(name, world, image) {
      checkName('snapshot', name)
      const isFile = folder !== undefined && (world === 'default' || world === null)
      if (isFile) writeOrExplain(folder, fileOf(name), image)
      else if (folder !== undefined) rmSync(fileOf(name), { force: true })
      const summary = { name, world, created_at: clock().toISOString(), bytes: image.length }
      const before = kept.get(name)?.image
      kept.set(name, { image: isFile ? undefined : image, summary })
      if (before !== undefined) freeImage(before)
      if (isFile) freeImage(image)
      return summary
    },
    read(name) {
      const { image } = find(name)
      if (image !== undefined) return image
      try {
        return readFileSync(fileOf(name))
      } catch (error) {
        throw new WorldProblem(
          'unknown',
          `snapshot ${name} is lost: ${codeOf(error)} when reading it`,
        )
      }
    },
    list: () => [...kept.values()].map(({ summary }) => summary),
    remove(name) {
      const { image } = find(name)
      if (image === undefined) rmSync(fileOf(name), { force: true })
      else freeImage(image)
      kept.delete(name)
    },
  }
}

/** A file is not told what world it was taken of: only default and uploads are files. */
function readFolder(folder: string): [string, Kept][] {
  if (!existsSync(folder)) return []
  return readdirSync(folder).flatMap((file): [string, Kept][] => {
    const name = file.slice(0, -ending.length)
    // What a killed process had begun.
    if (file.endsWith('.part')) rmSync(join(folder, file), { force: true, recursive: true })
    if (!file.endsWith(ending)) return []
    const { size, mtime } = statSync(join(folder, file))
    const summary = { name, world: null, created_at: mtime.toISOString(), bytes: size }
    return [[name, { image: undefined, summary }]]
  })
}

/** @throws {WorldProblem} `unwritable`, for a disk that is full or a folder that is not ours */
function writeOrExplain(folder: string, file: string, image: Buffer): void {
  try {
    writeWhole(folder, file, image)
  } catch (error) {
    throw new WorldProblem(
      'unwritable',
      `${file} cannot be written (${codeOf(error)}): make room for ${image.length} bytes, or let it be written; what had the name before is there still`,
    )
  }
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? String(error)

/** Under another name first: whoever is killed meanwhile leaves the one before as it was. */
function writeWhole(folder: string, file: string, image: Buffer): void {
  mkdirSync(folder, { recursive: true })
  const part = `${file}.part`
  const handle = openSync(part, 'w')
  try {
    for (let at = 0; at < image.length; ) at += writeSync(handle, image, at)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  renameSync(part, file)
}
