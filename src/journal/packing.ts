/** The journal of a parked world, in a tenth of the room. */
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { Entry, Texts } from './entry.ts'
import type { Ring } from './ring.ts'

export interface Packed {
  bytes: Buffer
  dropped: number
}

export function pack<One extends Entry>(ring: Ring<One>): Packed | undefined {
  const entries = ring.entries()
  if (entries.length === 0 && ring.dropped() === 0) return undefined
  const text = JSON.stringify(entries.map((entry) => [entry, ring.textsOf(entry)]))
  // A buffer of its own: what comes from there may be a part of something larger.
  const packed = deflateRawSync(text)
  const bytes = Buffer.allocUnsafeSlow(packed.length)
  packed.copy(bytes)
  return { bytes, dropped: ring.dropped() }
}

/** Fills an empty ring. */
export function unpack<One extends Entry>({ bytes, dropped }: Packed, ring: Ring<One>): void {
  const entries = JSON.parse(inflateRawSync(bytes).toString()) as [One, Texts][]
  ring.clear(dropped)
  for (const [entry, texts] of entries) ring.add(entry, texts)
}
