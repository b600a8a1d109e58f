import { describe, expect, test } from 'vitest'
import { roomQuery } from '../../../src/operations/rooms/branches.ts'
import { everything, narrow } from '../../../src/operations/rooms/filter.ts'
import { build, client, ids, tokens } from '../../helpers.ts'

const list = '/v2/backend/team_conversations'
const rooms = '/v1/backend/team_conversations'
const idsOf = (body: { data: { id: string }[] }) => body.data.map(({ id }) => id)

describe('a list', () => {
  test('has the same rooms under every address and way to ask for all', async () => {
    const agent = client(build(), tokens.user)
    const bodies = []
    for (const url of [
      list,
      rooms,
      '/channel-service/v2/team_conversations',
      `${list}?type=business_unit_id&q=${ids.businessUnit}&view=all`,
      `${list}?type=business_unit_id&q=`,
      `${list}?businessUnitId=${ids.businessUnit}&limit=0&skip=x&sort=undefined&0=ch_x`,
    ]) {
      const { status, body } = await agent.get(url)
      expect({ url, status }).toEqual({ url, status: 200 })
      bodies.push(body)
    }
    for (const body of bodies) expect(body).toEqual(bodies[0])
    expect(bodies[0]).toMatchObject({ object_name: 'list', count: 975, total: 10, has_more: true })
  })

  test('has every room once, page by page, the newest first', async () => {
    const agent = client(build(), tokens.user)
    const seen: { id: string; timestamp: string }[] = []
    for (let skip = 0; ; skip += 100) {
      const { body } = await agent.get(`${list}?limit=500&skip=${skip}`)
      seen.push(...body.data)
      expect(body.count).toBe(975)
      if (!body.has_more) break
    }
    expect(new Set(seen.map(({ id }) => id)).size).toBe(975)
    const times = seen.map(({ timestamp }) => timestamp)
    expect(times).toEqual([...times].sort().reverse())
    const beyond = await agent.get(`${list}?skip=99999999999999999999`)
    expect(beyond.body).toMatchObject({ data: [], count: 975, total: 0, has_more: false })
  })

  test('takes the name of a view with its space in either spelling', async () => {
    const agent = client(build(), tokens.user)
    for (const view of ['rep+needed', 'rep%20needed']) {
      expect((await agent.get(`${list}?view=${view}`)).body.count).toBe(567)
    }
  })

  test('names the teams of its rows', async () => {
    const { body } = await client(build(), tokens.user).get(`${list}?limit=100`)
    const named = new Set(body.data.map(({ team_id }: { team_id: string }) => team_id))
    expect(Object.keys(body.nested.teams).sort()).toEqual([...named].sort())
  })

  test('leaves the latest message out where there is none, and moves up with one', async () => {
    let now = '2030-01-01T00:00:00.000Z'
    const agent = client(build({ clock: () => new Date(now) }), tokens.user)
    const { body: made } = await agent.post('/v1/backend/conversations', {})
    const newest = async () => (await agent.get(`${list}?limit=1`)).body.data[0]
    expect(await newest()).toMatchObject({ conversation_id: made.id, timestamp: now })
    expect(await newest()).not.toHaveProperty('latest_message')
    expect(await newest()).not.toHaveProperty('conversation')

    now = '2030-01-02T00:00:00.000Z'
    const body = { type: 'text', text: 'Hello', conversation_id: ids.conversation }
    await agent.post('/v1/backend/conversation_messages', body)
    expect(await newest()).toMatchObject({
      conversation_id: ids.conversation,
      timestamp: now,
      latest_message: { content: { text: 'Hello' }, from: ids.user, is_bot: false },
    })
  })

  test('leaves a very long message out, which the room has', async () => {
    const agent = client(build(), tokens.user)
    const text = 'é'.repeat(40 * 1024)
    const body = { type: 'text', text, conversation_id: ids.conversation }
    await agent.post('/v1/backend/conversation_messages', body)
    const { data } = (await agent.get(`${list}?limit=100&contact_id=${tokens.contact}`)).body
    expect(data[0].latest_message.content.text).toBe(text)
    const longList = (await agent.get(`${list}?limit=100`)).body.data
    expect(longList[0].id).toBe(ids.teamConversation)
    expect(longList[0]).not.toHaveProperty('latest_message')
    const room = (await agent.get(`${rooms}/${ids.conversation}`)).body
    expect(room.latest_message.content.text).toBe(text)
  })

  test.each([
    ['a view that is none', 'view=everybody', 400, 40000],
    ['a team without its id', 'view=team', 400, 40000],
    ['a status that is none', 'status=open', 400, 40000],
    ['another type', 'type=team_id&q=x', 400, 40000],
    ['no type', `q=${ids.businessUnit}`, 400, 40000],
    ['a unit that is none', 'type=business_unit_id&q=bu_none', 403, 40003],
    [
      'a unit of another organization',
      'businessUnitId=bu_be188361-fbec-4505-9a05-d9d34a5d5961',
      403,
      40003,
    ],
    ['a team that is none', 'team_id=t_none', 400, undefined],
    ['a channel that is none', 'channel_id=ch_none', 400, 40000],
    ['a contact that is none', 'contact_id=con_none', 400, 40000],
  ])('refuses %s', async (_, query, status, code) => {
    const answer = await client(build(), tokens.user).get(`${list}?${query}`)
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code })
  })

  test('of channel types that nobody knows is empty, and empty ones are none', async () => {
    const agent = client(build(), tokens.user)
    expect((await agent.get(`${list}?channel_types=store`)).body).toMatchObject({
      count: 0,
      data: [],
    })
    expect((await agent.get(`${list}?channel_types=`)).body.count).toBe(975)
    const many = Array.from({ length: 300 }, (_, n) => `channel_types=${n % 2 ? 'web' : `t${n}`}`)
    const web = (await agent.get(`${list}?channel_types=web`)).body
    expect((await agent.get(`${list}?${many.join('&')}`)).body).toEqual(web)
  })

  test('narrows by channel, contact and name together', async () => {
    const app = build()
    const agent = client(app, tokens.user)
    const one = `channel_id=imbrace_channel&contact_id=${tokens.contact}&team_id=t_imbrace_default_team`
    const { body } = await agent.get(`${list}?${one}&view=all&search=test&status=pending`)
    expect(idsOf(body)).toEqual([ids.teamConversation])
    expect((await agent.get(`${list}?${one}&status=closed`)).body.count).toBe(0)
    expect((await agent.get(`${list}?${one}&channel_types=email`)).body.count).toBe(0)
    expect((await agent.get(`${list}?contact_id=${tokens.contact}&view=yours`)).body.count).toBe(1)
    // Of two channels of a type only one.
    app.world.database.exec(`
      INSERT INTO channels (id, organization_id, business_unit_id, type, name, is_default)
      VALUES ('ch_second_web', 'org_imbrace', '${ids.businessUnit}', 'web', 'Second', 0)`)
    await agent.post('/v1/backend/conversations', { channel_id: 'ch_second_web' })
    expect((await agent.get(`${list}?channel_id=ch_second_web`)).body).toMatchObject({
      count: 1,
      total: 1,
    })
    const all = (await agent.get(`${list}?channel_types=web`)).body.count
    expect((await agent.get(`${list}?channel_id=imbrace_channel`)).body.count).toBe(all - 1)
  })

  test('of one conversation has its room or none, closed or not', async () => {
    const agent = client(build(), tokens.user)
    const find = async (query: string) => idsOf((await agent.get(`${rooms}?${query}`)).body)
    await agent.post(`${rooms}/_update_status`, { id: ids.conversation, status: 'closed' })
    for (const id of [ids.conversation, ids.teamConversation]) {
      expect(await find(`type=conversation_id&q=${id}`)).toEqual([ids.teamConversation])
      expect(await find(`conversationId=${id}`)).toEqual([ids.teamConversation])
    }
    expect(await find(`conversationId=${ids.conversation}&view=all`)).toEqual([])
    expect(await find(`conversationId=${ids.otherConversation}`)).toEqual([])
    expect(await find('conversationId=conv_none')).toEqual([])
  })

  test('of a bot that reads it is that of its rows too', async () => {
    const app = build()
    app.world.database.exec(`
      INSERT INTO tokens (token, kind, organization_id, user_id)
      VALUES ('api_bot', 'api_key', 'org_imbrace', 'u_imbrace_bot')`)
    const answer = await app.inject({
      url: `${list}?view=yours`,
      headers: { 'x-api-key': 'api_bot' },
    })
    const { count, total } = answer.json()
    expect({ count, total }).toEqual({ count: expect.any(Number), total: 10 })
    expect(count).toBeGreaterThan(10)
  })

  test('of what waits has the most urgent first, across pages', async () => {
    const agent = client(build(), tokens.user)
    const statusesAt = async (skip: number) => {
      const { body } = await agent.get(`${rooms}/_outstanding?limit=2&skip=${skip}`)
      expect(body).toMatchObject({ count: 897, total: 2 })
      return body.data.map(({ status }: { status: string }) => status)
    }
    expect(await statusesAt(0)).toEqual(['overdue', 'overdue'])
    expect(await statusesAt(228)).toEqual(['overdue', 'rep needed'])
    expect(await statusesAt(795)).toEqual(['rep needed', 'pending'])
  })
})

