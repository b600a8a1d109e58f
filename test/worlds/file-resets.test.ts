/** Resets and restores of `default` in a file, over a real port: they come between requests, not into one. */
import { once } from 'node:events'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { Database } from 'better-sqlite3'
import { expect, test } from 'vitest'
import { defaultWorld } from '../../src/fixtures/default-world.ts'
import { build, ids, tokens } from '../helpers.ts'
import { bytesOf, rawClient } from '../http/raw-client.ts'
import { scratchFolder } from '../process/run.ts'

const messages = '/v1/backend/conversation_messages'
const contact = { 'x-access-token': tokens.contact }
const agent = { 'x-access-token': tokens.user }
const guest = { 'x-access-token': tokens.channel }

type Body = { count?: number; data?: { id: string }[] }

/** A gateway over a file, and the number of messages of its contact's conversation. */
async function listen(stored: number) {
  // Fewer rows make 100 resets short.
  const fixtures = [{ ...defaultWorld, populations: [] }]
  const app = build({ fixtures, db: join(scratchFolder(), 'gateway.sqlite') })
  store(app.world.database, stored)
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  const ask = async (path: string, headers: Record<string, string>, body?: object) => {
    const response = await fetch(url + path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
      body: body && JSON.stringify(body),
    })
    return { status: response.status, body: (await response.json()) as Body }
  }
  return { app, port: Number(new URL(url).port), ask }
}

function store(database: Database, count: number): void {
  const insert = database.prepare(
    `INSERT INTO messages (id, conversation_id, "from", type, content, created_at, updated_at)
     VALUES (?, ?, ?, 'text', ?, ?, ?)`,
  )
  const now = '2023-01-01T00:00:00.000Z'
  const content = JSON.stringify({ text: 'stored' })
  database.transaction(() => {
    for (let n = 0; n < count; n += 1) {
      insert.run(`old_${n}`, ids.conversation, tokens.contact, content, now, now)
    }
  })()
}

test('100 of them lose no answer, and every list is that of one world', async () => {
  const { app, ask } = await listen(1_500)
  app.worlds.save('default', 'filled')
  let isOver = false
  const statuses = new Set<number>()
  /** How many of the stored messages were in each. */
  const lists = new Set<number>()
  const acts = [
    () => ask('/v1/backend/conversation', guest, {}),
    () => ask(`/v1/backend/meilisearch/${ids.organization}/search`, agent, { q: 'hello' }),
    () =>
      ask(`/v1/backend/meilisearch/${ids.organization}/fetch`, agent, {
        filter: 'type = text',
        limit: 10_000,
      }),
    () => ask(messages, contact, { type: 'text', text: 'in between' }),
    async () => {
      const list = await ask(`${messages}?limit=1000000`, contact)
      const { data = [], count } = list.body
      const old = data.filter(({ id }) => id.startsWith('old_')).length
      lists.add(new Set(data.map(({ id }) => id)).size === count ? old : Number.NaN)
      return list
    },
  ]
  const busy = [...acts, ...acts].map(async (act) => {
    while (!isOver) statuses.add((await act().catch(() => ({ status: 0 }))).status)
  })
  for (let n = 0; n < 100; n += 1) {
    const path = n % 2 === 0 ? '/_mock/reset' : '/_mock/snapshots/filled/restore'
    expect((await ask(path, {}, {})).status).toBe(200)
    // In the middle of what is under way, wherever that is.
    for (let turn = 0; turn < n % 10; turn += 1) await setImmediate()
  }
  isOver = true
  await Promise.all(busy)
  expect([...statuses]).toEqual([200])
  expect([...lists].toSorted()).toEqual([0, 1_500])
}, 60_000)

test('a request whose body comes later is of the world after, from its caller on', async () => {
  const { app, port } = await listen(0)
  app.world.database.exec(`
    INSERT INTO users (id, display_name, avatar_url, is_bot) VALUES ('u_new', 'New', '', 0);
    INSERT INTO memberships (user_id, organization_id) VALUES ('u_new', '${ids.organization}');
    INSERT INTO tokens (token, kind, organization_id, user_id)
    VALUES ('acc_new', 'user', '${ids.organization}', 'u_new')`)
  const body = JSON.stringify({ conversation_id: ids.conversation, type: 'text', text: 'late' })
  const bytes = bytesOf({ method: 'POST', url: messages, token: 'acc_new', body })
  const late = await rawClient(port)
  const asked = once(app.server, 'request')
  late.socket.write(bytes.slice(0, -body.length))
  await asked
  app.worlds.reset('default')
  late.socket.write(body)
  await expect.poll(late.statuses).toEqual([401])
})
