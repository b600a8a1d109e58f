import type { Database } from 'better-sqlite3'
import { type Clock, runInSlices, SLICE_MS, startSlice } from '../base/slices.ts'
import type { DocumentSource } from '../indexes/document-source.ts'
import { type EmbeddedIndex, openIndex } from '../indexes/embedded-index.ts'
import { nothingBefore, toItem } from '../indexes/index-items.ts'
import { indexNotFound } from '../request/refusal.ts'
import { resolveSettings } from '../settings/settings.ts'
import { createCheckpoints } from './checkpoints.ts'

/** The indexes of a database, each brought to where its source is, by one at a time. */
export interface Indexes {
  /** Throws what the source throws. */
  exists(uid: string): boolean
  /** How often an index has changed. */
  changesOf(uid: string): number
  isHeld(uid: string): boolean
  /** Keeps others from changing an index until `work` has ended; nobody may be at work on it. */
  holding<Result>(uid: string, work: Promise<Result>): Promise<Result>
  /** Waits for the work on an index; that it fails is told to whoever began it. */
  settled(uid: string): Promise<void>
  /**
   * Brings an index to where its source was when this was called, together with other callers.
   * Refuses one that is not there, or whose source goes meanwhile.
   */
  upToDate(uid: string, withText: boolean): Promise<EmbeddedIndex>
  /** A slice of the same for nobody, unless the index is held. Answers whether nothing is left. */
  advance(uid: string): boolean
  close(): Promise<void>
}

export interface IndexesOptions {
  database: Database
  settings: (uid: string) => unknown
  source: (uid: string) => DocumentSource | null
  now: Clock
}

/** A slice for nobody: what is written at its end, and the commit, take half as long again. */
const ADVANCE_MS = 6

/** A search that comes after few changes is done in so many slices, and leaves copying to SQLite. */
const FEW_SLICES = 3

/** How many changes are asked of a source at once. */
const CHANGES = 256

export function createIndexes({ database, settings, source, now }: IndexesOptions): Indexes {
  const open = new Map<string, EmbeddedIndex>()
  const running = new Map<string, Promise<unknown>>()
  const changes = new Map<string, number>()
  const checkpoints = createCheckpoints(database)
  let isClosed = false

  const exists = (uid: string) => source(uid) !== null
  const isHeld = (uid: string) => running.has(uid)
  const latestOf = (uid: string) => source(uid)?.latest() ?? 0
  const changesOf = (uid: string) => changes.get(uid) ?? 0

  function openOrCreate(uid: string): EmbeddedIndex {
    const known = open.get(uid)
    if (known) return known
    const index = openIndex(database, uid, resolveSettings(settings(uid)))
    open.set(uid, index)
    return index
  }

  async function holding<Result>(uid: string, work: Promise<Result>): Promise<Result> {
    running.set(uid, work)
    try {
      return await work
    } finally {
      running.delete(uid)
    }
  }

  async function settled(uid: string): Promise<void> {
    await running.get(uid)?.catch(() => undefined)
  }

  /** Many slices, with checkpoints between them. */
  function manySlices(uid: string, target: number): () => boolean {
    let count = 0
    return () => (count++ < FEW_SLICES || !checkpoints.take()) && slice(uid, target)
  }

  /** A failed slice closes the index, so that it is read anew. */
  function slice(uid: string, target: number, ms = SLICE_MS): boolean {
    changes.set(uid, changesOf(uid) + 1)
    try {
      if (!exists(uid)) throw indexNotFound(uid)
      return checkpoints.after(() => catchUp(openOrCreate(uid), target, startSlice(now, ms)))
    } catch (error) {
      open.delete(uid)
      throw error
    }
  }

  function catchUp(index: EmbeddedIndex, target: number, isOver: () => boolean): boolean {
    if (!index.text.load(isOver)) return false
    if (index.isFull() && !index.settle(isOver)) return false
    if (!index.refresh(isOver)) return false
    if (index.cursor() >= target) return true
    const changes = source(index.uid)?.changesAfter(index.cursor(), CHANGES) ?? []
    // A source whose last rows are gone has nothing to tell of them: they count as seen.
    const items = changes.length > 0 ? changes.map(toItem) : [nothingBefore(target)]
    index.apply(items.values(), isOver)
    return index.cursor() >= target
  }

  /** What is not written now is made anew at the next start. */
  function settle(index: EmbeddedIndex): void {
    try {
      index.settle(() => false)
    } catch {
      // A full disk, perhaps: whoever wrote last was told.
    }
  }

  /** Texts are read into memory in slices too; once that is done it costs nothing here. */
  function isCurrent(index: EmbeddedIndex, target: number, withText: boolean): boolean {
    if (index.isStale() || index.cursor() < target) return false
    return !withText || index.text.load(() => true)
  }

  return {
    exists,
    changesOf,
    isHeld,
    holding,
    settled,
    async upToDate(uid, withText) {
      const target = latestOf(uid)
      for (;;) {
        if (!exists(uid)) throw indexNotFound(uid)
        const index = openOrCreate(uid)
        if (isCurrent(index, target, withText)) return index
        if (isHeld(uid)) await settled(uid)
        else await holding(uid, runInSlices(manySlices(uid, target)))
      }
    },
    advance(uid) {
      if (isClosed || !exists(uid)) return true
      if (isHeld(uid)) return false
      const target = latestOf(uid)
      if (isCurrent(openOrCreate(uid), target, true)) return true
      return !checkpoints.take() && slice(uid, target, ADVANCE_MS)
    },
    async close() {
      isClosed = true
      await Promise.allSettled(running.values())
      for (const index of open.values()) settle(index)
      open.clear()
    },
  }
}