describe('views and statuses', () => {
  test.each([
    ['all', undefined, { state: 'open', isJoined: false, isOnline: false }],
    ['team', undefined, { state: 'open', isJoined: false, isOnline: false }],
    ['joined', undefined, { state: 'open', isJoined: true, isOnline: false }],
    ['yours', 'closed', { state: 'closed', isJoined: true, isOnline: false }],
    ['online', undefined, { state: 'open', isJoined: false, isOnline: true }],
    ['all', 'online', { state: 'open', isJoined: false, isOnline: true }],
    ['soon to be', undefined, { state: 'soon to be', isJoined: false, isOnline: false }],
  ])('%s with %s', (view, status, expected) => {
    expect(narrow(view, status)).toEqual(expected)
  })
})

describe('a page is read from an index in its order', () => {
  const scope = { ...everything, organization_id: 'o', user_id: 'u' }
  const team = { team_id: 't' }
  test.each([
    ['all', {}, 'open_room'],
    ['a status', { state: 'rep needed' }, 'room_of_status'],
    ['closed', { state: 'closed' }, 'room_of_status'],
    ['a team', team, 'room_of_team'],
    ['a team and a status', { ...team, state: 'pending' }, 'room_of_team'],
    ['online', { isOnline: true }, 'room_in_presence'],
    ['yours', { isJoined: true }, 'j USING PRIMARY KEY'],
    ['yours and a team', { ...team, isJoined: true }, 'j USING PRIMARY KEY'],
  ] as const)('%s', (_, narrowed, index) => {
    const { database } = build().world
    for (const n of [1, 2, 7]) {
      const branches = Array.from({ length: n }, (_, at) => ({
        business_unit_id: 'b',
        channel_type: `c${at}`,
      }))
      const { sql, values } = roomQuery({ ...scope, ...narrowed }, branches, false)
      const plan = database
        .prepare<string[], { detail: string }>(
          `EXPLAIN QUERY PLAN ${sql} ORDER BY latest_at DESC, room DESC LIMIT 50`,
        )
        .all(...values)
        .map(({ detail }) => detail)
      expect(
        plan.filter((step) => step.includes(index)),
        plan.join('\n'),
      ).toHaveLength(n)
      expect(
        plan.filter((step) => /TEMP B-TREE|SCAN/.test(step)),
        plan.join('\n'),
      ).toEqual([])
    }
  })
})

