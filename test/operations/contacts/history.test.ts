/** What there has been with a contact: conversations, files and comments. */
import type { FastifyInstance } from 'fastify'
import { expect, test } from 'vitest'
import { extensionOf } from '../../../src/operations/contacts/history.ts'
import { build, client, ids, tokens } from '../../helpers.ts'

const contacts = '/v1/backend/contacts'
const ofContact = `${contacts}/${tokens.contact}`
const messages = '/v1/backend/conversation_messages'
const foreignContact = 'con_4b377fdc-2134-4433-a385-50adbcbebf04'
const foreignComment = 'cm_d4735e3a-265e-46ee-803f-59718b9b5d03'
const comment = 'cm_6b86b273-ff34-4ce1-8d6b-804eff5a3f57'

/** A second, newer conversation of the contact, without a team. */
function addConversation({ world }: FastifyInstance): void {
  world.database.exec(`
    INSERT INTO conversations
      (id, team_conversation_id, organization_id, business_unit_id, channel_id, channel_type,
       contact_id, team_id, status, name, timestamp, is_presence, latest_at)
    SELECT 'conv_second', 'tc_second', organization_id, business_unit_id, channel_id, channel_type,
      contact_id, NULL, 'closed', 'Second', '2030-01-01T00:00:00.000Z', 0, '2030-01-01T00:00:00.000Z'
    FROM conversations WHERE id = '${ids.conversation}'`)
}

test('conversations come newest first, each with its room and team', async () => {
  const app = build()
  addConversation(app)
  const { get } = client(app, tokens.user)
  const { body } = await get(`${ofContact}/conversations`)
  expect(body).toMatchObject({ count: 2, total: 2, has_more: false })
  expect(body.data).toMatchObject([
    {
      _id: 'conv_second',
      id: 'conv_second',
      teams: [],
      is_joined: false,
      is_agent_joined: false,
      available_team_conversations: [{ _id: 'tc_second', user_id: ids.user }],
    },
    {
      _id: ids.conversation,
      teams: [{ id: 't_imbrace_default_team', _id: 't_imbrace_default_team' }],
      is_joined: true,
      is_agent_joined: true,
      available_team_conversations: [{ _id: ids.teamConversation, user_id: ids.user }],
    },
  ])
  const second = await get(`${ofContact}/conversations?limit=1&skip=1`)
  expect(second.body.data).toEqual([body.data[1]])
  for (const [types, count] of [
    ['channel_types=web&channel_types=email', 2],
    ['channel_types=', 2],
    ['channel_types=whatsapp', 0],
    ['channel_types=channelTypes', 0],
  ] as const) {
    expect((await get(`${ofContact}/conversations?${types}`)).body.count).toBe(count)
  }
})

test('files of all conversations come newest first, whoever sent them', async () => {
  const app = build()
  addConversation(app)
  const agent = client(app, tokens.user)
  const { body: before } = await agent.get(`/v1/backend/contact/${tokens.contact}/files`)
  const of = { conversation_id: ids.conversation }
  const url = 'https://example.com/a.b/offer.PDF?v=1.zip'
  const { body: first } = await agent.post(messages, { ...of, type: 'pdf', url, caption: 'Offer' })
  await agent.post(messages, { ...of, type: 'text', text: url })
  const { body: second } = await agent.post(messages, {
    conversation_id: 'conv_second',
    type: 'image',
    url: 'https://example.com',
  })
  for (const address of ['contact', 'contacts']) {
    const { body } = await agent.get(`/v1/backend/${address}/${tokens.contact}/files`)
    expect(body.count).toBe(before.count + 2)
    expect(body.data.slice(2)).toEqual(before.data)
    expect(body.data.slice(0, 2)).toEqual([
      {
        _id: second.id,
        type: 'image',
        content: { url: 'https://example.com', caption: '', extension: '' },
        from: ids.user,
        created_at: second.created_at,
        updated_at: second.updated_at,
      },
      expect.objectContaining({
        _id: first.id,
        content: { url, caption: 'Offer', extension: 'pdf' },
      }),
    ])
  }
})

test.each([
  ['https://example.com/a.pdf', 'pdf'],
  ['https://example.com/a.tar.GZ#b.c', 'gz'],
  ['/v1/backend/files/chat/name.png', 'png'],
  ['https://example.com', ''],
  ['https://example.com/a.b/c', ''],
  ['name.csv', 'csv'],
  ['', ''],
])('the extension of %s is "%s"', (url, extension) => {
  expect(extensionOf(url)).toBe(extension)
})

test('comments come with their message, newest message first', async () => {
  const app = build()
  const { get, post } = client(app, tokens.user)
  const { body: before } = await get(`${ofContact}/comments`)
  const { body: sent } = await post(messages, {
    conversation_id: ids.conversation,
    type: 'text',
    text: 'Soon',
  })
  const address = `/v1/backend/conversations/${ids.conversation}/conversation_messages/${sent.id}/comments`
  const { body: said } = await post(address, { content: 'Promised' })
  await post(address, { content: 'Again' })

  const { body } = await get(`${ofContact}/comments?skip=0&limit=1`)
  expect(body).toMatchObject({ count: before.count + 1, total: 1, has_more: true })
  expect(body.items).toMatchObject([
    {
      _id: sent.id,
      content: { text: 'Soon' },
      conversation_id: ids.conversation,
      comments: [{ content: 'Promised' }, { content: 'Again' }],
      team_id: 't_imbrace_default_team',
      team_conversation: { id: ids.teamConversation, conversation_id: ids.conversation },
    },
  ])
  expect((await get(`${ofContact}/message_comments?limit=1`)).body).toEqual(body)
  expect((await get(`${ofContact}/comments?channel_types=line`)).body.items).toEqual([])

  const one = await get(`${ofContact}/comment/${said._id}`)
  expect(one.body).toEqual({ data: [{ ...body.items[0], comments: [said] }] })
  expect((await get(`${ofContact}/comment/${sent.id}`)).body).toEqual({ data: body.items })
})

test('what is another contact’s or organization’s is not there', async () => {
  const app = build()
  const { get, post } = client(app, tokens.user)
  const { body: other } = await post(contacts, {})
  for (const of of [foreignContact, 'con_unknown']) {
    for (const past of ['conversations', 'files', 'comments', 'message_comments', 'comment/x']) {
      expect(await get(`${contacts}/${of}/${past}`)).toMatchObject({
        status: 404,
        body: { code: 40004, message: 'Contact not found' },
      })
    }
  }
  for (const of of [tokens.contact, other.id]) {
    const id = of === other.id ? comment : foreignComment
    expect(await get(`${contacts}/${of}/comment/${id}`)).toMatchObject({
      status: 404,
      body: { code: 40004, message: 'Comment not found' },
    })
    expect((await get(`${contacts}/${other.id}/files`)).body.data).toEqual([])
  }
})

test('only messages with files and comments are looked at', () => {
  const { database } = build().world
  const planOf = (condition: string) =>
    database
      .prepare<[], { detail: string }>(`
        EXPLAIN QUERY PLAN SELECT m.id FROM conversations c JOIN messages m ON m.conversation_id = c.id
        WHERE c.contact_id = 'con' AND ${condition}`)
      .all()
      .map(({ detail }) => detail)
      .join('; ')
  expect(planOf('m.has_comments')).toContain('commented_message')
  expect(planOf("m.type IN ('image', 'pdf', 'csv', 'file', 'audio', 'video')")).toContain(
    'file_of_conversation',
  )
})
