/** A message moves its conversation up the lists when these are read, whatever happened between. */
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { expect, test } from 'vitest'
import { build, client, ids, tokens } from '../../helpers.ts'
import { scratchFolder } from '../../process/run.ts'

const messages = '/v1/backend/conversation_messages'
const start = Date.parse('2030-01-01T00:00:00.000Z')

/** An app whose clock each call of `say` sets. */
function open(db = ':memory:') {
  let now = start
  const app = build({ db, clock: () => new Date(now) })
  const agent = client(app, tokens.user)
  return {
    app,
    async say(conversation_id: string, at: number) {
      now = at
      const body = { type: 'text', text: 'Hello', conversation_id }
      expect((await agent.post(messages, body)).status).toBe(200)
    },
  }
}

async function newest(app: FastifyInstance, limit: number, lists = listsOf) {
  const agent = client(app, tokens.user)
  const found = await Promise.all(
    lists.map(async (list) => (await agent.get(`${list}limit=${limit}`)).body.data),
  )
  const orders = found.map((rooms) =>
    rooms.map((room: Record<string, string>) => [room.conversation_id, room.timestamp]),
  )
  for (const order of orders) expect(order).toEqual(orders[0])
  return orders[0].map(([id]: [string, string]) => id)
}
const listsOf = [
  '/v2/backend/team_conversations?',
  `/v2/backend/team_conversations?businessUnitId=${ids.businessUnit}&`,
  '/v1/backend/team_conversations/_search?q=&',
]

async function someConversations(app: FastifyInstance, count: number): Promise<string[]> {
  const agent = client(app, tokens.user)
  const { data } = (await agent.get(`/v2/backend/team_conversations?limit=${count}&skip=5`)).body
  return data.map((room: { conversation_id: string }) => room.conversation_id)
}

test('messages that nobody has looked at are in the order of the next process', async () => {
  const db = join(scratchFolder(), 'gateway.sqlite')
  const first = open(db)
  const [one = '', other = ''] = await someConversations(first.app, 2)
  await first.say(one, start + 1)
  await first.say(other, start + 2)
  await first.say(one, start + 3)
  await first.app.close()

  expect(await newest(open(db).app, 2)).toEqual([one, other])
})

test('a snapshot has its own order, which a restore brings back', async () => {
  const { app, say } = open()
  const [one = '', other = ''] = await someConversations(app, 2)
  await say(one, start + 1)
  app.worlds.save('default', 'before')
  await say(other, start + 2)
  expect(await newest(app, 2)).toEqual([other, one])
  app.worlds.restore('default', 'before')
  expect((await newest(app, 2))[0]).toBe(one)
  await say(other, start + 3)
  expect(await newest(app, 2)).toEqual([other, one])
})

test('the latest message counts, not the latest time', async () => {
  const { app, say } = open()
  const [one = '', other = ''] = await someConversations(app, 2)
  await say(one, start + 2)
  await say(other, start + 1)
  await say(one, start)
  expect(await newest(app, 2)).toEqual([other, one])
})

test('more messages than wait for somebody to look', async () => {
  const { app, say } = open()
  const conversations = await someConversations(app, 7)
  for (let n = 0; n < 600; n += 1) await say(conversations[(n * n) % 7] ?? '', start + n)
  const last = new Map<string, number>()
  for (let n = 0; n < 600; n += 1) last.set(conversations[(n * n) % 7] ?? '', n)
  const expected = [...last].sort(([, a], [, b]) => b - a).map(([id]) => id)
  expect(await newest(app, expected.length)).toEqual(expected)
})

test('messages that wait while many conversations are made move theirs all the same', async () => {
  const { app, say } = open()
  const [one = '', other = '', last = ''] = await someConversations(app, 3)
  await say(one, start + 3000)
  await say(other, start + 2000)
  // Where the clock is then: those that are made end there.
  await say(last, start + 1000)
  const made = await app.inject({
    method: 'POST',
    url: '/_mock/conversations',
    payload: { count: 300 },
  })
  expect(made.statusCode).toBe(201)
  const order = await newest(app, 20)
  expect(order.slice(0, 2)).toEqual([one, other])
  const [, , , , , sixth = ''] = order
  expect([one, other, last]).not.toContain(sixth)
  await say(sixth, start + 4000)
  expect((await newest(app, 20))[0]).toBe(sixth)
})

test('what was with a contact is in that order too', async () => {
  const { app, say } = open()
  const agent = client(app, tokens.user)
  const history = `/v1/backend/contacts/${tokens.contact}/conversations`
  await say(ids.conversation, start + 5)
  const { data } = (await agent.get(history)).body
  expect(data[0]).toMatchObject({
    id: ids.conversation,
    timestamp: new Date(start + 5).toISOString(),
  })
})
