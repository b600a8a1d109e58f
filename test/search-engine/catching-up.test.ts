import Database from 'better-sqlite3'
import { beforeEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/search-engine/base/json.ts'
import { createEmbeddedEngine } from '../../src/search-engine/engine/embedded-engine.ts'
import type { SearchEngine } from '../../src/search-engine/engine/engine.ts'
import type { DocumentSource } from '../../src/search-engine/indexes/document-source.ts'
import { idsOf } from './open-engine.ts'

/** Rows as a gateway keeps them: a change feed in a table of the same database. */
function createRows(db: Database.Database) {
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
let rows: ReturnType<typeof createRows>

beforeEach(() => {
  db = new Database(':memory:')
  rows = createRows(db)
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
  expect(idsOf(await engine.fetch('org', {}))).toEqual(['d', 'b', 'c'])
  expect(idsOf(await engine.fetch('org', { filter: 'n = 1' }))).toEqual(['c'])
})

test('fixture documents come after what the source had, and are not doubled', async () => {
  const engine = start()
  rows.write('m1', {})
  await engine.index('org', [{ _id: 'f1', n: 1 }])
  await engine.index('org', [{ _id: 'f1', n: 1 }])
  rows.write('m2', {})
  expect(idsOf(await engine.fetch('org', {}))).toEqual(['m1', 'f1', 'm2'])
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

  test('with other settings indexes again what it holds', async () => {
    const before = start({})
    await before.index('board', [{ _id: '1', n: 1, text: 'x' }])
    rows.write('a', { n: 1 })
    await before.fetch('org', {})
    const engine = start({ filterableAttributes: ['n'], searchableAttributes: ['n'] })
    expect(idsOf(await engine.fetch('board', { filter: 'n = 1' }))).toEqual(['1'])
    expect(idsOf(await engine.fetch('org', { filter: 'n = 1' }))).toEqual(['a'])
    expect(idsOf(await engine.search('board', { q: 'x' }))).toEqual([])
    expect(idsOf(await engine.search('board', { q: '1' }))).toEqual(['1'])
  })

  test('after another format indexes again', async () => {
    const before = start()
    await before.index('board', [{ _id: '1', n: 1 }])
    db.prepare("UPDATE search_indexes SET fingerprint = 'old'").run()
    db.prepare('DELETE FROM search_facets').run()
    const engine = start()
    expect(idsOf(await engine.fetch('board', { filter: 'n = 1' }))).toEqual(['1'])
  })
})

test('a dropped index is gone and can be filled again', async () => {
  const engine = start()
  await engine.index('board', [{ _id: '1', n: 1 }])
  await engine.drop('board')
  await engine.drop('board')
  expect(idsOf(await engine.fetch('board', {}))).toBe('Index `board` not found.')
  await engine.index('board', [{ _id: '2', n: 1 }])
  expect(idsOf(await engine.search('board', { filter: 'n = 1' }))).toEqual(['2'])
})

test('a document without a good _id is an error that says which', async () => {
  const engine = start()
  await expect(engine.index('board', [{ _id: 'ok' }, { _id: 'not ok' }])).rejects.toThrow(
    'document 2 of search index board needs an `_id`',
  )
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
