/** Contacts: who may make one, and what changes. Their past is in `history.test.ts`. */
import type { FastifyInstance } from 'fastify'
import { describe, expect, test } from 'vitest'
import type { Change } from '../../../src/operations/conversations/changes.ts'
import { build, client, ids, tokens, writesTo } from '../../helpers.ts'

const contacts = '/v1/backend/contacts'
const foreignChannel = 'ch_35cb5c18-3eed-42f4-ab12-4ab5d7558d3d'
const foreignContact = 'con_4b377fdc-2134-4433-a385-50adbcbebf04'
const visit = { channel_id: 'imbrace_channel', time_zone: 'Asia/Hong_Kong', additional_params: '' }

/** Everything that is told of the world from now on. */
function listenTo({ world }: FastifyInstance): Change[] {
  const told: Change[] = []
  world.changes.listen((changes) => told.push(...changes))
  return told
}

async function put(app: FastifyInstance, id: string, payload: object, token: string = tokens.user) {
  const headers = { 'x-access-token': token }
  const answer = await app.inject({ method: 'PUT', url: `${contacts}/${id}`, headers, payload })
  return { status: answer.statusCode, body: answer.json(), reason: answer.headers['x-mock-reason'] }
}

describe('a visitor of a page', () => {
  test('becomes a contact whose token gets it a conversation, for 30 days', async () => {
    let now = new Date('2026-01-01T10:00:00.000Z')
    const app = build({ clock: () => now })
    const told = listenTo(app)
    const { status, body } = await client(app).post(contacts, {
      ...visit,
      additional_params: { plan: 'gold', seats: [1, 2] },
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      org_id: ids.organization,
      channel_id: visit.channel_id,
      time_zone: visit.time_zone,
      additional_params: { plan: 'gold', seats: [1, 2] },
      created_at: now.toISOString(),
    })
    expect(body.display_name).toMatch(/^Guest#\d{6}@1 Jan 2026$/)
    expect(told).toEqual([])

    const agent = client(app, tokens.user)
    const past = await agent.get(`${contacts}/${body.id}/conversations`)
    expect(past.body).toMatchObject({ data: [], count: 0 })
    const guest = client(app, body.access_token)
    const conversation = await guest.get('/v1/backend/conversation')
    expect(conversation.body).toMatchObject({ contact_id: body.id })
    now = new Date('2026-01-31T09:59:59.999Z')
    expect((await guest.get('/v1/backend/conversation')).body.id).toBe(conversation.body.id)
    now = new Date('2026-01-31T10:00:00.000Z')
    expect((await guest.get('/v1/backend/conversation')).status).toBe(401)
  })

  test('may come to a channel of any organization, and is that one’s', async () => {
    const app = build()
    const { body } = await client(app).post(contacts, { ...visit, channel_id: foreignChannel })
    expect(body).toMatchObject({
      org_id: ids.otherOrganization,
      organization_id: ids.otherOrganization,
    })
    expect((await client(app, tokens.user).get(`${contacts}/${body.id}`)).status).toBe(404)
  })

  test('is refused without a channel, on an unknown one, or with a credential that is none', async () => {
    const app = build()
    const before = writesTo(app.world.database)
    for (const [payload, reason] of [
      [{ ...visit, channel_id: undefined }, 'channel_id: without a credential'],
      [{ ...visit, channel_id: '' }, 'channel_id: without a credential'],
      [{ ...visit, channel_id: 'ch_unknown' }, 'channel_id: no channel ch_unknown'],
      [{ ...visit, channel_type: 'line' }, 'channel_type: imbrace_channel is a web channel'],
      [{ ...visit, bu_id: 'bu_unknown' }, 'bu_id: imbrace_channel is in another'],
      [{ ...visit, additional_params: 'gold' }, 'additional_params'],
    ] as const) {
      const { status, body, reason: told } = await client(app).post(contacts, payload)
      expect({ status, body }).toEqual({
        status: 400,
        body: { code: 40000, message: 'Invalid request' },
      })
      expect(told).toContain(reason)
    }
    for (const headers of [
      { 'x-access-token': 'acc_unknown' },
      { 'x-access-token': tokens.expired },
      { 'x-api-key': 'api_unknown' },
      { authorization: 'Bearer acc_unknown' },
    ]) {
      const { statusCode } = await app.inject({
        method: 'POST',
        url: contacts,
        headers,
        payload: visit,
      })
      expect(statusCode).toBe(401)
    }
    expect(writesTo(app.world.database)).toBe(before)
  })

  test('may send empty headers, and the token of its contact or channel', async () => {
    const app = build()
    for (const token of ['', ' ', tokens.contact, tokens.channel]) {
      const headers = { 'x-access-token': token, 'x-organization-id': '' }
      const answer = await app.inject({ method: 'POST', url: contacts, headers, payload: visit })
      expect(answer.statusCode).toBe(200)
      expect(answer.json().channel_id).toBe(visit.channel_id)
    }
  })
})

describe('an agent', () => {
  test('makes a contact on the default channel of a type, and all are told', async () => {
    const app = build()
    const told = listenTo(app)
    const { status, body } = await client(app, tokens.user).post(contacts, {
      channel_type: 'whatsapp',
      channel_id: '',
      bu_id: ids.businessUnit,
      first_name: 'Ada',
      last_name: null,
      phone_number: '+85255500100',
      provider_user_id: '85255500100',
      labels: ['vip'],
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      display_name: 'Ada',
      last_name: null,
      channel_type: 'whatsapp',
      whatsapp_id: '85255500100',
      labels: ['vip'],
    })
    expect(told).toEqual([
      { kind: 'contact_created', contact_id: body.id, organization_id: ids.organization },
    ])
    const { org_id, access_token, ...contact } = body
    expect((await client(app, tokens.user).get(`${contacts}/${body.id}`)).body).toEqual(contact)
  })

  test('does not reach another organization’s channels and units', async () => {
    const { post } = client(build(), tokens.user)
    expect((await post(contacts, { channel_id: foreignChannel })).status).toBe(400)
    const unit = await post(contacts, { bu_id: 'bu_be188361-fbec-4505-9a05-d9d34a5d5961' })
    expect(unit.status).toBe(403)
  })

  test('changes what it names and nothing else, and all are told once', async () => {
    const app = build({ clock: () => new Date('2026-01-01T10:00:00.000Z') })
    const told = listenTo(app)
    const { body: before } = await client(app, tokens.user).get(`${contacts}/${tokens.contact}`)
    const news = { name: 'Mei Lin', phone: '', email: null, labels: ['vip'], remark: 'Calls back' }
    const { status, body } = await put(app, tokens.contact, news)
    expect(status).toBe(200)
    expect(body).toEqual({
      ...before,
      display_name: 'Mei Lin',
      phone_number: '',
      labels: ['vip'],
      remark: 'Calls back',
      updated_at: '2026-01-01T10:00:00.000Z',
    })
    const again = await put(app, tokens.contact, news)
    expect(again.body).toEqual(body)
    expect((await put(app, tokens.contact, {})).body).toEqual(body)
    expect(told).toEqual([
      {
        kind: 'contact_updated',
        contact_id: tokens.contact,
        organization_id: ids.organization,
      },
    ])
  })

  test('is refused a name that is blank, and contacts it does not have', async () => {
    const app = build()
    const before = writesTo(app.world.database)
    for (const payload of [{ display_name: ' ' }, { name: '' }, { labels: 'vip' }, { email: 1 }]) {
      expect((await put(app, tokens.contact, payload)).status).toBe(400)
    }
    for (const id of [foreignContact, 'con_unknown']) {
      expect(await put(app, id, { name: 'Mine' })).toMatchObject({
        status: 404,
        body: { code: 40004, message: 'Contact not found' },
      })
    }
    expect(writesTo(app.world.database)).toBe(before)
  })
})

describe('lists', () => {
  test('pages go through all contacts of the organization once, newest first', async () => {
    const { get } = client(build(), tokens.user)
    const seen: { id: string; created_at: string; organization_id: string }[] = []
    for (let skip = 0, more = true; more && skip < 2_000; skip += 100) {
      const { body } = await get(`${contacts}?limit=100&skip=${skip}&sort=-created_at`)
      seen.push(...body.data)
      expect(body.total).toBe(body.data.length)
      more = body.has_more
      if (!more) expect(body.count).toBe(seen.length)
    }
    expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length)
    expect(seen.length).toBeGreaterThan(900)
    const times = seen.map(({ created_at }) => created_at)
    expect(times).toEqual([...times].sort().reverse())
    expect(seen.every(({ organization_id }) => organization_id === ids.organization)).toBe(true)
    const { body } = await get(`${contacts}?limit=5&offset=10&sort=undefined`)
    expect(body.data).toEqual(seen.slice(10, 15))
  })

  test('names, e-mails and phone numbers are found by a piece, whatever it means to SQL', async () => {
    const app = build()
    const { get, post } = client(app, tokens.user)
    const { body: made } = await post(contacts, {
      first_name: 'Ada',
      last_name: 'Zzyzx',
      display_name: '100%_A*',
      email: 'countess@example.com',
      phone_number: '+852 5550 0199',
    })
    const found = async (q: string) =>
      (await get(`${contacts}/_search?type=text&q=${encodeURIComponent(q)}`)).body.data.map(
        ({ id }: { id: string }) => id,
      )
    for (const q of ['zzy', 'ADA ZZYZX', '100%_a', 'COUNTESS@', '5550 0199', ' zzyzx ']) {
      expect(await found(q)).toEqual([made.id])
    }
    expect(await found('%_')).toEqual([made.id])
    expect(await found('nobody is called this')).toEqual([])
    expect((await get(`${contacts}?q=zzyzx`)).body).toMatchObject({ count: 1, has_more: false })
  })

  test('a page of them is read from an index', () => {
    const { database } = build().world
    const plan = database
      .prepare<[], { detail: string }>(`
        EXPLAIN QUERY PLAN SELECT id FROM contacts WHERE organization_id = 'org_imbrace'
        ORDER BY created_at DESC, contacts.rowid DESC LIMIT 10`)
      .all()
    expect(plan.map(({ detail }) => detail)).toEqual([
      'SEARCH contacts USING INDEX contact_page (organization_id=?)',
    ])
  })
})
