/** Listing and sending messages. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildApp } from '../../../src/app.ts'
import { conversationStatuses } from '../../../src/operations/conversations/schemas.ts'
import { build, client, ids, searchIsReady, tokens, writesTo } from '../../helpers.ts'

const messages = '/v1/backend/conversation_messages'
const views = '/v2/backend/team_conversations/_views_count'
const now = '2024-05-01T10:00:00.000Z'
const daniel = 'u_4411d305-1c63-4b60-8997-e72abdfcbe0e'
const priya = 'u_6c507f0e-2cef-42dc-97a4-67a04d962184'

type App = ReturnType<typeof build>
const sql = (app: App, text: string, ...values: unknown[]) =>
  app.world.database.prepare<unknown[], Record<string, unknown>>(text).all(...values)
const run = (app: App, text: string, ...values: unknown[]) =>
  app.world.database.prepare(text).run(...values)

const invalidParameters = { code: 40000, message: 'Invalid request parameters' }
const invalidMessage = { code: 40000, message: 'Invalid message type or content' }
const notFound = { code: 40004, message: 'Conversation not found' }

describe('a page of messages', () => {
  const app = buildApp()
  afterAll(() => app.close())
  const contact = client(app, tokens.contact)
  const stored = sql(
    app,
    `SELECT id, conversation_id, "from", type, content, created_at, updated_at
     FROM messages WHERE conversation_id = ? ORDER BY created_at DESC, seq DESC`,
    ids.conversation,
  ).map(({ content, ...row }) => ({
    object_name: 'message',
    organization_id: ids.organization,
    business_unit_id: ids.businessUnit,
    ...row,
    content: JSON.parse(String(content)),
  }))
  const page = (from: number, to: number) => ({
    object_name: 'list',
    data: stored.slice(from, to),
    nested: {},
    has_more: to < 15,
    count: 15,
    total: Math.max(0, Math.min(to, 15) - from),
  })

  for (const [query, from, to] of [
    ['', 0, 10],
    ['?limit=10&skip=0', 0, 10],
    ['?limit=10', 0, 10],
    ['?skip=0', 0, 10],
    ['?skip=3', 3, 13],
    ['?limit=1', 0, 1],
    ['?limit=2&skip=1', 1, 3],
    // Nothing follows a page that ends with the last row, full or not.
    ['?limit=14', 0, 14],
    ['?limit=15', 0, 15],
    ['?limit=16', 0, 16],
    ['?skip=4', 4, 14],
    ['?skip=5', 5, 15],
    ['?skip=6', 6, 16],
    ['?limit=1&skip=13', 13, 14],
    ['?limit=1&skip=14', 14, 15],
    ['?limit=1&skip=15', 15, 16],
    ['?limit=5&skip=100', 100, 105],
    ['?limit=1000&skip=0', 0, 1000],
    ['?limit=1000000', 0, 1_000_000],
    ['?limit=9007199254740991&skip=9007199254740991', 9_007_199_254_740_991, 9_007_199_254_740_991],
    ['?limit=0010&skip=000', 0, 10],
    ['?limit=%31%30', 0, 10],
  ] as const) {
    test(`of ${query || 'no query'} has rows ${from} to ${to} of 15`, async () => {
      const { status, body } = await contact.get(messages + query)

      expect(status).toBe(200)
      expect(body).toEqual(page(from, to))
      expect(Object.keys(body)).toEqual([
        'object_name',
        'data',
        'nested',
        'has_more',
        'count',
        'total',
      ])
    })
  }

  for (const [skip, has_more] of [
    [0, true],
    [14, true],
    [15, false],
    [16, false],
  ] as const) {
    test(`of limit 0 behind ${skip} is empty and ${has_more ? 'has' : 'has no'} more`, async () => {
      const { status, body } = await contact.get(`${messages}?limit=0&skip=${skip}`)

      expect([status, body]).toEqual([
        200,
        { object_name: 'list', data: [], nested: {}, has_more, count: 15, total: 0 },
      ])
    })
  }

  test('after page gives every message once, newest first', async () => {
    const seen: { id: string; created_at: string }[] = []
    for (let skip = 0; ; skip += 4) {
      const { body } = await contact.get(`${messages}?limit=4&skip=${skip}`)
      seen.push(...body.data)
      if (!body.has_more) break
    }

    expect(seen.map(({ id }) => id)).toEqual(stored.map((row) => Object(row).id))
    const times = seen.map(({ created_at }) => created_at)
    expect(times).toEqual([...times].sort().reverse())
  })

  test('shows a message’s fields in the documented order', async () => {
    const { body } = await contact.get(`${messages}?limit=1`)

    expect(Object.keys(body.data[0])).toEqual([
      'object_name',
      'id',
      'organization_id',
      'business_unit_id',
      'conversation_id',
      'from',
      'type',
      'content',
      'created_at',
      'updated_at',
    ])
  })

  test('of a conversation without messages is empty', async () => {
    const { body } = await client(app, tokens.channel).post('/v1/backend/conversation')

    const answer = await client(app, tokens.user).get(`${messages}?conversation_id=${body.id}`)

    expect([answer.status, answer.body]).toEqual([
      200,
      { object_name: 'list', data: [], nested: { users: {} }, has_more: false, count: 0, total: 0 },
    ])
  })
})

describe('the conversation is found', () => {
  const app = buildApp({ newId: (kind) => `${kind}_${Math.random()}` })
  afterAll(() => app.close())
  const both: string[] = [ids.conversation, ids.teamConversation]
  const queries = both.flatMap((id) => [
    `?conversation_id=${id}`,
    `?team_conversation_id=${id}`,
    `?type=conversation_id&q=${id}`,
    `?type=team_conversation_id&q=${id}`,
    `?q=${id}&type=team_conversation_id`,
  ])
  queries.push(
    `?conversation_id=${both[0]}&team_conversation_id=${both[1]}`,
    `?conversation_id=${both[0]}&type=team_conversation_id&q=${both[1]}`,
    `?conversation_id=${both[1]}&team_conversation_id=${both[1]}&type=conversation_id&q=${both[0]}`,
  )
  const bodies: Record<string, string>[] = [
    ...both.map((id) => ({ conversation_id: id })),
    ...both.map((id) => ({ team_conversation_id: id })),
    { conversation_id: ids.conversation, team_conversation_id: ids.teamConversation },
  ]

  for (const [caller, token, from] of [
    ['a user', tokens.user, ids.user],
    ['an API key', tokens.apiKey, priya],
    ['a contact', tokens.contact, tokens.contact],
    ['a contact’s access token', tokens.contactAccess, tokens.contact],
    ['a token with a conversation', tokens.userWithConversation, ids.user],
  ] as const) {
    for (const query of queries) {
      test(`for ${caller} by ${query}`, async () => {
        const { status, body } = await client(app, token).get(`${messages}${query}&limit=1`)

        expect(status).toBe(200)
        expect(body.data[0].conversation_id).toBe(ids.conversation)
      })
    }
    for (const names of bodies) {
      test(`for ${caller} who sends ${JSON.stringify(names)}`, async () => {
        const sent = await client(app, token).post(messages, { type: 'text', text: 'x', ...names })

        expect(sent.status).toBe(200)
        expect(sent.body).toMatchObject({ conversation_id: ids.conversation, from })
      })
    }
  }

  for (const [caller, token, from] of [
    ['a contact', tokens.contact, tokens.contact],
    ['a contact’s access token', tokens.contactAccess, tokens.contact],
    ['an agent’s token that has a conversation', tokens.userWithConversation, ids.user],
  ] as const) {
    test(`for ${caller} that names none`, async () => {
      const listed = await client(app, token).get(messages)
      const sent = await client(app, token).post(messages, { type: 'text', text: 'x' })

      expect([listed.status, sent.status]).toEqual([200, 200])
      expect(listed.body.data[0].conversation_id).toBe(ids.conversation)
      expect(sent.body).toMatchObject({ conversation_id: ids.conversation, from })
    })
  }

  test('by its name before the token’s own', async () => {
    const made = await client(app, tokens.user).post('/v1/backend/conversation')
    const agent = client(app, tokens.userWithConversation)

    const sent = await agent.post(messages, {
      type: 'text',
      text: 'x',
      conversation_id: made.body.id,
    })
    const listed = await agent.get(`${messages}?conversation_id=${made.body.id}`)

    expect(sent.body.conversation_id).toBe(made.body.id)
    expect(listed.body.count).toBe(1)
  })

  for (const [caller, token] of [
    ['a user', tokens.user],
    ['a user of two', tokens.userOfTwo],
    ['an API key', tokens.apiKey],
    ['a user elsewhere', tokens.foreignUser],
  ] as const) {
    test(`not for ${caller} who names none`, async () => {
      const listed = await client(app, token).get(`${messages}?limit=10&skip=0`)
      const sent = await client(app, token).post(messages, { type: 'text', text: 'x' })

      expect([listed.status, listed.body]).toEqual([400, invalidParameters])
      expect([sent.status, sent.body]).toEqual([400, invalidMessage])
    })
  }

  test('not where two names mean two conversations', async () => {
    const made = await client(app, tokens.user).post('/v1/backend/conversation')
    const agent = client(app, tokens.user)
    const query = `?conversation_id=${ids.conversation}&team_conversation_id=${made.body.id}`

    const listed = await agent.get(messages + query)
    const sent = await agent.post(messages, {
      type: 'text',
      text: 'x',
      conversation_id: ids.conversation,
      team_conversation_id: made.body.id,
    })

    expect([listed.status, listed.body]).toEqual([400, invalidParameters])
    expect([sent.status, sent.body]).toEqual([400, invalidMessage])
  })

  test('not where it does not exist', async () => {
    for (const id of ['conv_unknown', 'tc_unknown', ids.team, tokens.contact]) {
      const agent = client(app, tokens.user)
      const listed = await agent.get(`${messages}?conversation_id=${id}`)
      const sent = await agent.post(messages, { type: 'text', text: 'x', conversation_id: id })

      expect([listed.status, listed.body]).toEqual([404, notFound])
      expect([sent.status, sent.body]).toEqual([404, notFound])
    }
  })

  test('not for a contact that has none', async () => {
    const world = build()
    run(world, 'DELETE FROM conversations WHERE id = ?', ids.conversation)

    for (const token of [tokens.contact, tokens.contactAccess]) {
      const listed = await client(world, token).get(messages)
      const sent = await client(world, token).post(messages, { type: 'text', text: 'x' })

      expect([listed.status, listed.body]).toEqual([404, notFound])
      expect([sent.status, sent.body]).toEqual([404, notFound])
    }
  })
})

describe('a sent message', () => {
  const url = 'http://pdf.url'
  const sendable: [name: string, body: Record<string, unknown>, content: object][] = [
    ['text', { type: 'text', text: 'Hello' }, { text: 'Hello' }],
    ['text with spaces around', { type: 'text', text: '  Hello\n' }, { text: '  Hello\n' }],
    ['image', { type: 'image', url, caption: 'A' }, { url, caption: 'A' }],
    ['image without caption', { type: 'image', url }, { url }],
    ['image with an empty caption', { type: 'image', url, caption: '' }, { url, caption: '' }],
    ['file', { type: 'file', url, caption: 'A' }, { url, caption: 'A' }],
    ['pdf', { type: 'pdf', url, caption: 'A' }, { url, caption: 'A' }],
    ['csv', { type: 'csv', url, caption: '' }, { url, caption: '' }],
    ['audio', { type: 'audio', url }, { url }],
    ['video', { type: 'video', url }, { url }],
    ['video with text', { type: 'video', url, text: 'A' }, { url, text: 'A' }],
    ['a url that is no address', { type: 'file', url: 'not a url' }, { url: 'not a url' }],
    [
      'quick_reply',
      { type: 'quick_reply', title: 'A', payload: 'B' },
      { title: 'A', payload: 'B' },
    ],
    [
      'fields in another order',
      { payload: 'B', title: 'A', type: 'quick_reply' },
      { title: 'A', payload: 'B' },
    ],
    ['a caption before its url', { caption: 'A', url, type: 'image' }, { url, caption: 'A' }],
    [
      'text with what belongs to other types',
      { type: 'text', text: 'A', url, caption: 'B', title: 'C', payload: 'D' },
      { text: 'A' },
    ],
    [
      'quick_reply with text',
      { type: 'quick_reply', title: 'A', payload: 'B', text: 'C', description: '' },
      { title: 'A', payload: 'B' },
    ],
    [
      'what the server decides itself',
      {
        type: 'text',
        text: 'A',
        id: 'msg_mine',
        from: 'u_somebody',
        object_name: 'x',
        organization_id: ids.otherOrganization,
        business_unit_id: 'x',
        created_at: '2000-01-01T00:00:00.000Z',
        updated_at: '2000-01-01T00:00:00.000Z',
        content: { text: 'B' },
        is_mail: true,
      },
      { text: 'A' },
    ],
    [
      'what the chat widget adds',
      { type: 'text', text: 'A', parentUrl: 'http://localhost:5000/' },
      { text: 'A' },
    ],
  ]
  for (const [name, body, content] of sendable) {
    test(`of ${name} is stored as sent and no more, and listed first`, async () => {
      const app = build({ clock: () => new Date(now), newId: (kind) => `${kind}_1` })
      const contact = client(app, tokens.contact)

      const sent = await contact.post(messages, body)

      const message = {
        object_name: 'message',
        id: 'message_1',
        organization_id: ids.organization,
        business_unit_id: ids.businessUnit,
        channel_id: 'imbrace_channel',
        channel_type: 'web',
        conversation_id: ids.conversation,
        from: tokens.contact,
        type: body.type,
        content,
        created_at: now,
        updated_at: now,
      }
      expect(sent.status).toBe(200)
      // As text: the documented order of the keys counts.
      expect(JSON.stringify(sent.body)).toBe(JSON.stringify(message))
      const { channel_id, channel_type, ...item } = message
      const listed = await contact.get(`${messages}?limit=1`)
      expect(JSON.stringify(listed.body)).toBe(
        JSON.stringify({
          object_name: 'list',
          data: [item],
          nested: {},
          has_more: true,
          count: 16,
          total: 1,
        }),
      )
    })
  }

  test('has an id in the gateway’s own form', async () => {
    const sent = await client(build(), tokens.contact).post(messages, { type: 'text', text: 'x' })

    expect(sent.body.id).toMatch(
      /^msg_[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
    )
  })

  test('is told with the channel of its conversation', async () => {
    const app = build()
    const [row] = sql(
      app,
      "SELECT id, channel_id FROM conversations WHERE channel_type = 'whatsapp' AND organization_id = ?",
      ids.organization,
    )

    const sent = await client(app, tokens.user).post(messages, {
      type: 'text',
      text: 'x',
      conversation_id: row?.id,
    })

    expect(sent.body).toMatchObject({ channel_id: row?.channel_id, channel_type: 'whatsapp' })
  })

  test('is the first one listed, also among those of the same millisecond', async () => {
    const app = build({ clock: () => new Date(now) })
    const sent: string[] = []
    for (let n = 0; n < 30; n += 1) {
      const token = n % 3 === 0 ? tokens.userWithConversation : tokens.contact
      const { body } = await client(app, token).post(messages, { type: 'text', text: `${n}` })
      sent.unshift(body.id)
      const { body: page } = await client(app, tokens.contact).get(`${messages}?limit=1`)
      expect(page.data[0].id).toBe(body.id)
    }

    const ids_ = async (query: string) =>
      (await client(app, tokens.contact).get(`${messages}?${query}`)).body.data.map(
        ({ id }: { id: string }) => id,
      )
    expect(await ids_('limit=30')).toEqual(sent)
    expect([
      ...(await ids_('limit=7')),
      ...(await ids_('limit=16&skip=7')),
      ...(await ids_('limit=7&skip=23')),
    ]).toEqual(sent)
  })

  test('of many senders at once is one of as many rows', async () => {
    const app = build()
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        client(app, n % 2 ? tokens.contact : tokens.userWithConversation).post(messages, {
          type: 'text',
          text: `${n}`,
        }),
      ),
    )

    const { body } = await client(app, tokens.contact).get(`${messages}?limit=50`)
    expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(200))
    expect(body.count).toBe(65)
    expect(
      new Set(body.data.map(({ content }: { content: { text: string } }) => content.text)).size,
    ).toBe(50)
  })
})

describe('a message moves its conversation on', () => {
  const shared = buildApp()
  afterAll(() => shared.close())
  // What search wrote meanwhile would be taken back too.
  beforeAll(() => searchIsReady(shared))
  const text = { type: 'text', text: 'Hello' }
  const statusOf = (app: App) =>
    sql(app, 'SELECT status FROM conversations WHERE id = ?', ids.conversation)[0]?.status

  for (const status of conversationStatuses) {
    const waiting = status === 'spam' ? 'spam' : undefined
    for (const [who, token, joined, after] of [
      ['a contact nobody has joined', tokens.contact, ['u_imbrace_bot'], waiting ?? 'rep needed'],
      [
        'a contact nobody has joined, not even the bot',
        tokens.contact,
        [],
        waiting ?? 'rep needed',
      ],
      [
        'a contact an agent has joined',
        tokens.contact,
        ['u_imbrace_bot', daniel],
        waiting ?? 'pending',
      ],
      ['a contact’s access token', tokens.contactAccess, [ids.user], waiting ?? 'pending'],
      ['an agent who has joined', tokens.userWithConversation, [ids.user], 'active'],
      ['an agent who has not', tokens.userWithConversation, ['u_imbrace_bot'], 'active'],
    ] as const) {
      test(`from ${status} to ${after}: ${who}`, async () => {
        const app = shared
        const others = sql(app, 'SELECT * FROM conversations WHERE id <> ?', ids.conversation)
        app.world.database.exec('BEGIN')
        try {
          run(app, 'UPDATE conversations SET status = ? WHERE id = ?', status, ids.conversation)
          run(app, 'DELETE FROM conversation_users WHERE conversation_id = ?', ids.conversation)
          for (const user of joined) {
            run(app, 'INSERT INTO conversation_users VALUES (?, ?)', ids.conversation, user)
          }

          const sent = await client(app, token).post(messages, text)

          expect(sent.status).toBe(200)
          expect(statusOf(app)).toBe(after)
          expect(sql(app, 'SELECT * FROM conversations WHERE id <> ?', ids.conversation)).toEqual(
            others,
          )
          // To write is not to join.
          expect(
            sql(
              app,
              'SELECT user_id FROM conversation_users WHERE conversation_id = ? ORDER BY rowid',
              ids.conversation,
            ).map(({ user_id }) => user_id),
          ).toEqual(joined)
        } finally {
          app.world.database.exec('ROLLBACK')
        }
      })
    }
  }

  test('whoever names it, by whichever id', async () => {
    for (const name of [
      { conversation_id: ids.teamConversation },
      { team_conversation_id: ids.teamConversation },
    ]) {
      const app = build()

      await client(app, tokens.apiKey).post(messages, { ...text, ...name })

      expect(statusOf(app)).toBe('active')
    }
  })

  test('and the numbers with it', async () => {
    const app = build()
    const agent = client(app, tokens.user)
    run(app, "UPDATE conversations SET status = 'closed' WHERE id = ?", ids.conversation)
    const closed = (await agent.get(views)).body

    await client(app, tokens.contact).post(messages, text)
    const reopened = (await agent.get(views)).body
    await client(app, tokens.userWithConversation).post(messages, text)
    const answered = (await agent.get(views)).body

    expect(reopened).toEqual({
      ...closed,
      all: closed.all + 1,
      yours: closed.yours + 1,
      closed: closed.closed - 1,
      pending: closed.pending + 1,
      t_imbrace_default_team: closed.t_imbrace_default_team + 1,
    })
    expect(answered).toEqual({ ...reopened, pending: reopened.pending - 1 })
  })

  test('or neither is written', async () => {
    const app = build()
    run(
      app,
      `CREATE TRIGGER refuse BEFORE UPDATE ON conversations BEGIN SELECT RAISE(ABORT, 'no'); END`,
    )
    const before = writesTo(app.world.database)

    // Pending already: nothing to update. An agent's message has to.
    const answer = await client(app, tokens.userWithConversation).post(messages, text)

    expect([answer.status, answer.body]).toEqual([
      500,
      { code: 99999, message: 'Service unavailable, please try again later' },
    ])
    expect(answer.reason).not.toContain('RAISE')
    expect(writesTo(app.world.database)).toBe(before)
    run(app, 'DROP TRIGGER refuse')
    expect((await client(app, tokens.contact).get(messages)).body.count).toBe(15)
  })

  test('but a refused one leaves it as it was', async () => {
    const app = build()
    run(app, "UPDATE conversations SET status = 'closed' WHERE id = ?", ids.conversation)
    const before = writesTo(app.world.database)

    for (const body of [{}, { type: 'text' }, { type: 'text', text: ' ' }, { type: 'image' }]) {
      expect((await client(app, tokens.contact).post(messages, body)).status).toBe(400)
    }

    expect(writesTo(app.world.database)).toBe(before)
  })
})

test('a channel token neither lists nor sends', async () => {
  const app = build()
  const before = writesTo(app.world.database)
  const unauthorized = { code: 40001, message: 'Unauthorized' }

  for (const token of [tokens.channel, 'imbrace_channel']) {
    const channel = client(app, token)
    const listed = await channel.get(`${messages}?conversation_id=${ids.conversation}`)
    const sent = await channel.post(messages, {
      type: 'text',
      text: 'x',
      conversation_id: ids.conversation,
    })

    expect([listed.status, listed.body]).toEqual([401, unauthorized])
    expect([sent.status, sent.body]).toEqual([401, unauthorized])
  }
  expect(writesTo(app.world.database)).toBe(before)
})
