import { hash } from 'node:crypto'

/** Hex digits that depend on the text alone: what a population's ids, names and numbers grow from. */
export function stableHex(text: string): string {
  return hash('sha1', text)
}

/** The first 32 of some hex digits in the form of a UUID v4. */
export function uuidOf(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
