/** What happened is told after the commit, in the order of the rows, and built for listeners alone. */
import Database from 'better-sqlite3'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { AppOptions } from '../../src/options/app-options.ts'
import { type Change, createChanges } from '../../src/worlds/changes.ts'
import { build, client, ids, tokens } from '../helpers.ts'

const now = '2024-05-01T10:00:00.000Z'
const messages = '/v1/backend/conversation_messages'
const hello = { type: 'text', text: 'Hello' }

function listening(options: AppOptions = {}) {
  const app = build({ clock: () => new Date(now), ...options })
  const told: (readonly Change[])[] = []
  app.world.changes.listen((changes) => void told.push(changes))
  return { app, told, contact: client(app, tokens.contact), user: client(app, tokens.user) }
}

const conversationOf = (change: Change) =>
  'conversation_id' in change ? change.conversation_id : ''

describe('a world’s requests tell', () => {
  test('a message, and the status that it has moved, in that order', async () => {
    const { told, contact, user } = listening()
    const sent = await contact.post(messages, hello)
    const answered = await user.post(messages, { ...hello, conversation_id: ids.conversation })
    const again = await user.post(messages, { ...hello, conversation_id: ids.conversation })
    const conversation_id = ids.conversation
    expect(told).toEqual([
      // Pending before, and pending after.
      [{ kind: 'message_created', conversation_id, message: sent.body }],
      [
        { kind: 'message_created', conversation_id, message: answered.body },
        { kind: 'status_updated', conversation_id, previous_status: 'pending', status: 'active' },
      ],
      [{ kind: 'message_created', conversation_id, message: again.body }],
    ])
  })

  test('a conversation that was created, and one that is open again', async () => {
    const { app, told, contact } = listening()
    const { body } = await client(app, tokens.channel).post('/v1/backend/conversation')
    app.world.database
      .prepare("UPDATE conversations SET status = 'closed' WHERE id = ?")
      .run(ids.conversation)
    await contact.post('/v1/backend/conversation')
    await contact.post('/v1/backend/conversation')
    expect(told).toEqual([
      [{ kind: 'conversation_created', conversation_id: body.id, conversation: body }],
      [
        {
          kind: 'status_updated',
          conversation_id: ids.conversation,
          previous_status: 'closed',
          status: 'active',
        },
      ],
    ])
  })

  test('what is committed: the rows are there for whoever hears of it', async () => {
    const { app, contact } = listening()
    const { database, changes } = app.world
    const seen: unknown[] = []
    changes.listen(([change]) => {
      if (change?.kind !== 'message_created') return
      const row = database.prepare('SELECT type FROM messages WHERE id = ?').pluck()
      seen.push(database.inTransaction, row.get(change.message.id))
    })
    await contact.post(messages, hello)
    expect(seen).toEqual([false, 'text'])
  })

  test('nothing of what was rolled back', async () => {
    const { app, told, user } = listening()
    const { database } = app.world
    // The message is written before the status that cannot be.
    database.exec(
      "CREATE TRIGGER no BEFORE UPDATE ON conversations BEGIN SELECT raise(ABORT, 'no'); END",
    )
    const count = database.prepare('SELECT count(*) FROM messages').pluck()
    const before = count.get()
    const send = () => user.post(messages, { ...hello, conversation_id: ids.conversation })
    expect((await send()).status).toBe(500)
    expect([told, count.get()]).toEqual([[], before])
    database.exec('DROP TRIGGER no')
    expect((await send()).status).toBe(200)
    expect(told.map((changes) => changes.map(({ kind }) => kind))).toEqual([
      ['message_created', 'status_updated'],
    ])
  })

  test('other listeners, when one fails; and the caller is answered', async () => {
    const lines: string[] = []
    const { app, told, contact } = listening({
      log: 'human',
      logOutput: { write: (line) => void lines.push(line) },
    })
    const stop = app.world.changes.listen(() => {
      throw new Error('a listener’s own')
    })
    const later: unknown[] = []
    app.world.changes.listen((changes) => void later.push(changes))
    expect((await contact.post(messages, hello)).status).toBe(200)
    stop()
    expect((await contact.post(messages, hello)).status).toBe(200)
    expect([told.length, later.length]).toEqual([2, 2])
    expect(
      lines.filter((line) => line.includes('a listener failed: a listener’s own')),
    ).toHaveLength(1)
  })

  test('each world its own', async () => {
    const { app, told } = listening()
    const headers = { 'x-access-token': tokens.contact, 'x-mock-world': 'other' }
    const answer = await app.inject({ method: 'POST', url: messages, headers, payload: hello })
    expect([answer.statusCode, told]).toEqual([200, []])
  })
})

describe('createChanges', () => {
  function open() {
    const database = new Database(':memory:')
    onTestFinished(() => void database.close())
    return createChanges(database, (message) => expect.unreachable(message))
  }
  const status = (conversation_id: string): Change => ({
    kind: 'status_updated',
    conversation_id,
    previous_status: 'active',
    status: 'closed',
  })

  test('builds nothing where nobody listens, or outside a transaction', () => {
    const { note, transaction, listen } = open()
    const build = () => expect.unreachable('built')
    const write = transaction(() => note(build))
    write()
    const told: unknown[] = []
    const stop = listen((changes) => told.push(changes))
    note(() => status('none'))
    transaction(() => undefined)()
    expect(told).toEqual([])
    stop()
    write()
  })

  test('tells what transactions within a transaction wrote once, with that', () => {
    const { note, transaction, listen } = open()
    const told: string[][] = []
    listen((changes) => void told.push(changes.map(conversationOf)))
    const write = transaction((id: string) => note(() => status(id)))
    transaction(() => {
      write('a')
      write('b')
      expect(told).toEqual([])
    })()
    expect(told).toEqual([['a', 'b']])
  })

  test('tells what a listener writes after what it heard of', () => {
    const { note, transaction, listen } = open()
    const told: string[] = []
    const write = transaction((id: string) => note(() => status(id)))
    listen(([change]) => {
      if (change && conversationOf(change) === 'a') write('b')
    })
    listen(([change]) => void told.push(change ? conversationOf(change) : ''))
    write('a')
    expect(told).toEqual(['a', 'b'])
  })
})
