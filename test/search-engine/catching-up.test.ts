import { setImmediate } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { beforeEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/search-engine/base/json.ts'
import { createEmbeddedEngine } from '../../src/search-engine/engine/embedded-engine.ts'
import type { SearchEngine } from '../../src/search-engine/engine/engine.ts'
import type { DocumentSource } from '../../src/search-engine/indexes/document-source.ts'
import { idsOf } from './open-engine.ts'

/** Rows as a gateway keeps them: a change feed in a table of the same database. */
function createFeed(db: Database.Database) {
  db.exec('CREATE TABLE changes (seq INTEGER PRIMARY KEY, _id TEXT NOT NULL, document TEXT)')
  const insert = db.prepare('INSERT INTO changes (_id, document) VALUES (?, ?)')
  const select = db.prepare<
    [number, number],
    { seq: number; _id: string; document: string | null }
  >('SELECT seq, _id, document FROM changes WHERE seq > ? ORDER BY seq LIMIT ?')
  const latest = db.prepare<[], number>('SELECT coalesce(max(seq), 0) FROM changes').pluck()
  const asked: number[] = []
  const source: DocumentSource = {
    latest: () => latest.get() as number,
    changesAfter: (seq, limit) => {
      asked.push(seq)
      return select.all(seq, limit).map(({ document, ...row }) => {
        return { ...row, document: document === null ? null : JSON.parse(document) }
      })
    },
  }
  return {
    source,
    asked,
    write: (_id: string, document: JsonObject | null) => {
      insert.run(_id, document && JSON.stringify({ _id, ...document }))
    },
  }
}

const plain = { filterableAttributes: ['n'] }
let db: Database.Database
let rows: ReturnType<typeof createFeed>

beforeEach(() => {
  db = new Database(':memory:')
  rows = createFeed(db)
})

function start(settings: unknown = plain): SearchEngine {
  return createEmbeddedEngine({
    database: db,
    settings: () => settings,
    source: (uid) => (uid === 'org' ? rows.source : null),
  })
}

test('a search sees every write that was done before it', async () => {
  const engine = start()
  for (let at = 0; at < 50; at++) {
    rows.write(`m${at}`, { text: `hello ${at}` })
    expect(idsOf(await engine.search('org', { q: `"hello ${at}"` }))).toEqual([`m${at}`])
  }
})

test('an index with a source is there before its first document', async () => {
  const engine = start()
  expect(idsOf(await engine.fetch('org', {}))).toEqual([])
  expect(idsOf(await engine.fetch('other', {}))).toBe('Index `other` not found.')
})

test('a replaced document keeps its place, a deleted one leaves it to the next new one', async () => {
  const engine = start()
  for (const id of ['a', 'b', 'c']) rows.write(id, { n: 1 })
  expect(idsOf(await engine.fetch('org', {}))).toEqual(['a', 'b', 'c'])
  rows.write('b', { n: 2 })
  rows.write('a', null)
  expect(idsOf(await engine.fetch('org', { filter: 'n = 2' }))).toEqual(['b'])
  rows.write('d', { n: 3 })
  rows.write('e', { n: 4 })
  // Also when the process dies then.
  for (const each of [engine, start(), start()]) {
    expect(idsOf(await each.fetch('org', {}))).toEqual(['d', 'b', 'c', 'e'])
    expect(idsOf(await each.fetch('org', { filter: 'n = 1' }))).toEqual(['c'])
    expect(idsOf(await each.fetch('org', { ids: ['a', 'e', 'd'] }))).toEqual(['d', 'e'])
    expect(idsOf(await each.search('org', { q: '', filter: 'n > 2' }))).toEqual(['d', 'e'])
  }
})

describe('many documents', () => {
  test('searches during a catch-up share it, and others get their turn', async () => {
    const count = 1500
    for (let at = 0; at < count; at++) rows.write(`m${at}`, { text: `word${at} common`, n: at })
    const engine = start()
    let turns = 0
    const timer = setInterval(() => turns++, 0)
    const answers = await Promise.all([
      engine.search('org', { q: 'common', limit: 0 }),
      engine.fetch('org', { limit: 0 }),
      engine.search('org', { q: `word${count - 1}` }),
    ])
    clearInterval(timer)
    expect(answers[0].body.estimatedTotalHits).toBe(count)
    expect(answers[1].body.total).toBe(count)
    expect(turns).toBeGreaterThan(3)
    expect(rows.asked).toEqual([...new Set(rows.asked)].sort((left, right) => left - right))
  })

  test('documents written during a catch-up are seen by whoever asks after them', async () => {
    for (let at = 0; at < 300; at++) rows.write(`m${at}`, { n: at })
    const engine = start()
    const first = engine.fetch('org', { limit: 0 })
    rows.write('late', { n: 1000 })
    const second = engine.fetch('org', { filter: 'n = 1000' })
    expect((await first).body.total).toBeGreaterThanOrEqual(300)
    expect(idsOf(await second)).toEqual(['late'])
  })
})

describe('a restart', () => {
  test('goes on where the last one was', async () => {
    rows.write('a', { n: 1 })
    await start().fetch('org', {})
    rows.asked.length = 0
    const engine = start()
    expect(idsOf(await engine.search('org', { filter: 'n = 1' }))).toEqual(['a'])
    expect(rows.asked).toEqual([])
    rows.write('b', { n: 1 })
    expect(idsOf(await engine.search('org', { filter: 'n = 1' }))).toEqual(['a', 'b'])
  })

  test('knows what was in memory alone, or half written, when the process died', async () => {
    for (let at = 0; at < 5_000; at++) rows.write(`m${at}`, { n: at % 50, text: `word${at}` })
    const before = start()
    const written = db.prepare<[], number>('SELECT count(*) FROM search_facets').pluck()
    while (written.get() === 0) {
      before.advance('org')
      await setImmediate()
    }
    for (const state of ['half written', 'whole']) {
      const engine = start()
      const { body } = await engine.fetch('org', { filter: 'n = 49', limit: 1000 })
      expect(body.total, state).toBe(100)
      const { facetDistribution } = (await engine.search('org', { facets: ['n'] })).body
      const counts = Array.from({ length: 50 }, (_, n) => [n, 100])
      expect(facetDistribution, state).toEqual({ n: Object.fromEntries(counts) })
    }
    expect(rows.asked.filter((seq) => seq === 0)).toHaveLength(1)
  })

  test('reads nothing again after a close', async () => {
    for (let at = 0; at < 300; at++) rows.write(`m${at}`, { n: at })
    const before = start()
    await before.fetch('org', {})
    await before.close()
    const columns = 'field_id, kind, value, chunk'
    expect(
      db
        .prepare(`SELECT count(*) FROM (SELECT DISTINCT ${columns} FROM search_facets)`)
        .pluck()
        .get(),
    ).toBeGreaterThan(300)
    expect(start().advance('org')).toBe(true)
  })

  test('with other settings indexes again what it holds', async () => {
    const before = start({})
    rows.write('a', { n: 1, text: 'x' })
    await before.fetch('org', {})
    rows.asked.length = 0
    const engine = start({ filterableAttributes: ['n'], searchableAttributes: ['n'] })
    expect(idsOf(await engine.fetch('org', { filter: 'n = 1' }))).toEqual(['a'])
    expect(idsOf(await engine.search('org', { q: 'x' }))).toEqual([])
    expect(idsOf(await engine.search('org', { q: '1' }))).toEqual(['a'])
    expect(rows.asked).toEqual([])
  })

  test('after another format indexes again', async () => {
    rows.write('a', { n: 1 })
    await start().fetch('org', {})
    db.prepare(`UPDATE search_indexes SET fingerprint = '2' || substr(fingerprint, 2)`).run()
    db.prepare('DELETE FROM search_facets').run()
    db.prepare('DELETE FROM search_document_texts').run()
    db.exec('CREATE TABLE search_documents (id INTEGER PRIMARY KEY, document TEXT)')
    rows.write('b', { n: 1 })
    expect(idsOf(await start().fetch('org', { filter: 'n = 1' }))).toEqual(['a', 'b'])
    const left = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'search_documents'")
    expect(left.get()).toBeUndefined()
  })
})

test('an index goes with its source', async () => {
  const sources = new Map([['org', rows.source]])
  const engine = createEmbeddedEngine({
    database: db,
    settings: () => plain,
    source: (uid) => sources.get(uid) ?? null,
  })
  rows.write('a', { n: 1 })
  expect(idsOf(await engine.fetch('org', {}))).toEqual(['a'])
  sources.clear()
  for (const answer of [await engine.fetch('org', {}), await engine.search('org', {})]) {
    expect(answer.status).toBe(404)
    expect(idsOf(answer)).toBe('Index `org` not found.')
  }
})

describe('in advance', () => {
  test('an index is brought to its source in slices, and is there when it is searched', async () => {
    for (let at = 0; at < 300; at++) rows.write(`m${at}`, { n: at })
    const engine = start()
    let slices = 1
    while (!engine.advance('org')) {
      slices++
      await setImmediate()
    }
    expect(slices).toBeGreaterThan(1)
    rows.asked.length = 0
    expect(idsOf(await engine.fetch('org', { filter: 'n = 299' }))).toEqual(['m299'])
    expect(rows.asked).toEqual([])
    expect(engine.advance('org')).toBe(true)
    expect(engine.advance('none')).toBe(true)
  })

  test('nothing is done any more once the engine is closed', async () => {
    rows.write('a', {})
    const engine = start()
    await engine.close()
    expect(engine.advance('org')).toBe(true)
    expect(rows.asked).toEqual([])
  })

  test('a search during it has the whole index', async () => {
    for (let at = 0; at < 300; at++) rows.write(`m${at}`, { n: at })
    const engine = start()
    expect(engine.advance('org')).toBe(false)
    expect((await engine.fetch('org', { limit: 0 })).body.total).toBe(300)
  })
})

test('a source that fails once does no harm', async () => {
  rows.write('a', { n: 1 })
  const engine = start()
  const { changesAfter } = rows.source
  rows.source.changesAfter = () => {
    throw new Error('busy')
  }
  await expect(engine.fetch('org', {})).rejects.toThrow('busy')
  rows.source.changesAfter = changesAfter
  expect(idsOf(await engine.fetch('org', {}))).toEqual(['a'])
})
