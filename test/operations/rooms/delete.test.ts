import { expect, test } from 'vitest'
import type { Change } from '../../../src/worlds/changes.ts'
import { build, client, ids, tokens } from '../../helpers.ts'

const rooms = '/v1/backend/team_conversations'
const messages = '/v1/backend/conversation_messages'
const headers = { 'x-access-token': tokens.user }

type App = ReturnType<typeof build>

async function remove(app: App, id: string, credential: Record<string, string> = headers) {
  const answer = await app.inject({ method: 'DELETE', url: `${rooms}/${id}`, headers: credential })
  return { status: answer.statusCode, body: answer.json() }
}

/** A guest's room, joined and with a message, a comment and an answer of each. */
async function withRoom() {
  const app = build()
  const agent = client(app, tokens.user)
  const { body } = await agent.post('/v1/backend/conversations', {})
  const guest = client(app, body.contact_id)
  const said = await guest.post(messages, { type: 'text', text: 'Zirconium kettle' })
  await agent.post(`${rooms}/_join`, { id: body.id })
  const message = `/v1/backend/conversations/${body.id}/conversation_messages/${said.body.id}`
  expect((await agent.post(`${message}/comments`, { content: 'note' })).status).toBe(200)
  return { app, agent, guest, id: body.id as string, contactId: body.contact_id as string }
}

const countOf = ({ world }: App, table: string, condition = 'TRUE') =>
  world.database
    .prepare<[], number>(`SELECT count(*) FROM ${table} WHERE ${condition}`)
    .pluck()
    .get()

const numbersOf = async (agent: ReturnType<typeof client>) => ({
  views: (await agent.get('/v2/backend/team_conversations/_views_count')).body,
  channels: (await agent.get('/v2/backend/channels/_conv_count')).body,
  rooms: (await agent.get('/v2/backend/team_conversations?limit=1')).body.count,
  yours: (await agent.get('/v2/backend/team_conversations?view=yours&limit=1')).body.count,
})

async function find(agent: ReturnType<typeof client>, q: string) {
  const { body } = await agent.post(`/v1/backend/meilisearch/${ids.organization}/search`, {
    q,
    matchingStrategy: 'all',
  })
  return body.hits?.length ?? body.message.hits.length
}

test('a room that came and was deleted leaves no row and no number behind', async () => {
  const app = build()
  const agent = client(app, tokens.user)
  const tables = ['conversations', 'messages', 'comments', 'activities', 'conversation_users']
  const sizes = () => tables.map((table) => countOf(app, table))
  const before = { sizes: sizes(), ...(await numbersOf(agent)) }
  const { body } = await agent.post('/v1/backend/conversations', {})
  await client(app, body.contact_id).post(messages, { type: 'text', text: 'Hello' })
  await agent.post(`${rooms}/_join`, { id: body.id })
  expect(await numbersOf(agent)).not.toEqual(before)
  const { status, body: room } = await remove(app, body.id)
  expect(status).toBe(200)
  expect(room).toMatchObject({ conversation_id: body.id, is_joined: true, status: 'pending' })
  expect({ sizes: sizes(), ...(await numbersOf(agent)) }).toEqual(before)
  expect(countOf(app, 'joined_rooms', `room NOT IN (SELECT rowid FROM conversations)`)).toBe(0)
})

test('searches lose its messages, and nothing of others', async () => {
  const { app, agent, id } = await withRoom()
  const { body: other } = await agent.post('/v1/backend/conversations', {})
  await client(app, other.contact_id).post(messages, { type: 'text', text: 'Zirconium pan' })
  expect(await find(agent, 'zirconium')).toBe(2)
  expect((await remove(app, id)).status).toBe(200)
  expect(await find(agent, 'zirconium')).toBe(1)
  expect(await find(agent, 'zirconium kettle')).toBe(0)
  // What comes after it is found as before.
  await client(app, other.contact_id).post(messages, { type: 'text', text: 'Zirconium spoon' })
  expect(await find(agent, 'zirconium')).toBe(2)
})

test('an index that is made afterwards has none of them either', async () => {
  const { app, agent, id } = await withRoom()
  await remove(app, id)
  expect(await find(agent, 'zirconium')).toBe(0)
})

test('nothing answers for it, and its contact begins another', async () => {
  const { app, agent, guest, id, contactId } = await withRoom()
  await remove(app, id)
  for (const answer of [
    await agent.get(`${rooms}/${id}`),
    await agent.get(`${messages}?conversation_id=${id}`),
    await remove(app, id),
    await guest.post(messages, { type: 'text', text: 'Anybody?' }),
  ]) {
    expect(answer).toMatchObject({
      status: 404,
      body: { code: 40004, message: 'Conversation not found' },
    })
  }
  expect((await agent.get(`/v2/backend/contacts/${contactId}`)).status).toBe(200)
  const again = await guest.get('/v1/backend/conversation')
  expect(again.body).toMatchObject({ contact_id: contactId, status: 'active' })
  expect(again.body.id).not.toBe(id)
  expect((await guest.post(messages, { type: 'text', text: 'Here' })).status).toBe(200)
})

test('a token that stood for it stands for none', async () => {
  const app = build()
  const agent = client(app, tokens.userWithConversation)
  expect((await agent.get(messages)).status).toBe(200)
  await remove(app, ids.conversation)
  expect((await agent.get(messages)).status).toBe(400)
})

test('is told once, with the room as it was', async () => {
  const { app, id } = await withRoom()
  const told: Change[] = []
  app.world.changes.listen((changes) => told.push(...changes))
  await remove(app, id)
  expect(told).toMatchObject([
    { kind: 'conversation_deleted', conversation_id: id, room: { status: 'pending' } },
  ])
})

test.each([
  ['another organization’s', { 'x-access-token': tokens.foreignUser }, 404],
  ['a contact', { 'x-access-token': tokens.contact }, 401],
  ['nobody', {}, 401],
])('%s deletes nothing', async (_, credential, status) => {
  const app = build()
  const before = countOf(app, 'conversations')
  expect((await remove(app, ids.teamConversation, credential)).status).toBe(status)
  expect(countOf(app, 'conversations')).toBe(before)
})

test('a reset brings it back, and a snapshot keeps it away', async () => {
  const app = build()
  const agent = client(app, tokens.user)
  await remove(app, ids.teamConversation)
  app.worlds.save('default', 'without')
  app.worlds.reset('default')
  expect((await agent.get(`${rooms}/${ids.teamConversation}`)).status).toBe(200)
  app.worlds.restore('default', 'without')
  expect((await agent.get(`${rooms}/${ids.teamConversation}`)).status).toBe(404)
})