test('an organization of very many business units has one list', async () => {
  const app = build()
  app.world.database.exec(`
    WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 70)
    INSERT INTO business_units (id, organization_id, name) SELECT 'bu_' || n, 'org_imbrace', 'Unit ' || n FROM n;
    INSERT INTO channels (id, organization_id, business_unit_id, type, name, is_default)
    SELECT 'ch_' || id, 'org_imbrace', id, 'web', name, 0 FROM business_units WHERE name LIKE 'Unit %'`)
  const agent = client(app, tokens.user)
  const made: string[] = []
  for (let n = 1; n <= 70; n += 1) {
    const { body } = await agent.post('/v1/backend/conversations', { channel_id: `ch_bu_${n}` })
    made.unshift(body.id)
    await agent.post(`${rooms}/_join`, { id: body.id })
  }
  for (const query of [
    'view=all',
    'view=yours',
    'channel_types=web',
    'channel_types=web&view=yours&status=active',
  ]) {
    const { body } = await agent.get(`${list}?limit=70&${query}`)
    const found = body.data.map((room: { conversation_id: string }) => room.conversation_id)
    expect([...found].sort(), query).toEqual([...made].sort())
  }
  expect((await agent.get(`${list}?view=all`)).body.count).toBe(975 + 70)
  expect((await agent.get(`${list}?type=business_unit_id&q=bu_7`)).body.count).toBe(1)
})

test('another organization’s room is nowhere', async () => {
  const app = build()
  const agent = client(app, tokens.user)
  const foreign = 'tc_e2371d6f-686d-430d-945c-c8619125a705'
  const there = { id: foreign, status: 'closed', name: 'Mine', user_id: ids.user }
  for (const action of [
    '_join',
    '_leave',
    '_update_status',
    '_update_name',
    '_join_request',
    '_init_jaas_conference',
    'assign_team_member',
    'remove_team_member',
  ]) {
    const { status, body } = await agent.post(`${rooms}/${action}`, there)
    expect({ action, status, body }).toEqual({
      action,
      status: 404,
      body: { code: 40004, message: 'Conversation not found' },
    })
  }
  for (const url of [
    `${rooms}/${foreign}`,
    `${rooms}/${foreign}/users`,
    `/v1/backend/conversations/${ids.otherConversation}`,
    `/v1/backend/assign/teams/all?conversation_id=${foreign}`,
  ]) {
    expect((await agent.get(url)).status).toBe(404)
  }
  const { body } = await client(app, tokens.foreignUser).get(`${rooms}/${foreign}`)
  expect(body).toMatchObject({ name: 'Grace Miller', status: 'active', is_joined: false })
})
