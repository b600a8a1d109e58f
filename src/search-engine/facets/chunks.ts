import { DocSet } from '../base/docset.ts'

/**
 * Sets of documents are stored in chunks of 4096 ids, so that adding a document touches little:
 * the ids within the chunk as 16-bit numbers, or as a bitmap once that is shorter.
 */
const CHUNK_BITS = 12
export const CHUNK_SIZE = 1 << CHUNK_BITS
const BITMAP_BYTES = CHUNK_SIZE / 8
const CHUNK_WORDS = CHUNK_SIZE / 32

export function chunkOf(docid: number): number {
  return docid >>> CHUNK_BITS
}

/** A stored chunk, undefined for none, with these ids of it added or removed; null when none is left. */
export function changeChunk(
  stored: Uint8Array | undefined,
  docids: readonly number[],
  added: boolean,
): Uint8Array | null {
  if (stored === undefined && docids.length * 2 < BITMAP_BYTES) return writeOffsets(docids)
  const bitmap = stored ? toBitmap(stored) : Buffer.alloc(BITMAP_BYTES)
  for (const docid of docids) {
    const offset = docid & (CHUNK_SIZE - 1)
    const byte = bitmap[offset >>> 3] as number
    const bit = 1 << (offset & 7)
    bitmap[offset >>> 3] = added ? byte | bit : byte & ~bit
  }
  const offsets = readShortBitmap(bitmap)
  if (offsets === null) return bitmap
  return offsets.length === 0 ? null : writeOffsets(offsets)
}

function toBitmap(stored: Uint8Array): Uint8Array {
  const bitmap = Buffer.alloc(BITMAP_BYTES)
  if (stored.length === BITMAP_BYTES) {
    bitmap.set(stored)
    return bitmap
  }
  for (const offset of readOffsets(stored)) {
    bitmap[offset >>> 3] = (bitmap[offset >>> 3] as number) | (1 << (offset & 7))
  }
  return bitmap
}

/** The ids in a bitmap, or null as soon as they are too many for a list. */
function readShortBitmap(bitmap: Uint8Array): number[] | null {
  const offsets: number[] = []
  for (let at = 0; at < BITMAP_BYTES; at++) {
    const byte = bitmap[at] as number
    if (byte === 0) continue
    for (let bit = 0; bit < 8; bit++) if ((byte >>> bit) & 1) offsets.push(at * 8 + bit)
    if (offsets.length * 2 >= BITMAP_BYTES) return null
  }
  return offsets
}

/** Collects stored chunks into one set. */
export class ChunkReader {
  #words = new Uint32Array(CHUNK_WORDS)

  add(chunk: number, stored: Uint8Array): void {
    const base = chunk * CHUNK_WORDS
    this.#reserve(base + CHUNK_WORDS)
    if (stored.length === BITMAP_BYTES) {
      const view = new DataView(stored.buffer, stored.byteOffset, stored.length)
      for (let at = 0; at < CHUNK_WORDS; at++) {
        this.#words[base + at] = (this.#words[base + at] as number) | view.getUint32(at * 4, true)
      }
      return
    }
    for (let at = 0; at < stored.length; at += 2) {
      this.#addOffset(base, (stored[at] as number) | ((stored[at + 1] as number) << 8))
    }
  }

  /** Adds chunks written by SQLite as `chunk:HEX,chunk:HEX,…`, far cheaper than row by row. */
  addHex(text: string): void {
    let at = 0
    while (at < text.length) {
      const colon = text.indexOf(':', at)
      const chunk = Number(text.slice(at, colon))
      const comma = text.indexOf(',', colon)
      const end = comma < 0 ? text.length : comma
      if (end - colon === 5) this.#addHexOffset(chunk, text, colon + 1)
      else this.add(chunk, Buffer.from(text.slice(colon + 1, end), 'hex'))
      at = end + 1
    }
  }

  toSet(): DocSet {
    return new DocSet(this.#words)
  }

  #addHexOffset(chunk: number, text: string, at: number): void {
    const low = (hexDigit(text, at) << 4) | hexDigit(text, at + 1)
    const high = (hexDigit(text, at + 2) << 4) | hexDigit(text, at + 3)
    const base = chunk * CHUNK_WORDS
    this.#reserve(base + CHUNK_WORDS)
    this.#addOffset(base, low | (high << 8))
  }

  #addOffset(base: number, offset: number): void {
    const word = base + (offset >>> 5)
    this.#words[word] = (this.#words[word] as number) | (1 << (offset & 31))
  }

  #reserve(length: number): void {
    if (length <= this.#words.length) return
    const words = new Uint32Array(Math.max(length, this.#words.length * 2))
    words.set(this.#words)
    this.#words = words
  }
}

/** The ids of a chunk, ascending. */
export function readDocids(chunk: number, stored: Uint8Array): number[] {
  return readOffsets(stored).map((offset) => chunk * CHUNK_SIZE + offset)
}

function hexDigit(text: string, at: number): number {
  const unit = text.charCodeAt(at)
  return unit <= 0x39 ? unit - 0x30 : unit - 0x37
}

/** The ids within a stored chunk, ascending. */
function readOffsets(stored: Uint8Array): number[] {
  const offsets: number[] = []
  if (stored.length === BITMAP_BYTES) {
    for (let offset = 0; offset < CHUNK_SIZE; offset++) {
      if (((stored[offset >>> 3] as number) >>> (offset & 7)) & 1) offsets.push(offset)
    }
    return offsets
  }
  for (let at = 0; at < stored.length; at += 2) {
    offsets.push((stored[at] as number) | ((stored[at + 1] as number) << 8))
  }
  return offsets
}

/** The ids must ascend. */
function writeOffsets(docids: readonly number[]): Uint8Array {
  const stored = Buffer.allocUnsafe(docids.length * 2)
  for (const [index, docid] of docids.entries()) {
    stored.writeUInt16LE(docid & (CHUNK_SIZE - 1), index * 2)
  }
  return stored
}
