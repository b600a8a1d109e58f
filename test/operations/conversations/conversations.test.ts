/** Creating conversations, and counting them by view, team, channel and status. */
import { afterAll, describe, expect, test } from 'vitest'
import { buildApp } from '../../../src/app.ts'
import { readDocumentedExamples } from '../../../src/control/openapi.ts'
import {
  channelTypes,
  conversationStatuses,
} from '../../../src/operations/conversations/schemas.ts'
import { build, client, ids, tokens, writesTo } from '../../helpers.ts'

const now = '2024-02-29T23:59:59.999Z'
const whatsapp = 'ch_c49a5264-5f82-477a-b844-50211003150a'
const line = 'ch_8f4b043f-eff1-4bd2-8d6e-ab5e44a6f77a'
const daniel = 'u_4411d305-1c63-4b60-8997-e72abdfcbe0e'
const views = '/v2/backend/team_conversations/_views_count'
const channels = '/v1/backend/channels/_conv_count'
const messages = '/v1/backend/conversation_messages'

const bot = {
  object_name: 'simple_user',
  id: 'u_imbrace_bot',
  display_name: 'imbrace bot',
  avatar_url: '',
}

/** A gateway whose clock stands and whose ids count up, each kind for itself. */
function buildNumbered() {
  const made: Record<string, number> = {}
  const newId = (kind: string) => {
    const number = (made[kind] ?? 0) + 1
    made[kind] = number
    return kind === 'guest' ? String(100_000 + number) : `${kind}_${number}`
  }
  return build({ clock: () => new Date(now), newId })
}
type App = ReturnType<typeof build>

const sql = (app: App, text: string, ...values: unknown[]) =>
  app.world.database.prepare<unknown[], Record<string, unknown>>(text).all(...values)
const run = (app: App, text: string, ...values: unknown[]) =>
  app.world.database.prepare(text).run(...values)
const countRows = (app: App, table: string) => sql(app, `SELECT count(*) AS n FROM ${table}`)[0]?.n

