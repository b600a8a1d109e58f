import { join } from 'node:path'
import { expect, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { build, client } from '../helpers.ts'
import { scratchFolder } from '../process/run.ts'
import { small, write } from './small.ts'

test('a world of one’s own is served', async () => {
  const app = build({ fixtures: [write(small)] })
  const { body } = await client(app, 'acc_a').get('/v2/backend/team_conversations/_views_count')
  expect(body).toEqual({
    all: 4,
    yours: 1,
    closed: 0,
    spam: 0,
    online: 0,
    rep_needed: 1,
    pending: 0,
    soon_to_be: 0,
    overdue: 3,
    t_a: 1,
    null: 3,
  })
})

test('folders are merged in order, and may name each other’s ids', async () => {
  const { conversations, messages, ...base } = small
  const folders = [write(base), write({ conversations, messages })]
  const { body } = await client(build({ fixtures: folders }), 'acc_a').get(
    '/v1/backend/conversation_messages?conversation_id=tc_a',
  )
  expect(body).toMatchObject({ count: 1, data: [{ id: 'msg_a', from: 'con_a' }] })
})

test('a population expands to the same rows every time', () => {
  const rows = [0, 1].map(() => {
    const { database } = build({ fixtures: [write(small)] }).world
    return ['contacts', 'conversations', 'conversation_users', 'messages'].map((table) =>
      database.prepare(`SELECT * FROM ${table} ORDER BY 1`).all(),
    )
  })
  expect(rows[0]).toEqual(rows[1])
})

test('an inbox of the default world is worth looking at', () => {
  const { database } = build().world
  const count = (sql: string) => database.prepare(sql).pluck().get() as number
  // Every conversation has a message, and the last one fits its status.
  expect(
    count(
      `SELECT count(*) FROM conversations WHERE id NOT IN (SELECT conversation_id FROM messages)`,
    ),
  ).toBe(0)
  expect(
    count(`
      SELECT count(*) FROM conversations JOIN messages ON messages.seq = (
        SELECT seq FROM messages WHERE conversation_id = conversations.id
        ORDER BY created_at DESC, seq DESC LIMIT 1)
      WHERE CASE WHEN status IN ('rep needed', 'pending', 'overdue') THEN "from" <> contact_id
                 WHEN status = 'active' THEN "from" = contact_id END`),
  ).toBe(0)
  expect(count(`SELECT count(DISTINCT display_name) FROM contacts`)).toBeGreaterThan(800)
  expect(count(`SELECT count(DISTINCT language) FROM contacts`)).toBeGreaterThan(5)
  expect(
    count(
      `SELECT count(*) FROM (SELECT 1 FROM messages GROUP BY conversation_id HAVING count(*) >= 15)`,
    ),
  ).toBeGreaterThanOrEqual(5)
  expect(database.prepare(`SELECT DISTINCT type FROM messages ORDER BY 1`).pluck().all()).toEqual(
    expect.arrayContaining(
      ['text', 'image', 'file', 'pdf', 'csv', 'audio', 'video', 'quick_reply', 'response'].sort(),
    ),
  )
  // No placeholder is left over.
  expect(
    count(
      `SELECT count(*) FROM messages WHERE content GLOB '*{[a-z]*}*' AND content NOT GLOB '*{"*'`,
    ),
  ).toBe(0)
  expect(
    count(
      `SELECT count(*) FROM messages WHERE content LIKE '%{name}%' OR content LIKE '%{number}%' OR content LIKE '%{agent}%' OR content LIKE '%{first_name}%'`,
    ),
  ).toBe(0)
})

test('a file remembers its fixture, and says when that has changed since', async () => {
  const folder = write(small)
  const db = join(scratchFolder(), 'gateway.sqlite')
  await buildApp({ db, fixtures: [folder] }).close()
  expect(build({ fixtures: [folder] }).world.fixture).toEqual({ name: 'mine', isStale: false })

  write({ ...small, messages: [] }, folder)
  const again = build({ db, fixtures: [folder] })
  expect(again.world.fixture).toEqual({ name: 'mine', isStale: true })
  again.world.reset()
  expect(again.world.fixture.isStale).toBe(false)
  expect(again.world.database.prepare('SELECT count(*) FROM messages').pluck().get()).toBe(3)
})
