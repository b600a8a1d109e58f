/**
 * A file as the first 0.1.0 wrote it, in format 1: the default world of then, a conversation and two
 * messages that were sent to it, and the tables of a search in it. It was shrunk by VACUUM.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { brotliDecompressSync } from 'node:zlib'

const packed = new URL('format-1.sqlite.br', import.meta.url)

/** Texts that were sent to it, the latest first. */
export const textsSent = ['Written before the upgrade', 'The quixotic umbrella of version one']

/** The conversation that was created in it, and by whose channel. */
export const conversationMade = {
  id: 'conv_540b5d6f-6dab-41b4-8e3d-79c30aecf73c',
  contact: 'con_f0623ab2-52c9-47de-bef3-a1a58ac9c63a',
}

export function writeOldFile(path: string): string {
  writeFileSync(path, brotliDecompressSync(readFileSync(packed)))
  return path
}