describe('a new conversation', () => {
  const guestOn = (
    channel_id: string,
    channel_type: string,
    [guest, contact, conversation]: [string, string, string],
  ) => ({
    object_name: 'conversation',
    id: conversation,
    organization_id: ids.organization,
    business_unit_id: ids.businessUnit,
    channel_id,
    channel_type,
    contact_id: contact,
    status: 'active',
    name: `Guest#${guest}@29 Feb 2024`,
    timestamp: now,
    users: [bot],
  })

  test('is a guest’s, named by the world’s clock, in the default team, with the bot', async () => {
    const app = buildNumbered()

    const { status, body } = await client(app, tokens.channel).post('/v1/backend/conversation')

    expect(status).toBe(200)
    expect(body).toEqual(
      guestOn('imbrace_channel', 'web', ['100001', 'contact_1', 'conversation_1']),
    )
    expect(sql(app, 'SELECT * FROM conversations WHERE id = ?', 'conversation_1')).toEqual([
      {
        id: 'conversation_1',
        team_conversation_id: 'team_conversation_1',
        organization_id: ids.organization,
        business_unit_id: ids.businessUnit,
        channel_id: 'imbrace_channel',
        channel_type: 'web',
        contact_id: 'contact_1',
        team_id: 't_imbrace_default_team',
        status: 'active',
        name: 'Guest#100001@29 Feb 2024',
        timestamp: now,
        is_presence: 0,
        mode: 'automation',
        latest_at: now,
        waiting_since: null,
        due_at: null,
        closes_at: null,
        is_open: 1,
      },
    ])
    expect(
      sql(
        app,
        `SELECT id, organization_id, business_unit_id, channel_id, channel_type, display_name,
           first_name, last_name, language, created_at FROM contacts WHERE id = ?`,
        'contact_1',
      ),
    ).toEqual([
      {
        id: 'contact_1',
        organization_id: ids.organization,
        business_unit_id: ids.businessUnit,
        channel_id: 'imbrace_channel',
        channel_type: 'web',
        display_name: 'Guest#100001@29 Feb 2024',
        first_name: null,
        last_name: null,
        language: null,
        created_at: now,
      },
    ])
    expect(
      sql(app, 'SELECT user_id FROM conversation_users WHERE conversation_id = ?', body.id),
    ).toEqual([{ user_id: 'u_imbrace_bot' }])
  })

  test('has an id and a name in the gateway’s own forms', async () => {
    const app = build()

    const { body } = await client(app, tokens.channel).post('/v1/backend/conversation')

    const uuid = '[\\da-f]{8}-[\\da-f]{4}-4[\\da-f]{3}-[89ab][\\da-f]{3}-[\\da-f]{12}'
    expect(body.id).toMatch(new RegExp(`^conv_${uuid}$`))
    expect(body.contact_id).toMatch(new RegExp(`^con_${uuid}$`))
    expect(body.name).toMatch(/^Guest#\d{6}@\d{1,2} [A-Z][a-z]{2} \d{4}$/)
    expect(body.timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    const [row] = sql(app, 'SELECT * FROM conversations WHERE id = ?', body.id)
    expect(row?.team_conversation_id).toMatch(new RegExp(`^tc_${uuid}$`))
  })

  for (const [moment, day] of [
    ['2022-04-07T04:11:28.148Z', '7 Apr 2022'],
    ['2024-12-31T23:59:59.999Z', '31 Dec 2024'],
    ['2025-01-01T00:00:00.000Z', '1 Jan 2025'],
    ['1999-09-09T12:00:00.000Z', '9 Sep 1999'],
  ] as const) {
    test(`made at ${moment} is named after ${day}`, async () => {
      const app = build({ clock: () => new Date(moment) })

      const { body } = await client(app, tokens.channel).post('/v1/backend/conversation')

      expect(body.name.split('@')[1]).toBe(day)
      expect(body.timestamp).toBe(moment)
    })
  }

  const forms: [name: string, headers: Record<string, string>, payload: string | undefined][] = [
    ['no body', {}, undefined],
    ['no body, length 0', { 'content-length': '0' }, undefined],
    ['an empty form', { 'content-type': 'application/x-www-form-urlencoded' }, ''],
    ['an empty JSON body', { 'content-type': 'application/json' }, ''],
    ['an empty text', { 'content-type': 'text/plain' }, ''],
    ['an empty upload', { 'content-type': 'multipart/form-data; boundary=x' }, ''],
    ['an empty object', { 'content-type': 'application/json' }, '{}'],
    ['an empty object with spaces', { 'content-type': 'application/json' }, ' { } '],
    ['an object with a charset', { 'content-type': 'application/json; charset=utf-8' }, '{}'],
    ['an object in capitals', { 'content-type': 'Application/JSON' }, '{}'],
    ['fields nobody knows', { 'content-type': 'application/json' }, '{"name":"x","a":[1]}'],
  ]
  for (const [name, headers, payload] of forms) {
    for (const url of ['/v1/backend/conversation', '/v1/backend/conversations']) {
      test(`is made of ${name}: ${url}`, async () => {
        const app = buildNumbered()

        const answer = await app.inject({
          method: 'POST',
          url,
          headers: { 'x-access-token': tokens.channel, ...headers },
          payload,
        })

        expect({ status: answer.statusCode, body: answer.json() }).toEqual({
          status: 200,
          body: guestOn('imbrace_channel', 'web', ['100001', 'contact_1', 'conversation_1']),
        })
      })
    }
  }

  for (const [caller, token] of [
    ['a channel', tokens.channel],
    ['a channel’s id', 'imbrace_channel'],
    ['a user', tokens.user],
    ['an API key', tokens.apiKey],
  ] as const) {
    test(`is another one each time for ${caller}`, async () => {
      const app = buildNumbered()
      const contacts = Number(countRows(app, 'contacts'))
      const conversations = Number(countRows(app, 'conversations'))

      const made = [
        await client(app, token).post('/v1/backend/conversation'),
        await client(app, token).post('/v1/backend/conversations', {}),
        token === tokens.user || token === tokens.apiKey
          ? await client(app, token).post('/v1/backend/conversations')
          : await client(app, token).get('/v1/backend/conversation'),
      ]

      expect(made.map(({ status }) => status)).toEqual([200, 200, 200])
      expect(new Set(made.map(({ body }) => body.id)).size).toBe(3)
      expect(new Set(made.map(({ body }) => body.contact_id)).size).toBe(3)
      expect(countRows(app, 'contacts')).toBe(contacts + 3)
      expect(countRows(app, 'conversations')).toBe(conversations + 3)
    })
  }

  for (const [name, token, body, channel, type, users] of [
    ['a user', tokens.user, {}, 'imbrace_channel', 'web', [bot]],
    [
      'a user who names a channel',
      tokens.user,
      { channel_id: whatsapp },
      whatsapp,
      'whatsapp',
      [bot],
    ],
    [
      'a user who names a channel without a bot',
      tokens.user,
      { channel_id: line },
      line,
      'line',
      [],
    ],
    [
      'an API key that names a channel',
      tokens.apiKey,
      { channel_id: whatsapp },
      whatsapp,
      'whatsapp',
      [bot],
    ],
    [
      'a channel that names itself',
      tokens.channel,
      { channel_id: 'imbrace_channel' },
      'imbrace_channel',
      'web',
      [bot],
    ],
    ['another channel’s id', whatsapp, {}, whatsapp, 'whatsapp', [bot]],
  ] as const) {
    test(`of ${name} is on ${channel}`, async () => {
      const app = buildNumbered()

      const made = await client(app, token).post('/v1/backend/conversation', body)

      expect(made.status).toBe(200)
      expect(made.body).toEqual({
        ...guestOn(channel, type, ['100001', 'contact_1', 'conversation_1']),
        users,
      })
    })
  }

  test('is counted at once', async () => {
    const app = build()
    const agent = client(app, tokens.user)
    const before = (await agent.get(views)).body
    const channelsBefore = (await agent.get(channels)).body

    await client(app, tokens.channel).post('/v1/backend/conversation')

    expect((await agent.get(views)).body).toEqual({
      ...before,
      all: before.all + 1,
      t_imbrace_default_team: before.t_imbrace_default_team + 1,
    })
    expect((await agent.get(channels)).body).toEqual({
      ...channelsBefore,
      web: channelsBefore.web + 1,
      all: channelsBefore.all + 1,
    })
  })

  test('goes to no team where the business unit has no default one', async () => {
    const app = build()
    run(app, 'UPDATE teams SET is_default = 0')
    const before = (await client(app, tokens.user).get(views)).body

    await client(app, tokens.channel).post('/v1/backend/conversation')

    const after = (await client(app, tokens.user).get(views)).body
    expect(after).toEqual({ ...before, all: before.all + 1, null: 1 })
  })

  test('cannot be made where there is no web channel and none is named', async () => {
    const app = build()
    run(app, "UPDATE channels SET is_default = 0 WHERE type = 'web'")
    run(app, 'DELETE FROM messages')
    run(app, 'DELETE FROM conversations')
    run(app, 'DELETE FROM tokens WHERE channel_id IS NOT NULL OR contact_id IS NOT NULL')
    run(app, 'DELETE FROM contacts')
    run(app, "DELETE FROM channels WHERE type = 'web'")

    const refused = await client(app, tokens.user).post('/v1/backend/conversation')
    const named = await client(app, tokens.user).post('/v1/backend/conversation', {
      channel_id: line,
    })

    expect([refused.status, refused.body]).toEqual([
      400,
      { code: 40000, message: 'Invalid request' },
    ])
    expect(named.status).toBe(200)
  })

  test('leaves nothing behind when one of its rows cannot be written', async () => {
    // An id given out twice: the contact is written before the conversation fails.
    const app = build({
      newId: (kind) => (kind === 'conversation' ? ids.conversation : `${kind}_x`),
    })
    const before = writesTo(app.world.database)

    const answer = await client(app, tokens.channel).post('/v1/backend/conversation')

    expect(answer.status).toBe(500)
    expect(answer.body).toEqual({
      code: 99999,
      message: 'Service unavailable, please try again later',
    })
    expect(writesTo(app.world.database)).toBe(before)
  })
})

describe('a contact’s conversation', () => {
  const own = {
    object_name: 'conversation',
    id: ids.conversation,
    organization_id: ids.organization,
    business_unit_id: ids.businessUnit,
    channel_id: 'imbrace_channel',
    channel_type: 'web',
    contact_id: tokens.contact,
    status: 'pending',
    name: 'Test Contact',
    timestamp: '2022-03-31T14:02:17.204Z',
    users: [
      bot,
      { object_name: 'simple_user', id: ids.user, display_name: 'Carmen Lau', avatar_url: '' },
      { object_name: 'simple_user', id: daniel, display_name: 'Daniel Weber', avatar_url: '' },
    ],
  }

  for (const [name, ask] of [
    ['POST', (app: App, token: string) => client(app, token).post('/v1/backend/conversation')],
    [
      'POST of the SDKs',
      (app: App, token: string) => client(app, token).post('/v1/backend/conversations', {}),
    ],
    [
      'GET of the widget',
      (app: App, token: string) => client(app, token).get('/v1/backend/conversation'),
    ],
    [
      'POST with its own id',
      (app: App, token: string) =>
        client(app, token).post('/v1/backend/conversation', { contact_id: tokens.contact }),
    ],
    [
      'POST with its own channel',
      (app: App, token: string) =>
        client(app, token).post('/v1/backend/conversation', { channel_id: 'imbrace_channel' }),
    ],
  ] as const) {
    test(`is the one it has: ${name}`, async () => {
      const app = build()
      const before = writesTo(app.world.database)

      for (const token of [tokens.contact, tokens.contactAccess]) {
        const { status, body } = await ask(app, token)
        expect([status, body]).toEqual([200, own])
      }

      expect(writesTo(app.world.database)).toBe(before)
    })
  }

  for (const [caller, token] of [
    ['a user', tokens.user],
    ['an API key', tokens.apiKey],
  ] as const) {
    test(`is given to ${caller} who names the contact`, async () => {
      const app = build()

      const byContact = await client(app, token).post('/v1/backend/conversations', {
        contact_id: tokens.contact,
      })
      const byBoth = await client(app, token).post('/v1/backend/conversations', {
        contact_id: tokens.contact,
        channel_id: 'imbrace_channel',
      })

      expect([byContact.body, byBoth.body]).toEqual([own, own])
    })
  }

  for (const [status, after] of conversationStatuses.map((status) => [
    status,
    status === 'closed' ? 'active' : status,
  ])) {
    test(`that is ${status} is ${after} when asked for`, async () => {
      for (const method of ['GET', 'POST'] as const) {
        const app = build()
        run(app, 'UPDATE conversations SET status = ? WHERE id = ?', status, ids.conversation)

        const answer = await app.inject({
          method,
          url: '/v1/backend/conversation',
          headers: { 'x-access-token': tokens.contact },
        })

        expect(answer.json()).toEqual({ ...own, status: after })
        expect(sql(app, 'SELECT status FROM conversations WHERE id = ?', ids.conversation)).toEqual(
          [{ status: after }],
        )
      }
    })
  }

  test('that is closed is counted again when it is asked for', async () => {
    const app = build()
    run(app, "UPDATE conversations SET status = 'closed' WHERE id = ?", ids.conversation)
    const agent = client(app, tokens.user)
    const before = (await agent.get(views)).body

    await client(app, tokens.contact).get('/v1/backend/conversation')

    expect((await agent.get(views)).body).toEqual({
      ...before,
      all: before.all + 1,
      yours: before.yours + 1,
      closed: before.closed - 1,
      t_imbrace_default_team: before.t_imbrace_default_team + 1,
    })
  })

  test('is made when it has none, on its own channel and once', async () => {
    const app = buildNumbered()
    run(app, 'DELETE FROM messages WHERE conversation_id = ?', ids.conversation)
    run(app, 'DELETE FROM conversations WHERE id = ?', ids.conversation)
    const contacts = countRows(app, 'contacts')

    const first = await client(app, tokens.contact).get('/v1/backend/conversation')
    const second = await client(app, tokens.contact).post('/v1/backend/conversation')
    const third = await client(app, tokens.user).post('/v1/backend/conversations', {
      contact_id: tokens.contact,
    })

    expect(first.status).toBe(200)
    expect(first.body).toMatchObject({
      channel_id: 'imbrace_channel',
      contact_id: tokens.contact,
      status: 'active',
      timestamp: now,
      users: [bot],
    })
    expect(second.body).toEqual(first.body)
    expect(third.body).toEqual(first.body)
    expect(countRows(app, 'contacts')).toBe(contacts)
  })

  test('is the guest’s own, whose id is its token', async () => {
    const app = build()
    const made = await client(app, tokens.channel).post('/v1/backend/conversation')
    const guest = client(app, made.body.contact_id)

    expect((await guest.get('/v1/backend/conversation')).body).toEqual(made.body)
    expect((await guest.get(messages)).body).toMatchObject({ data: [], count: 0, total: 0 })
    expect((await guest.post(messages, { type: 'text', text: 'Hello' })).body).toMatchObject({
      conversation_id: made.body.id,
      from: made.body.contact_id,
    })
  })
})

describe('an agent who gets a conversation', () => {
  const get = '/v1/backend/conversation'
  const app = buildApp()
  afterAll(() => app.close())
  const { database } = app.world
  const own = async () => (await client(app, tokens.contact).get(get)).body

  /** Asks, and sees that nothing was written. */
  async function ask(headers: Record<string, string>, query: string, method: 'GET' | 'HEAD') {
    const before = writesTo(database)
    const answer = await app.inject({ method, url: get + query, headers })
    expect(writesTo(database), 'nothing is written').toBe(before)
    return answer
  }

  const access = (token: string) => ({ 'x-access-token': token })
  const byId = `?conversation_id=${ids.conversation}`
  for (const [name, headers, query] of [
    ['by its id', access(tokens.user), byId],
    ['by its other id', access(tokens.user), `?conversation_id=${ids.teamConversation}`],
    ['under the other name', access(tokens.user), `?team_conversation_id=${ids.teamConversation}`],
    ['under both names', access(tokens.user), `${byId}&team_conversation_id=${ids.conversation}`],
    ['with an API key', { 'x-api-key': tokens.apiKey }, byId],
    ['that its token stands for', access(tokens.userWithConversation), ''],
  ] as const) {
    test(`${name} is answered that one, and creates none`, async () => {
      const { statusCode, body, ...answer } = await ask(headers, query, 'GET')
      expect({ status: statusCode, body: answer.json() }).toEqual({
        status: 200,
        body: await own(),
      })
      expect(body).toContain(`"id":"${ids.conversation}"`)
      // A browser that looks ahead.
      const prefetch = { ...headers, 'sec-purpose': 'prefetch' }
      expect((await ask(prefetch, query, 'GET')).body).toBe(body)
      const head = await ask(headers, query, 'HEAD')
      expect([head.statusCode, head.body]).toEqual([200, ''])
    })
  }

  test('does not open a closed one again', async () => {
    run(app, "UPDATE conversations SET status = 'closed' WHERE id = ?", ids.conversation)
    const answer = await ask(access(tokens.user), byId, 'GET')
    run(app, "UPDATE conversations SET status = 'pending' WHERE id = ?", ids.conversation)
    expect(answer.json()).toMatchObject({ id: ids.conversation, status: 'closed' })
  })

  const unknown = { code: 40004, message: 'Conversation not found' }
  const invalid = { code: 40000, message: 'Invalid request' }
  for (const [name, query, status, body, reason] of [
    ['names none', '', 400, invalid, 'an agent names the conversation: conversation_id or'],
    [
      'names an unknown one',
      '?conversation_id=conv_none',
      404,
      unknown,
      'no conversation conv_none',
    ],
    ['names nothing', '?conversation_id=', 404, unknown, 'no conversation'],
    ['names a foreign one', `?conversation_id=${ids.otherConversation}`, 404, unknown, 'no conv'],
    [
      'names two',
      `${byId}&team_conversation_id=conv_none`,
      404,
      unknown,
      'no conversation conv_none',
    ],
    ['names one twice', `${byId}&conversation_id=x`, 400, invalid, 'query.conversation_id must be'],
  ] as const) {
    test(`and ${name} is told so, and creates none`, async () => {
      for (const headers of [access(tokens.user), { 'x-api-key': tokens.apiKey }]) {
        const answer = await ask(headers, query, 'GET')
        expect({ status: answer.statusCode, body: answer.json() }).toEqual({ status, body })
        expect(answer.headers['x-mock-reason']).toContain(reason)
        expect((await ask(headers, query, 'HEAD')).statusCode).toBe(status)
      }
    })
  }
})

describe('views are counted', () => {
  const app = buildApp()
  afterAll(() => app.close())
  const documented = readDocumentedExamples().get('1-views-count')?.response.body ?? {}
  const asUser = client(app, tokens.user)

  for (const query of [
    '',
    '?',
    '?q=',
    '?type=business_unit_id',
    '?type=business_unit_id&q=',
    `?type=business_unit_id&q=${ids.businessUnit}`,
    `?q=${ids.businessUnit}&type=business_unit_id`,
  ]) {
    test(`as documented: ${query || 'no query'}`, async () => {
      const { status, body } = await asUser.get(views + query)

      expect(status).toBe(200)
      expect(body).toEqual(documented)
      expect(Object.keys(body)).toEqual(Object.keys(documented))
    })
  }

  for (const [query, status, body] of [
    ['?type=team_id&q=x', 400, { code: 40000, message: 'Unknown query type' }],
    ['?type=&q=x', 400, { code: 40000, message: 'Unknown query type' }],
    ['?type=unknown', 400, { code: 40000, message: 'Unknown query type' }],
    [`?q=${ids.businessUnit}`, 400, { code: 40000, message: 'Unknown query type' }],
    [
      '?type=business_unit_id&q=bu_unknown',
      403,
      { code: 40003, message: 'Invalid business Unit ID, or no permission' },
    ],
    [
      `?type=business_unit_id&q=${ids.organization}`,
      403,
      { code: 40003, message: 'Invalid business Unit ID, or no permission' },
    ],
  ] as const) {
    test(`not of ${query}`, async () => {
      const answer = await asUser.get(views + query)

      expect({ status: answer.status, body: answer.body }).toEqual({ status, body })
    })
  }

  test('for each user who has joined', async () => {
    for (const [token, yours] of [
      [tokens.user, 293],
      [tokens.userOfTwo, 293],
      [tokens.apiKey, 0],
    ] as const) {
      expect((await client(app, token).get(views)).body).toEqual({ ...documented, yours })
    }
  })
})

/** Two business units in one organization: what each counts, and what both count together. */
describe('a business unit', () => {
  function buildTwoUnits() {
    const app = build()
    run(
      app,
      "INSERT INTO business_units (id, organization_id, name) VALUES ('bu_two', 'org_imbrace', 'Two')",
    )
    for (const [id, isDefault] of [
      ['t_two_z', 1],
      ['t_two_a', 0],
    ]) {
      run(
        app,
        "INSERT INTO teams (id, organization_id, business_unit_id, name, is_default) VALUES (?, 'org_imbrace', 'bu_two', 'x', ?)",
        id,
        isDefault,
      )
    }
    run(
      app,
      "INSERT INTO channels (id, organization_id, business_unit_id, type, name, bot_id, is_default) VALUES ('ch_two', 'org_imbrace', 'bu_two', 'wecom', 'x', NULL, 0)",
    )
    return app
  }

  test('counts its own conversations and teams alone, in the teams’ own order', async () => {
    const app = buildTwoUnits()
    const agent = client(app, tokens.user)
    const one = (await agent.get(`${views}?type=business_unit_id&q=${ids.businessUnit}`)).body

    const made = await client(app, 'ch_two').post('/v1/backend/conversation')
    run(
      app,
      'INSERT INTO conversation_users (conversation_id, user_id) VALUES (?, ?)',
      made.body.id,
      ids.user,
    )

    const two = (await agent.get(`${views}?type=business_unit_id&q=bu_two`)).body
    expect(JSON.stringify(two)).toBe(
      JSON.stringify({
        all: 1,
        yours: 1,
        closed: 0,
        spam: 0,
        online: 0,
        rep_needed: 0,
        pending: 0,
        soon_to_be: 0,
        overdue: 0,
        t_two_z: 1,
        t_two_a: 0,
        null: 0,
      }),
    )
    expect((await agent.get(`${views}?type=business_unit_id&q=${ids.businessUnit}`)).body).toEqual(
      one,
    )
    const whole = (await agent.get(views)).body
    const { null: none, ...others } = one
    expect(JSON.stringify(whole)).toBe(
      JSON.stringify({
        ...others,
        all: one.all + 1,
        yours: one.yours + 1,
        t_two_z: 1,
        t_two_a: 0,
        null: none,
      }),
    )
    expect((await agent.get(channels)).body).toMatchObject({ wecom: 1, all: whole.all })
  })

  test('gives a guest its own default team', async () => {
    const app = buildTwoUnits()

    const made = await client(app, tokens.user).post('/v1/backend/conversations', {
      channel_id: 'ch_two',
    })

    expect(made.body).toMatchObject({
      business_unit_id: 'bu_two',
      channel_type: 'wecom',
      users: [],
    })
    expect((await client(app, tokens.user).get(`${channels}?team_id=t_two_z`)).body).toMatchObject({
      wecom: 1,
      all: 1,
    })
  })
})

describe('channels are counted', () => {
  const app = buildApp()
  afterAll(() => app.close())

  // One conversation each of what the default world has none.
  const rare: [status: string, isPresence: number, team: string | null][] = [
    ['spam', 0, ids.team],
    ['spam', 1, 't_imbrace_default_team'],
    ['soon to be', 0, 't_imbrace_default_team'],
    ['unassigned', 0, null],
    ['active', 1, ids.team],
    ['pending', 1, null],
    ['closed', 1, ids.team],
  ]
  const chosen = sql(app, "SELECT id FROM conversations WHERE organization_id = 'org_imbrace'")
  for (const [n, [status, isPresence, team]] of rare.entries()) {
    // Spread over channels, joined and not.
    const id = chosen[n * 140 + 3]?.id
    run(
      app,
      'UPDATE conversations SET status = ?, is_presence = ?, team_id = ? WHERE id = ?',
      status,
      isPresence,
      team,
      id,
    )
  }

  interface Row {
    id: string
    organization_id: string
    channel_type: string
    team_id: string | null
    status: string
    is_presence: number
  }
  const rows = app.world.database.prepare<[], Row>('SELECT * FROM conversations').all()
  const joined = new Set(
    app.world.database
      .prepare<[string], string>('SELECT conversation_id FROM conversation_users WHERE user_id = ?')
      .pluck()
      .all(ids.user),
  )

  /** The same count by other means: every row looked at, one by one. */
  function countByHand(view?: string, team?: string, status?: string) {
    const counts = Object.fromEntries([...channelTypes, 'all'].map((key) => [key, 0]))
    for (const row of rows) {
      const isOpen = row.status !== 'closed' && row.status !== 'spam'
      const fits =
        row.organization_id === ids.organization &&
        (view === undefined || view === 'all' || joined.has(row.id)) &&
        (team === undefined || row.team_id === team) &&
        (status === undefined
          ? isOpen
          : status === 'online'
            ? isOpen && row.is_presence === 1
            : row.status === status)
      if (!fits) continue
      counts[row.channel_type] = (counts[row.channel_type] ?? 0) + 1
      counts.all = (counts.all ?? 0) + 1
    }
    return counts
  }

  const filters = [undefined, 'all', 'yours', 'joined'].flatMap((view) =>
    [
      undefined,
      ids.team,
      't_imbrace_default_team',
      't_b680c5f1-255b-4e09-8b3d-5b6e2bbb58a0',
    ].flatMap((team_id) =>
      [undefined, ...conversationStatuses, 'online'].map((status) => ({ view, team_id, status })),
    ),
  )
  for (const filter of filters) {
    const query = new URLSearchParams(
      Object.entries(filter).filter((entry): entry is [string, string] => entry[1] !== undefined),
    )
    for (const version of ['v1', 'v2']) {
      test(`${version} by ${String(query) || 'nothing'}`, async () => {
        const url = `/${version}/backend/channels/_conv_count?${query}`

        const { status, body } = await client(app, tokens.user).get(url)

        expect(status).toBe(200)
        expect(body).toEqual(countByHand(filter.view, filter.team_id, filter.status))
        expect(Object.keys(body)).toEqual([...channelTypes, 'all'])
      })
    }
  }

  test('with a space in a status however it is encoded', async () => {
    const asUser = client(app, tokens.user)
    const expected = countByHand(undefined, undefined, 'rep needed')

    expect((await asUser.get(`${channels}?status=rep%20needed`)).body).toEqual(expected)
    expect((await asUser.get(`${channels}?status=rep+needed`)).body).toEqual(expected)
  })

  test('as the views count them', async () => {
    const asUser = client(app, tokens.user)
    const { body: view } = await asUser.get(views)
    const allOf = async (query: string) => (await asUser.get(`${channels}?${query}`)).body.all

    expect({
      all: await allOf(''),
      yours: await allOf('view=yours'),
      ...Object.fromEntries(
        await Promise.all(
          ['closed', 'spam', 'online', 'rep needed', 'pending', 'soon to be', 'overdue'].map(
            async (status) => [status.replaceAll(' ', '_'), await allOf(`status=${status}`)],
          ),
        ),
      ),
      ...Object.fromEntries(
        await Promise.all(
          Object.keys(view)
            .filter((key) => key.startsWith('t_'))
            .map(async (team) => [team, await allOf(`team_id=${team}`)]),
        ),
      ),
      null: rows.filter(
        (row) =>
          row.team_id === null &&
          row.organization_id === ids.organization &&
          !['closed', 'spam'].includes(row.status),
      ).length,
    }).toEqual(view)
    expect(view.null).toBeGreaterThan(0)
    expect(view.online).toBeGreaterThan(0)
  })
})

describe('a row’s end changes the numbers', () => {
  for (const [name, status, change] of [
    ['a pending one', 'pending', { all: -1, yours: -1, pending: -1, t_imbrace_default_team: -1 }],
    ['a closed one', 'closed', { closed: -1 }],
    ['one that waits', 'rep needed', { all: -1, rep_needed: -1, t_imbrace_default_team: -1 }],
  ] as const) {
    test(name, async () => {
      const app = build()
      const [row] = sql(
        app,
        `SELECT id FROM conversations
         WHERE status = ? AND team_id = 't_imbrace_default_team' AND channel_type = 'web' LIMIT 1`,
        status,
      )
      const agent = client(app, tokens.user)
      const before = (await agent.get(views)).body
      const channelsBefore = (await agent.get(channels)).body

      run(app, 'DELETE FROM conversations WHERE id = ?', row?.id)

      const expected = { ...before }
      for (const [key, by] of Object.entries(change)) expected[key] += by
      expect((await agent.get(views)).body).toEqual(expected)
      const fewer = 'all' in change ? 1 : 0
      expect((await agent.get(channels)).body).toEqual({
        ...channelsBefore,
        web: channelsBefore.web - fewer,
        all: channelsBefore.all - fewer,
      })
    })
  }

  test('every row', async () => {
    const app = build()
    run(app, 'DELETE FROM conversations')
    const agent = client(app, tokens.user)

    expect(new Set(Object.values((await agent.get(views)).body))).toEqual(new Set([0]))
    expect(new Set(Object.values((await agent.get(channels)).body))).toEqual(new Set([0]))
  })
})

test('a user who leaves a conversation no longer counts it as theirs', async () => {
  const app = build()
  run(
    app,
    'DELETE FROM conversation_users WHERE user_id = ? AND conversation_id = ?',
    ids.user,
    ids.conversation,
  )

  expect((await client(app, tokens.user).get(views)).body.yours).toBe(292)
  expect((await client(app, tokens.userOfTwo).get(views)).body.yours).toBe(293)
})
