/** A bot that writes: by a JWT that names it, or with an API key that a fixture gives it. */
import { expect, test } from 'vitest'
import { build, client, ids, tokens } from '../../helpers.ts'

const messages = '/v1/backend/conversation_messages'
const rooms = '/v1/backend/team_conversations'
const bot = 'u_imbrace_bot'

const part = (claims: object) => Buffer.from(JSON.stringify(claims)).toString('base64url')
const botHeaders = {
  authorization: `Bearer ${part({ alg: 'none' })}.${part({ sub: bot })}.${part({})}`,
  'x-organization-id': ids.organization,
}

async function withGuest() {
  let now = Date.parse('2026-01-01T10:00:00.000Z')
  const app = build({ clock: () => new Date(now) })
  const agent = client(app, tokens.user)
  const { body } = await agent.post('/v1/backend/conversations', {})
  const guest = client(app, body.contact_id)
  const asBot = async (url: string, payload: object) => {
    const answer = await app.inject({ method: 'POST', url, headers: botHeaders, payload })
    expect(answer.statusCode).toBe(200)
    return answer.json()
  }
  const say = (text: string) => asBot(messages, { conversation_id: body.id, type: 'text', text })
  const room = async () => (await agent.get(`${rooms}/${body.id}`)).body
  const pass = (minutes: number) => {
    now += minutes * 60_000
  }
  return { agent, guest, asBot, say, room, pass, id: body.id as string }
}

test('answers nobody: who waits for somebody waits on', async () => {
  const { guest, say, room, pass } = await withGuest()
  await guest.post(messages, { type: 'text', text: 'Hello?' })
  pass(1)
  expect((await say('One moment')).from).toBe(bot)
  expect(await room()).toMatchObject({
    status: 'rep needed',
    timestamp: '2026-01-01T10:01:00.000Z',
    latest_message: { content: { text: 'One moment' }, is_bot: true },
  })
})

test('leaves the time of who waits for an agent as it is', async () => {
  const { agent, guest, say, room, pass, id } = await withGuest()
  await agent.post(`${rooms}/_join`, { id })
  await guest.post(messages, { type: 'text', text: 'Hello?' })
  pass(2)
  await say('One moment')
  expect((await room()).status).toBe('pending')
  pass(1)
  expect((await room()).status).toBe('soon to be')
  pass(2)
  await say('Still there?')
  expect((await room()).status).toBe('overdue')
  await agent.post(messages, { conversation_id: id, type: 'text', text: 'Here I am' })
  expect((await room()).status).toBe('active')
})

test.each(['closed', 'active'])('leaves a room %s', async (status) => {
  const { agent, say, room, id } = await withGuest()
  await agent.post(`${rooms}/_update_status`, { id, status })
  await say('Anything else?')
  expect((await room()).status).toBe(status)
})

test('is no agent when it joins', async () => {
  const { agent, guest, asBot, id } = await withGuest()
  await guest.post(messages, { type: 'text', text: 'Hello?' })
  await agent.post(`${rooms}/remove_team_member`, { conversation_id: id, user_id: bot })
  const room = await asBot(`${rooms}/_join`, { id, mode: 'automation' })
  expect(room).toMatchObject({ status: 'rep needed', is_agent_joined: false })
  expect(room.users).toMatchObject([{ id: bot, is_bot: true }])
})
