/** One message: pinned, found, changed, answered; and what agents see of it in a list. */
import { describe, expect, test } from 'vitest'
import { build, client, ids, tokens } from '../../helpers.ts'

const first = 'msg_f8edd183-2205-4471-a34f-39a32faa88a0'
const last = 'msg_efb6b7f0-5ef2-422d-ad09-4b4ce6eb8bb2'
const foreign = 'msg_c0dbd66d-06ed-4883-bdac-36f5d56a4d5f'
const messages = '/v1/backend/conversation_messages'
const urlOf = (id: string, conversation: string = ids.conversation) =>
  `/v1/backend/conversations/${conversation}/conversation_messages/${id}`
const list = `${messages}?conversation_id=${ids.conversation}&limit=100`

interface Listed {
  id: string
  from: string
  pinned?: boolean
  comments?: { content: string }[]
}

describe('pinning', () => {
  test('is seen by agents, never by the contact, and taken back', async () => {
    const app = build()
    const agent = client(app, tokens.user)
    const contact = client(app, tokens.contact)
    const before = (await contact.get(`${messages}?limit=100`)).body

    expect((await agent.get(`${urlOf(first)}?action=pin`)).body).toMatchObject({
      id: first,
      pinned: true,
      updated_at: '2022-03-31T14:02:17.911Z',
    })
    const pinned = ({ pinned }: Listed) => pinned === true
    expect((await agent.get(list)).body.data.filter(pinned)).toMatchObject([{ id: first }])
    expect((await contact.get(`${messages}?limit=100`)).body).toEqual(before)

    expect((await agent.get(`${urlOf(first)}?action=unpin`)).body.pinned).toBe(false)
    expect((await agent.get(list)).body.data.filter(pinned)).toEqual([])
  })

  test('a HEAD changes nothing', async () => {
    const app = build()
    const headers = { 'x-access-token': tokens.user }
    await app.inject({ method: 'HEAD', url: `${urlOf(first)}?action=pin`, headers })
    expect((await client(app, tokens.user).get(urlOf(first))).body.pinned).toBe(false)
  })

  test('another action is refused', async () => {
    const { status, reason } = await client(build(), tokens.user).get(`${urlOf(first)}?action=burn`)
    expect(status).toBe(400)
    expect(reason).toContain('pin, unpin')
  })
})

describe('the place of a message', () => {
  test('is that in the list, newest first, under either id of the conversation', async () => {
    const agent = client(build(), tokens.user)
    const { data }: { data: Listed[] } = (await agent.get(list)).body
    expect(data.length).toBe(15)
    for (const [index, { id }] of data.entries()) {
      for (const conversation of [ids.conversation, ids.teamConversation]) {
        const { body } = await agent.get(`${urlOf(id, conversation)}/_index`)
        expect(body).toEqual({ count: index, index })
      }
    }
  })
})

describe('a list for agents', () => {
  test('names who wrote in the page, contacts aside, and shows comments', async () => {
    const agent = client(build(), tokens.user)
    const { body } = await agent.get(list)
    expect(Object.keys(body.nested.users).sort()).toEqual([ids.user, 'u_imbrace_bot'].sort())
    expect(body.nested.users[ids.user]).toMatchObject({
      object_name: 'simple_user',
      id: ids.user,
      display_name: 'Carmen Lau',
      is_bot: false,
    })
    const commented = body.data.filter(({ comments }: Listed) => comments !== undefined)
    expect(commented).toMatchObject([
      { id: last, comments: [{ content: 'I have called them back.' }] },
    ])
    // Two messages of the contact alone.
    expect((await agent.get(`${list.replace('100', '2')}`)).body.nested).toEqual({ users: {} })
  })

  test('that is long and sent in pieces has the same', async () => {
    const app = build()
    const agent = client(app, tokens.user)
    app.world.database.exec(`
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500)
      INSERT INTO messages (id, conversation_id, "from", type, content, created_at, updated_at)
      SELECT 'msg_many_' || i, '${ids.conversation}', 'con_test_contact', 'text',
        '{"text":"x"}', '2024-05-01T10:00:00.000Z', '2024-05-01T10:00:00.000Z' FROM n`)
    await agent.get(`${urlOf('msg_many_700')}?action=pin`)
    await agent.post(`${urlOf('msg_many_900')}/comments`, { content: 'note' })

    const { status, body } = await agent.get(`${list.replace('100', '5000')}`)
    expect(status).toBe(200)
    expect(body).toMatchObject({ total: 1515, count: 1515, has_more: false })
    expect(Object.keys(body.nested.users).sort()).toEqual([ids.user, 'u_imbrace_bot'].sort())
    expect(body.data.filter(({ pinned }: Listed) => pinned)).toMatchObject([{ id: 'msg_many_700' }])
    expect(body.data.filter(({ comments }: Listed) => comments)).toMatchObject([
      { id: 'msg_many_900', comments: [{ content: 'note' }] },
      { id: last },
    ])
    const contact = await client(app, tokens.contact).get(`${messages}?limit=5000`)
    expect(contact.body.nested).toEqual({})
    expect(JSON.stringify(contact.body)).not.toMatch(/"(?:comments|pinned|note)"/)
  })

  test('whose comments are long is sent in pieces as well', async () => {
    const app = build()
    const agent = client(app, tokens.user)
    const note = 'x'.repeat(10_000)
    const insert = app.world.database.prepare(`
      INSERT INTO comments (id, message_id, user_id, content, label_ids, created_at, updated_at)
      VALUES (?, ?, ?, ?, '[]', '', '')`)
    for (let n = 0; n < 300; n += 1) insert.run(`cm_${n}`, last, ids.user, note)
    const { body } = await agent.get(list)
    expect(body.total).toBe(15)
    expect(body.data[0].comments.length).toBe(301)
  })
})

