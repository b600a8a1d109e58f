/**
 * A world that rests, as what its database differs in from its fixture's image. A write touches some
 * thirty pages, most of them in a few bytes: the differences are mostly zeros and compress to a tenth.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib'

const pageSize = 4096

export interface Parked {
  base: Buffer
  length: number
  /** Where the pages begin that differ. */
  places: number[]
  /** What they differ in, one behind the other, compressed. */
  differences: Buffer
  /** What it takes of memory, beside the base. */
  bytes: number
}

export function park(image: Buffer, base: Buffer): Parked {
  const places: number[] = []
  for (let at = 0; at < image.length; at += pageSize) {
    const page = image.subarray(at, at + pageSize)
    if (!page.equals(base.subarray(at, at + pageSize))) places.push(at)
  }
  const found = Buffer.alloc(places.length * pageSize)
  for (const [n, at] of places.entries()) {
    image.copy(found, n * pageSize, at, at + pageSize)
    blend(found, n * pageSize, base, at)
  }
  const deflated = deflateRawSync(found, { level: 6 })
  // A copy of its own: what the compressor gives, and small buffers, are cut out of something larger.
  const differences = Buffer.allocUnsafeSlow(deflated.length)
  deflated.copy(differences)
  const bytes = differences.length + places.length * 8
  return { base, length: image.length, places, differences, bytes }
}

/** @returns the image that was parked */
export function unpark({ base, length, places, differences }: Parked): Buffer {
  // Every byte of it is written: pages that the base has not are among the differences.
  const image = Buffer.allocUnsafeSlow(length)
  base.copy(image, 0, 0, Math.min(length, base.length))
  const found = inflateRawSync(differences)
  for (const [n, at] of places.entries()) {
    blend(found, n * pageSize, base, at)
    found.copy(image, at, n * pageSize, (n + 1) * pageSize)
  }
  return image
}

/** Takes what two pages have in common out of the one, or puts it back: the same either way. */
function blend(pages: Buffer, place: number, base: Buffer, at: number): void {
  const end = Math.min(pageSize, base.length - at)
  for (let n = 0; n < end; n += 1) {
    pages[place + n] = (pages[place + n] as number) ^ (base[at + n] as number)
  }
}
