/** Many conversations at once, in a world that runs. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Gateway, startGateway } from '../../src/index.ts'
import { ids, tokens } from '../helpers.ts'
import { connect } from '../realtime/sockets.ts'
import { asker } from './ask.ts'

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway.close())

const { ask, post, fresh } = asker(() => gateway)
const agent = { 'x-access-token': tokens.user }
const night = 't_b680c5f1-255b-4e09-8b3d-5b6e2bbb58a0'
const needed = { count: 300, status: 'rep needed', channel_type: 'whatsapp', team_id: night }

const views = async (world: string) =>
  (await ask(world, 'GET', '/v2/backend/team_conversations/_views_count', agent)).body
const channels = async (world: string, query = '') =>
  (await ask(world, 'GET', `/v1/backend/channels/_conv_count${query}`, agent)).body
const rooms = async (world: string, query: string) =>
  (await ask(world, 'GET', `/v2/backend/team_conversations?${query}`, agent)).body

describe('300 rep needed on whatsapp in a team', () => {
  test('are counted, listed and found, to the one', async () => {
    const world = fresh()
    const before = { views: await views(world), channels: await channels(world) }
    const { status, body } = await post(world, '/_mock/conversations', needed)
    expect(status).toBe(201)
    expect(body).toMatchObject({ conversations: 300, contacts: 300 })
    expect(body.conversation_ids).toHaveLength(100)
    const after = { views: await views(world), channels: await channels(world) }
    expect(after.views).toMatchObject({
      all: before.views.all + 300,
      rep_needed: before.views.rep_needed + 300,
      pending: before.views.pending,
      [night]: before.views[night] + 300,
    })
    expect(after.channels.whatsapp).toBe(before.channels.whatsapp + 300)
    const ofTeam = await channels(world, `?team_id=${night}&status=rep+needed`)
    expect(ofTeam.whatsapp).toBe(300)
    const list = await rooms(world, `view=team&team_id=${night}&limit=5`)
    expect(list.count).toBe(before.views[night] + 300)
    const [room] = list.data
    expect(room).toMatchObject({ status: 'rep needed', channel_type: 'whatsapp', team_id: night })
    // The newest of all, because its last message has just come.
    expect(room.latest_message.from).toBe(room.contact_id)
    const word = room.latest_message.content.text ?? ''
    const found = await ask(
      world,
      'POST',
      `/v1/backend/meilisearch/${ids.organization}/search`,
      agent,
      { q: word.slice(0, 40), filter: `conversation_id = ${room.conversation_id}` },
    )
    expect(found.body.message.hits.length).toBeGreaterThan(0)
  })

  test('have messages, agents and a time that were asked for', async () => {
    const world = fresh()
    const { body } = await post(world, '/_mock/conversations', {
      count: 3,
      status: 'pending',
      joined_by: [ids.user],
      starts_at: '2026-01-31T09:00:00Z',
      every_seconds: 3600,
      language: 'ja',
      is_presence: true,
      messages: [
        { by: 'contact', text: 'Hello, I am {name}' },
        { by: 'bot', text: 'Somebody will come', after_seconds: 5 },
        { by: 'agent', text: '{first_name}, this is {agent}', after_seconds: 10 },
        { by: 'contact', type: 'image', content: { url: 'https://example.test/a.png' } },
      ],
    })
    expect(body.messages).toBe(12)
    const [, second] = body.conversation_ids
    const path = `/v1/backend/conversation_messages?type=conversation_id&q=${second}`
    const list = (await ask(world, 'GET', path, agent)).body
    expect(
      list.data.map(({ type, from }: Record<string, string>) => [type, from?.slice(0, 4)]),
    ).toEqual([
      ['image', 'con_'],
      ['text', 'u_9e'],
      ['text', 'u_im'],
      ['text', 'con_'],
    ])
    expect(list.data[1]).toMatchObject({
      content: { text: expect.stringMatching(/^.+, this is Carmen Lau$/) },
      created_at: '2026-01-31T10:00:15.000Z',
    })
    const room = (await ask(world, 'GET', `/v1/backend/team_conversations/${second}`, agent)).body
    expect(room).toMatchObject({ mode: 'manual', is_presence: true, is_joined: true })
    expect((await views(world)).online).toBeGreaterThanOrEqual(3)
  })

  test('have the same ids again by their name, which is used once', async () => {
    const named = { count: 2, name: 'mine' }
    const [one, other] = [fresh(), fresh()]
    const first = await post(one, '/_mock/conversations', named)
    const again = await post(other, '/_mock/conversations', named)
    expect(again.body.conversation_ids).toEqual(first.body.conversation_ids)
    const before = await views(one)
    const twice = await post(one, '/_mock/conversations', { ...named, count: 5 })
    expect(twice).toMatchObject({ status: 409, body: { expected: /leave it out/ } })
    expect(await views(one)).toEqual(before)
  })

  test('age from when they are made, or not at all', async () => {
    const world = fresh()
    const before = await views(world)
    const { clock } = gateway.worlds.get(world)
    clock.set({ frozen: true })
    const made = { ...needed, status: 'pending', starts_at: '2020-01-01T00:00:00.000Z' }
    await post(world, '/_mock/conversations', { ...made, count: 5 })
    await post(world, '/_mock/conversations', { ...made, count: 3, ages: false })
    await post(world, '/_mock/conversations', { ...made, count: 2, status: 'spam' })
    const more = (by: Record<string, number>) =>
      Object.fromEntries(Object.entries(by).map(([view, n]) => [view, (before[view] ?? 0) + n]))
    expect(await views(world)).toMatchObject(more({ pending: 8, spam: 2 }))
    for (const [by, then] of [
      ['PT3M', { pending: 3, soon_to_be: 5, overdue: 0 }],
      ['PT2M', { pending: 3, soon_to_be: 0, overdue: 5 }],
      ['P1D', { pending: 3, soon_to_be: 0, overdue: 0, closed: 5, spam: 2 }],
    ] as const) {
      clock.advance(by)
      expect(await views(world)).toMatchObject(more(then))
    }
  })

  test('10,000 at once', async () => {
    const world = fresh()
    const before = await channels(world)
    const { status } = await post(world, '/_mock/conversations', { ...needed, count: 10_000 })
    expect(status).toBe(201)
    expect((await channels(world)).all).toBe(before.all + 10_000)
  })

  test('are seen live, the newest 250 of them', async () => {
    const world = fresh()
    await views(world)
    const heard = await connect(gateway, { extraHeaders: { 'x-mock-world': world } })
    await post(world, '/_mock/conversations', needed)
    await post(world, '/_mock/inbound', { text: 'A' })
    const deadline = performance.now() + 10_000
    while (heard.of('conversation.message_created').length === 0) {
      if (performance.now() > deadline)
        throw new Error(heard.heard.map(({ event }) => event).join())
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    const made = heard.heard.filter(({ event }) => /created$/.test(event))
    expect(made).toHaveLength(252)
    expect(new Set(made.map(({ event }) => event)).size).toBe(2)
  })
})

describe('none is made of', () => {
  test.each([
    [{}, 400, /body\.count is missing/, /"count": 300/],
    [{ count: 0 }, 400, /body\.count must be >= 1/, /./],
    [{ count: 10_001 }, 400, /body\.count must be <= 10000/, /call again for more/],
    [{ count: 1e300 }, 400, /body\.count must be/, /./],
    [{ count: '5' }, 400, /whole number/, /./],
    [{ count: 1, status: 'rep_needed' }, 400, /status must be one of active/, /./],
    [{ count: 1, team_id: 't_nowhere' }, 404, /no team "t_nowhere"/, /such as t_/],
    [{ count: 1, team_id: 't_rec' }, 404, /no team/, /./],
    [
      { count: 1, channel_id: 'ch_web', team_id: night },
      400,
      /not of the channel’s business unit/,
      /./,
    ],
    [{ count: 1, joined_by: ['u_nobody'] }, 404, /joined_by\[0\]: no user "u_nobody"/, /./],
    [{ count: 1, joined_by: ['u_imbrace_bot'] }, 400, /is a bot/, /./],
    [{ count: 1, joined_by: ['u_rec_agent'] }, 400, /not in org_imbrace/, /./],
    [
      { count: 1, threads: ['order-traking-en'] },
      404,
      /threads\[0\]: no thread/,
      /order-tracking-en/,
    ],
    [{ count: 1, threads: ['__proto__'] }, 404, /no thread/, /./],
    [{ count: 1, language: 'xx' }, 404, /no names of "xx"/, /one of en, zh/],
    [{ count: 1, messages: [{ by: 'agent', text: 'A' }] }, 400, /an agent speaks/, /joined_by/],
    [
      { count: 1, channel_type: 'line', messages: [{ by: 'bot', text: 'A' }] },
      400,
      /a bot speaks/,
      /./,
    ],
    [{ count: 1, messages: [{ by: 'contact' }] }, 400, /messages\[0\]: nothing is said/, /./],
    [
      { count: 1, messages: [{ by: 'contact', type: 'image', content: { u: 1 } }] },
      400,
      /content\.url: is missing/,
      /./,
    ],
    [{ count: 1, messages: [{ by: 'contact', text: 'A' }], threads: ['x'] }, 400, /both/, /./],
    [{ count: 1, starts_at: 'now' }, 400, /no time "now"/, /./],
    [
      { count: 2, starts_at: '9999-12-31T23:59:00Z', every_seconds: 100 },
      400,
      /out of the years/,
      /./,
    ],
    [{ count: 10_000, every_seconds: 31_536_000 }, 400, /out of the years/, /./],
  ])('%j', async (body, status, message, expected) => {
    await ask('refused', 'GET', '/_mock/clock')
    const world = gateway.worlds.get('refused')
    const { rows } = world.describe()
    const answer = await post('refused', '/_mock/conversations', body)
    expect(answer.body).toEqual({
      message: expect.stringMatching(message),
      expected: expect.stringMatching(expected),
    })
    expect(answer.status).toBe(status)
    expect(world.describe().rows).toEqual(rows)
  })
})

test('a fixture without threads and names has those of the default world', async () => {
  const small = await startGateway({
    fixtures: [
      {
        organizations: [{ id: 'org_mine', name: 'Mine' }],
        business_units: [{ id: 'bu_mine', organization_id: 'org_mine', name: 'Main' }],
        channels: [{ id: 'ch_line', business_unit_id: 'bu_mine', type: 'line', name: 'LINE' }],
      },
    ],
  })
  const world = small.worlds.get('default')
  const made = await world.makeConversations({ count: 20, channel_type: 'line' })
  expect(made).toMatchObject({ conversations: 20 })
  await expect(world.makeConversations({ count: 1 })).rejects.toThrow('no web channel')
  expect(world.describe().rows).toMatchObject({ contacts: 20, conversations: 20 })
  await small.close()
})
