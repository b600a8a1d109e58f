/** A world that rests, as the pages of its database that differ from its fixture's image. */
const pageSize = 4096

export interface Parked {
  base: Buffer
  length: number
  pages: Map<number, Buffer>
  bytes: number
}

export function park(image: Buffer, base: Buffer): Parked {
  const pages = new Map<number, Buffer>()
  let bytes = 0
  for (let at = 0; at < image.length; at += pageSize) {
    const page = image.subarray(at, at + pageSize)
    if (page.equals(base.subarray(at, at + pageSize))) continue
    // A copy, so that the rest of the image is let go.
    pages.set(at, Buffer.from(page))
    bytes += page.length
  }
  return { base, length: image.length, pages, bytes }
}

/** @returns the image that was parked */
export function unpark({ base, length, pages }: Parked): Buffer {
  const image = Buffer.alloc(length)
  base.copy(image, 0, 0, Math.min(length, base.length))
  for (const [at, page] of pages) page.copy(image, at)
  return image
}
