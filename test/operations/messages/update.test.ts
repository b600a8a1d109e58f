import { describe, expect, test } from 'vitest'
import type { Change } from '../../../src/worlds/changes.ts'
import { build, client, ids, tokens } from '../../helpers.ts'

const messages = '/v1/backend/conversation_messages'
const headers = { 'x-access-token': tokens.user }
const label = 'tl_f9d37c23-fcc0-403c-85a8-6aba71dce01d'
const foreignLabel = 'tl_16367aac-b67a-4a01-8c8d-a8ab95682ccb'

/** A conversation with one message, which is ten minutes old. */
async function withMessage(sent: object = { type: 'text', text: 'Zirconium kettle' }) {
  let now = new Date('2026-01-01T10:00:00.000Z')
  const app = build({ clock: () => now })
  const agent = client(app, tokens.user)
  const { body } = await agent.post('/v1/backend/conversations', {})
  const guest = client(app, body.contact_id)
  const { body: message } = await guest.post(messages, sent)
  now = new Date('2026-01-01T10:10:00.000Z')
  const url = `/v1/backend/conversations/${body.id}/conversation_messages/${message.id}`
  const put = async (payload: object | string, credential: Record<string, string> = headers) => {
    const answer = await app.inject({ method: 'PUT', url, headers: credential, payload })
    const reason = answer.headers['x-mock-reason']
    return { status: answer.statusCode, body: answer.json(), reason }
  }
  return { app, agent, guest, id: body.id as string, message, url, put }
}

async function find(agent: ReturnType<typeof client>, q: string): Promise<object[]> {
  const { body } = await agent.post(`/v1/backend/meilisearch/${ids.organization}/search`, {
    q,
    matchingStrategy: 'all',
  })
  return body.hits ?? body.message.hits
}

describe('the text', () => {
  test('is another everywhere, and the room stays where it is', async () => {
    const { agent, guest, id, message, url, put } = await withMessage()
    const list = `/v2/backend/team_conversations?limit=3`
    const before = (await agent.get(list)).body.data.map(({ id }: { id: string }) => id)
    const { status, body } = await put({ text: 'Copper kettle' })
    expect(status).toBe(200)
    expect(body).toEqual({
      object_name: 'message',
      id: message.id,
      organization_id: ids.organization,
      business_unit_id: ids.businessUnit,
      conversation_id: id,
      from: message.from,
      type: 'text',
      content: { text: 'Copper kettle' },
      created_at: '2026-01-01T10:00:00.000Z',
      updated_at: '2026-01-01T10:10:00.000Z',
      pinned: false,
    })
    expect((await agent.get(url)).body).toEqual(body)
    const { body: page } = await guest.get(messages)
    expect(page.data[0]).toMatchObject({ content: { text: 'Copper kettle' } })
    const after = await agent.get(list)
    expect(after.body.data.map(({ id }: { id: string }) => id)).toEqual(before)
    expect(after.body.data[0]).toMatchObject({
      status: 'rep needed',
      timestamp: '2026-01-01T10:00:00.000Z',
      latest_message: { content: { text: 'Copper kettle' } },
    })
  })

  test('is what searches find, whether the index was there before or not', async () => {
    for (const isThere of [true, false]) {
      const { agent, message, put } = await withMessage()
      if (isThere) expect(await find(agent, 'zirconium')).toHaveLength(1)
      await put({ text: 'Copper kettle' })
      await put({ text: 'Copper and tin kettle' })
      expect(await find(agent, 'zirconium')).toEqual([])
      expect(await find(agent, 'copper tin')).toMatchObject([
        {
          _id: message.id,
          content: { text: 'Copper and tin kettle' },
          updated_at: '2026-01-01T10:10:00.000Z',
        },
      ])
    }
  })

  test('of a message that was deleted after it is not found', async () => {
    const { app, agent, id, put } = await withMessage()
    await put({ text: 'Vanadium kettle' })
    expect(await find(agent, 'vanadium')).toHaveLength(1)
    await app.inject({ method: 'DELETE', url: `/v1/backend/team_conversations/${id}`, headers })
    expect(await find(agent, 'vanadium')).toEqual([])
  })

  test('is told when it changes, and only then', async () => {
    const { app, id, put } = await withMessage()
    const told: Change[] = []
    app.world.changes.listen((changes) => told.push(...changes))
    await put({ text: 'Copper kettle' })
    await put({ text: 'Copper kettle' })
    await put({})
    expect(told).toMatchObject([
      {
        kind: 'message_updated',
        conversation_id: id,
        message: { channel_type: 'web', content: { text: 'Copper kettle' } },
      },
    ])
  })

  test('is none of a picture', async () => {
    const { put, url, agent } = await withMessage({ type: 'image', url: 'https://a.test/a.png' })
    const { status, reason } = await put({ text: 'A picture', labels: [label] })
    expect({ status, reason }).toEqual({
      status: 400,
      reason: 'body.text: a message of type image has no text',
    })
    expect((await agent.get(url)).body).not.toHaveProperty('labels')
    expect((await put({ labels: [label] })).status).toBe(200)
  })
})

describe('labels', () => {
  test('are shown to agents, each once, until they are taken away', async () => {
    const { agent, guest, id, put } = await withMessage()
    const list = `${messages}?conversation_id=${id}`
    const { body } = await put({ labels: [label, label] })
    expect(body.labels).toMatchObject([{ _id: label, name: 'Urgent' }])
    expect((await agent.get(list)).body.data[0].labels).toEqual(body.labels)
    expect((await guest.get(messages)).body.data[0]).not.toHaveProperty('labels')
    expect((await put({ text: 'Copper' })).body.labels).toEqual(body.labels)
    expect((await put({ labels: [] })).body).not.toHaveProperty('labels')
    expect((await agent.get(list)).body.data[0]).not.toHaveProperty('labels')
  })

  test('are in a long list as well', async () => {
    const { agent, guest, id, put } = await withMessage()
    await put({ labels: [label] })
    for (let n = 0; n < 520; n += 1) await guest.post(messages, { type: 'text', text: `${n}` })
    const { body } = await agent.get(`${messages}?conversation_id=${id}&limit=600`)
    expect(body.data).toHaveLength(521)
    expect(body.data.at(-1).labels).toMatchObject([{ _id: label }])
  })
})

test.each<[string, object]>([
  ['no text', { text: ' ' }],
  ['a number', { text: 7 }],
  ['an object', { text: {} }],
  ['a label of nobody', { text: 'Other', labels: ['tl_none'] }],
  ['another organization’s label', { text: 'Other', labels: [foreignLabel] }],
  ['no list', { labels: { a: 1 } }],
  ['too many labels', { labels: Array(101).fill(label) }],
  ['a list', []],
])('%s: %j', async (_, payload) => {
  const { agent, url, put } = await withMessage()
  expect((await put(payload)).status).toBe(400)
  expect((await agent.get(url)).body.updated_at).toBe('2026-01-01T10:00:00.000Z')
})

test('a contact changes nothing, nor does another organization', async () => {
  const { put } = await withMessage()
  expect((await put({ text: 'x' }, { 'x-access-token': tokens.contact })).status).toBe(401)
  expect((await put({ text: 'x' }, { 'x-access-token': tokens.foreignUser })).status).toBe(404)
})
