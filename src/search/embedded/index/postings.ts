import type { Database } from 'better-sqlite3'
import type { Place } from './extract.ts'

/**
 * A posting list: pairs of docid and place, ascending, as `[docid, place, docid, place, …]`.
 * It may hold a document several times, once for each place.
 */
export type Pairs = Uint32Array

export interface PostingStore {
  /** The whole list of a word, empty when there is none. Not to be changed. */
  read(wordId: number): Pairs
  /** Adds pairs to a list. */
  append(wordId: number, pairs: Pairs): void
  /** Takes all places of some documents out of a list; false when nothing is left of it. */
  removeDocuments(wordId: number, docids: ReadonlySet<number>): boolean
}

/** How many numbers of posting lists are kept in memory: 32 MB. */
const CACHE_LIMIT = 8 * 1024 * 1024

/**
 * Posting lists in SQLite with a cache in memory.
 *
 * A list grows by segments; two neighbours are joined when the later one is at least half as
 * long, so that a list has few of them and is rewritten only a few times as it grows.
 */
export function openPostings(db: Database): PostingStore {
  const select = db
    .prepare<[number], Buffer>(
      'SELECT pairs FROM search_text_postings WHERE word_id = ? ORDER BY segment',
    )
    .pluck()
  const selectLengths = db.prepare<[number], { segment: number; length: number }>(
    `SELECT segment, length(pairs) AS length FROM search_text_postings
     WHERE word_id = ? ORDER BY segment`,
  )
  const selectSegment = db
    .prepare<[number, number], Buffer>(
      'SELECT pairs FROM search_text_postings WHERE word_id = ? AND segment = ?',
    )
    .pluck()
  const insert = db.prepare<[number, number, Buffer]>(
    'INSERT OR REPLACE INTO search_text_postings (word_id, segment, pairs) VALUES (?, ?, ?)',
  )
  const deleteSegment = db.prepare<[number, number]>(
    'DELETE FROM search_text_postings WHERE word_id = ? AND segment = ?',
  )
  const deleteAll = db.prepare<[number]>('DELETE FROM search_text_postings WHERE word_id = ?')

  const cache = new Map<number, Pairs>()
  let cached = 0
  /** Segment lengths in bytes, by word. */
  const lengths = new Map<number, number[]>()

  function keep(wordId: number, pairs: Pairs): void {
    forget(wordId)
    cache.set(wordId, pairs)
    cached += pairs.length
    for (const [oldest, list] of cache) {
      if (cached <= CACHE_LIMIT || oldest === wordId) break
      cache.delete(oldest)
      cached -= list.length
    }
  }

  function forget(wordId: number): void {
    const list = cache.get(wordId)
    if (list === undefined) return
    cache.delete(wordId)
    cached -= list.length
  }

  function segmentLengths(wordId: number): number[] {
    const known = lengths.get(wordId)
    if (known !== undefined) return known
    if (lengths.size > 200_000) lengths.clear()
    const read = selectLengths.all(wordId).map((row) => row.length)
    lengths.set(wordId, read)
    return read
  }

  return {
    read(wordId) {
      const known = cache.get(wordId)
      if (known !== undefined) return known
      const pairs = inOrder(joined(select.all(wordId)))
      keep(wordId, pairs)
      return pairs
    },
    append(wordId, pairs) {
      const sizes = segmentLengths(wordId)
      let bytes: Buffer = Buffer.from(pairs.buffer, pairs.byteOffset, pairs.byteLength)
      while (sizes.length > 0 && (sizes.at(-1) as number) <= 2 * bytes.length) {
        const last = selectSegment.get(wordId, sizes.length - 1)
        if (last === undefined) break
        bytes = Buffer.concat([last, bytes])
        deleteSegment.run(wordId, sizes.length - 1)
        sizes.pop()
      }
      insert.run(wordId, sizes.length, bytes)
      sizes.push(bytes.length)
      const known = cache.get(wordId)
      if (known !== undefined) keep(wordId, inOrder(appended(known, pairs)))
    },
    removeDocuments(wordId, docids) {
      const kept: number[] = []
      const pairs = inOrder(joined(select.all(wordId)))
      for (let at = 0; at < pairs.length; at += 2) {
        const docid = pairs[at] as number
        if (!docids.has(docid)) kept.push(docid, pairs[at + 1] as number)
      }
      deleteAll.run(wordId)
      forget(wordId)
      lengths.delete(wordId)
      if (kept.length === 0) return false
      const rest = Uint32Array.from(kept)
      insert.run(wordId, 0, Buffer.from(rest.buffer))
      return true
    },
  }
}

/** The pairs of one document's places. */
export function pairsOf(docid: number, places: readonly Place[]): number[] {
  const pairs: number[] = []
  for (const place of places) pairs.push(docid, place)
  return pairs
}

function joined(segments: readonly Buffer[]): Pairs {
  const length = segments.reduce((sum, segment) => sum + segment.length, 0)
  const pairs = new Uint32Array(length / 4)
  const bytes = new Uint8Array(pairs.buffer)
  let at = 0
  for (const segment of segments) {
    bytes.set(segment, at)
    at += segment.length
  }
  return pairs
}

function appended(pairs: Pairs, more: Pairs): Pairs {
  const all = new Uint32Array(pairs.length + more.length)
  all.set(pairs)
  all.set(more, pairs.length)
  return all
}

/** Lists mostly are in order; a document that took a freed docid comes late. */
function inOrder(pairs: Pairs): Pairs {
  if (isAscending(pairs)) return pairs
  const keys = new Float64Array(pairs.length / 2)
  for (let at = 0; at < keys.length; at++) {
    keys[at] = (pairs[2 * at] as number) * 2 ** 32 + (pairs[2 * at + 1] as number)
  }
  keys.sort()
  const sorted = new Uint32Array(pairs.length)
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at] as number
    sorted[2 * at] = Math.floor(key / 2 ** 32)
    sorted[2 * at + 1] = key % 2 ** 32
  }
  return sorted
}

function isAscending(pairs: Pairs): boolean {
  for (let at = 2; at < pairs.length; at += 2) {
    const docid = pairs[at] as number
    const before = pairs[at - 2] as number
    if (docid < before) return false
    if (docid === before && (pairs[at + 1] as number) < (pairs[at - 1] as number)) return false
  }
  return true
}
