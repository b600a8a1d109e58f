import { closeSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'

const balloon = (folder: string) => `${folder}/balloon`
const piece = Buffer.alloc(1024 * 1024)

/** Takes all the room that the folder's disk has left. */
export function fillDisk(folder: string): void {
  const file = openSync(balloon(folder), 'w')
  try {
    for (let size = piece.length; size >= 512; ) {
      const { bavail, bsize } = statfsSync(folder)
      size = Math.min(size, Math.max(bavail * bsize, 512))
      try {
        writeSync(file, piece, 0, size)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
        size /= 2
      }
    }
  } finally {
    closeSync(file)
  }
}

export function makeRoom(folder: string): void {
  rmSync(balloon(folder), { force: true })
}