describe('an answer', () => {
  test.each([[0], ['track']])('%j is kept with the question', async (answer) => {
    const app = build()
    const contact = client(app, tokens.contact)
    const { status, body } = await contact.post(`${messages}/${first}/answer`, { answer })
    expect(status).toBe(200)
    expect(body.content).toMatchObject({ answered: answer, text: expect.any(String) })
    const { data } = (await contact.get(`${messages}?limit=100`)).body
    expect(data.find(({ id }: Listed) => id === first)).toEqual(body)
  })

  test.each([[{}], [{ answer: null }], [{ answer: { a: 1 } }], [{ answer: 'x'.repeat(1001) }]])(
    '%j is refused',
    async (body) => {
      const answer = await client(build(), tokens.contact).post(`${messages}/${first}/answer`, body)
      expect(answer.status).toBe(400)
      expect(answer.reason).toContain('answer')
    },
  )

  test('to another contact’s message shows nothing of it, and changes nothing', async () => {
    const app = build()
    const channel = client(app, 'imbrace_channel')
    const { contact_id } = (await channel.post('/v1/backend/conversation')).body
    const other = client(app, contact_id)
    const rows = () => app.world.database.prepare('SELECT * FROM messages').all()
    const before = rows()
    const answer = await other.post(`${messages}/${first}/answer`, { answer: 7 })
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({
      object_name: 'message',
      id: first,
      organization_id: 'org_imbrace',
      business_unit_id: '',
      conversation_id: '',
      from: '',
      type: 'response',
      content: { answered: 7 },
      created_at: '',
      updated_at: '',
    })
    expect(answer.note).toBe(`nothing is kept: message ${first} is another contact's`)
    expect(rows()).toEqual(before)
    expect((await other.post(`${messages}/${foreign}/answer`, { answer: 7 })).status).toBe(404)
  })

  test('to another organization’s message, or none, is 404', async () => {
    const app = build()
    const body = { answer: 0 }
    const agent = client(app, tokens.user)
    expect((await agent.post(`${messages}/${foreign}/answer`, body)).status).toBe(404)
    expect((await agent.post(`${messages}/msg_nobody/answer`, body)).body).toEqual({
      code: 40004,
      message: 'Message not found',
    })
  })
})

describe('what is not there', () => {
  test.each([
    ['a message of another organization', urlOf(foreign)],
    ['a message of another conversation', urlOf(foreign, ids.conversation)],
    ['another organization’s conversation', urlOf(foreign, ids.otherConversation)],
    ['nobody’s message', urlOf('msg_nobody')],
  ])('%s is 404', async (_name, url) => {
    const app = build()
    const agent = client(app, tokens.user)
    for (const path of ['', '?action=pin', '/_index']) {
      const { status, body } = await agent.get(url + path)
      expect([status, body.code]).toEqual([404, 40004])
    }
    expect(
      app.world.database.prepare('SELECT count(*) FROM messages WHERE pinned').pluck().get(),
    ).toBe(0)
  })
})

describe('templates', () => {
  const template = 'mt_185f8db3-2271-4e25-8561-a6fc938b2e26'
  const place = { team_conversation_id: ids.teamConversation }

  test('are sent by agents, with what they say', async () => {
    const agent = client(build(), tokens.user)
    const sent = await agent.post(messages, {
      ...place,
      type: 'whatsapp.template',
      template_id: template,
      variables: ['a'],
      parentUrl: 'http://localhost',
    })
    expect(sent.body.content).toEqual({
      template_id: template,
      text: 'Hello {{1}}, this is {{2}} from Harbour Home. How can I help you?',
      variables: ['a'],
    })
  })

  test.each([
    ['nobody’s', { template_id: 'mt_nobody', text: 'x' }, 'no template mt_nobody'],
    [
      'another organization’s',
      { template_id: 'mt_16367aac-b67a-4a01-8c8d-a8ab95682ccb', text: 'x' },
      'no template',
    ],
    ['none', { text: 'x' }, 'template_id'],
    ['one without a text', { template_id: template }, 'text'],
  ])('%s is refused', async (_name, body, reason) => {
    const answer = await client(build(), tokens.user).post(messages, {
      ...place,
      type: 'message_template',
      ...body,
    })
    expect(answer.status).toBe(400)
    expect(answer.body).toEqual({ code: 40000, message: 'Invalid message type or content' })
    expect(answer.reason).toContain(reason)
  })

  test('contacts send none', async () => {
    const body = { type: 'message_template', template_id: template, text: 'x' }
    const { status, reason } = await client(build(), tokens.contact).post(messages, body)
    expect(status).toBe(400)
    expect(reason).toContain('agents')
  })
})

test('search has a question as it was sent, before and after its index is built', async () => {
  const app = build()
  const url = `/v1/backend/meilisearch/${ids.organization}/search`
  const search = async () => (await client(app, tokens.user).post(url, { q: 'Harbour' })).body
  const found = (await search()).message.hits
  expect(found.some(({ _id }: { _id: string }) => _id === first)).toBe(true)
  await client(app, tokens.contact).post(`${messages}/${first}/answer`, { answer: 1 })
  expect((await search()).message.hits).toEqual(found)
  app.worlds.save('default', 'answered')
  app.worlds.restore('default', 'answered')
  expect((await search()).message.hits).toEqual(found)
})
