import SQLite from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { tables } from '../../src/database/schema.ts'
import { loadFixture } from '../../src/fixtures/load.ts'
import { seed } from '../../src/fixtures/seed.ts'
import { resolveFixtures } from '../../src/fixtures/sources.ts'
import { createDocumentStore, seedDocuments } from '../../src/search/documents.ts'
import { smallWorld } from './small-world.ts'

function openSmallWorld() {
  const database = new SQLite(':memory:')
  const { world, populated, documents } = loadFixture(resolveFixtures([smallWorld]))
  database.exec(tables)
  seed(database, world, populated)
  seedDocuments(database, documents)
  let count = 0
  const insert = database.prepare(`
    INSERT INTO messages (id, conversation_id, "from", type, content, created_at, updated_at)
    VALUES (?, ?, 'con_small', 'text', '{}', '2022', '2022')`)
  const add = (conversation: string) => {
    count += 1
    insert.run(`new_${count}`, conversation)
  }
  return { store: createDocumentStore(database), add }
}

/** Reads a source to its end, `limit` rows at a time, and lists the ids. */
function readAll({ store }: ReturnType<typeof openSmallWorld>, uid: string, limit: number) {
  const source = store.sourceOf(uid)
  const ids: string[] = []
  let seq = 0
  for (let reads = 0; seq < source.latest() && reads < 100; reads += 1) {
    const changes = source.changesAfter(seq, limit)
    expect(changes.length).toBeGreaterThan(0)
    for (const change of changes) {
      expect(change.seq).toBeGreaterThan(seq)
      seq = change.seq
      if (change.document !== null) ids.push(change._id)
    }
  }
  expect(seq).toBe(source.latest())
  return ids
}

describe('the documents of an index', () => {
  test('are read in order of their commits, however many rows at a time', () => {
    const world = openSmallWorld()
    for (const conversation of ['conv_small', 'conv_other', 'conv_other', 'conv_small']) {
      world.add(conversation)
    }
    for (const limit of [1, 2, 3, 100]) {
      expect(readAll(world, 'org_small', limit)).toEqual([
        'msg_1',
        'msg_2',
        'msg_3',
        'note_1',
        'new_1',
        'new_4',
      ])
      expect(readAll(world, 'org_other', limit)).toEqual(['msg_9', 'new_2', 'new_3'])
      expect(readAll(world, 'brd_small', limit)).toEqual(['bi_1', 'bi_2', 'bi_3'])
      expect(readAll(world, 'org_silent', limit)).toEqual([])
      expect(readAll(world, 'no_index', limit)).toEqual([])
    }
  })

  test('of a board are all read once messages follow', () => {
    const world = openSmallWorld()
    const before = world.store.sourceOf('brd_small').latest()
    world.add('conv_small')
    expect(world.store.sourceOf('brd_small').latest()).toBe(before)
    expect(world.store.sourceOf('org_small').latest()).toBe(world.store.latest())
  })
})

test('every organization and every file has an index, with an owner where one is named', () => {
  const { store } = openSmallWorld()
  expect(store.uids().sort()).toEqual(
    ['brd_open', 'brd_small', 'org_other', 'org_silent', 'org_small'].sort(),
  )
  for (const [uid, owner] of [
    ['org_silent', 'org_silent'],
    ['brd_small', 'org_small'],
    ['brd_open', null],
    ['brd_none', undefined],
    ['toString', undefined],
  ] as const) {
    expect(store.ownerOf(uid)).toBe(owner)
  }
})

test('changes of all organizations are read in order behind a number', () => {
  const { store, add } = openSmallWorld()
  const end = store.latest()
  add('conv_other')
  add('conv_small')
  const behind = store.changesAfter(end, 10)
  expect(behind.map(({ uid, document }) => [uid, document?._id])).toEqual([
    ['org_other', 'new_1'],
    ['org_small', 'new_2'],
  ])
})
