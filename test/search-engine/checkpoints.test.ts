import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { createEmbeddedEngine } from '../../src/search-engine/index.ts'

/** An engine over a file with a write-ahead log, and `count` documents that it has not seen. */
function startOnFile(count: number) {
  const folder = mkdtempSync(join(tmpdir(), 'checkpoints-'))
  const db = new Database(join(folder, 'index.sqlite'))
  onTestFinished(() => {
    db.close()
    rmSync(folder, { recursive: true })
  })
  db.pragma('journal_mode = WAL')
  // Each commit would copy what it wrote.
  db.pragma('wal_autocheckpoint = 1')
  const text = 'word '.repeat(200)
  const changesAfter = (seq: number, limit: number) =>
    Array.from({ length: Math.min(limit, count - seq) }, (_, at) => {
      const _id = `m${seq + at + 1}`
      return { seq: seq + at + 1, _id, document: { _id, text } }
    })
  const engine = createEmbeddedEngine({
    database: db,
    settings: () => ({}),
    source: () => ({ latest: () => count, changesAfter }),
  })
  const waiting = () => {
    const [row] = db.pragma('wal_checkpoint(NOOP)') as { log: number; checkpointed: number }[]
    return row === undefined ? Number.NaN : row.log - row.checkpointed
  }
  return { db, engine, waiting }
}

test('a slice of catching up leaves its pages in the log, and another step copies them', async () => {
  const { db, engine, waiting } = startOnFile(2_000)
  const seen: number[] = []
  while (!engine.advance('org')) {
    seen.push(waiting())
    await new Promise(setImmediate)
  }
  // Grows by slices, and falls to nothing in steps between them.
  expect(Math.max(...seen)).toBeGreaterThan(1)
  expect(seen).toContain(0)
  expect(Math.max(...seen)).toBeLessThan(1_000)
  expect(db.pragma('wal_autocheckpoint', { simple: true })).toBe(1)
  const { body } = await engine.search('org', { q: 'word' })
  expect(body.estimatedTotalHits).toBe(2_000)
})
