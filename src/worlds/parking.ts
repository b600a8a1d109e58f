/**
 * A world that rests, as what its database differs in from its fixture's image. A write touches some forty
 * pages, most of them in a few bytes or by moving what is in them: they are compressed with what the
 * image has in their places as the dictionary, and take some hundred bytes each.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib'

const pageSize = 4096

/** So many pages are compressed at once that each can still look back at its own in the dictionary. */
const together = 7

/** Looks back over 32 KiB. */
const compression = { level: 6, windowBits: 15, memLevel: 7 }

export interface Parked {
  base: Buffer
  length: number
  /** Where the pages begin that differ. */
  places: Uint32Array
  /** How long each seven of them are, compressed. */
  lengths: Uint16Array
  /** These, one behind the other. */
  differences: Buffer
  /** What it takes of memory, beside the base. */
  bytes: number
}

export function park(image: Buffer, base: Buffer): Parked {
  const found: number[] = []
  for (let at = 0; at < image.length; at += pageSize) {
    const page = image.subarray(at, at + pageSize)
    if (!page.equals(base.subarray(at, at + pageSize))) found.push(at)
  }
  const places = Uint32Array.from(found)
  const pieces = groupsOf(places).map((group) =>
    deflateRawSync(pagesAt(image, group), { ...compression, dictionary: pagesAt(base, group) }),
  )
  // A buffer of its own: small ones are cut out of something larger.
  const differences = Buffer.allocUnsafeSlow(pieces.reduce((sum, { length }) => sum + length, 0))
  let end = 0
  for (const piece of pieces) end += piece.copy(differences, end)
  const lengths = Uint16Array.from(pieces, ({ length }) => length)
  const bytes = differences.length + places.byteLength + lengths.byteLength
  return { base, length: image.length, places, lengths, differences, bytes }
}

/** @returns the image that was parked */
export function unpark({ base, length, places, lengths, differences }: Parked): Buffer {
  // Every byte of it is written: pages that the base has not are among the differences.
  const image = Buffer.allocUnsafeSlow(length)
  base.copy(image, 0, 0, Math.min(length, base.length))
  let begin = 0
  for (const [n, group] of groupsOf(places).entries()) {
    const end = begin + (lengths[n] ?? 0)
    const dictionary = pagesAt(base, group)
    const pages = inflateRawSync(differences.subarray(begin, end), { ...compression, dictionary })
    for (const [m, at] of group.entries()) pages.copy(image, at, m * pageSize, (m + 1) * pageSize)
    begin = end
  }
  return image
}

function groupsOf(places: Uint32Array): Uint32Array[] {
  const count = Math.ceil(places.length / together)
  return Array.from({ length: count }, (_, n) => places.subarray(n * together, (n + 1) * together))
}

/** @returns the pages one behind the other; zeros for one that is not there */
function pagesAt(image: Buffer, places: Uint32Array): Buffer {
  const pages = Buffer.alloc(places.length * pageSize)
  for (const [n, at] of places.entries()) {
    pages.set(image.subarray(at, at + pageSize), n * pageSize)
  }
  return pages
}
