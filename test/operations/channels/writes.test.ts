import type { FastifyInstance } from 'fastify'
import { expect, test } from 'vitest'
import { build, client, ids, tokens } from '../../helpers.ts'

const channels = '/channel-service/v1/channels'
const foreign = 'ch_35cb5c18-3eed-42f4-ab12-4ab5d7558d3d'

/** A client that changes and deletes, too. */
function writer(app: FastifyInstance) {
  const ask = (method: 'PUT' | 'PATCH' | 'DELETE') => async (url: string, payload?: object) => {
    const headers = { 'x-access-token': tokens.user }
    const answer = await app.inject({ method, url, headers, payload })
    return { status: answer.statusCode, body: answer.json() }
  }
  return {
    ...client(app, tokens.user),
    put: ask('PUT'),
    patch: ask('PATCH'),
    delete: ask('DELETE'),
  }
}

test('a new channel is a credential at once, and counted with what is written on it', async () => {
  const app = build()
  const agent = writer(app)
  const before = (await agent.get(`${channels}/_count`)).body as Record<string, number>
  const conversations = async () =>
    (await agent.get('/channel-service/v2/channels/_conv_count?view=all')).body as { line: number }
  const lines = (await conversations()).line

  const created = await agent.post(channels, { name: 'Line', type: 'line' })
  expect(created).toMatchObject({ status: 200, body: { type: 'line', active: true } })
  const { id } = created.body as { id: string }
  expect((await agent.get(`${channels}/_count`)).body).toMatchObject({
    line: (before.line ?? 0) + 1,
    all: (before.all ?? 0) + 1,
  })
  expect((await app.inject(`${channels}/${id}/widget`)).statusCode).toBe(200)

  const page = client(app, id)
  expect((await page.post('/channel-service/v1/conversations', {})).status).toBe(200)
  expect((await conversations()).line).toBe(lines + 1)
})

test('a deleted channel lets nobody new in; what was written on it stays', async () => {
  const app = build()
  const agent = writer(app)
  const { id } = (await agent.post(`${channels}/_web`, { name: 'Old shop' })).body as { id: string }
  const page = client(app, id)
  const made = (await page.post('/channel-service/v1/conversations', {})).body as {
    id: string
    contact_id: string
  }
  const counts = async () =>
    (await agent.get('/channel-service/v2/channels/_conv_count?view=all')).body
  const before = await counts()

  expect(await agent.delete(`/channel-service/v3/channels/${id}`)).toMatchObject({
    status: 200,
    body: { success: true },
  })

  expect((await page.post('/channel-service/v1/conversations', {})).status).toBe(401)
  expect((await app.inject(`${channels}/${id}/widget`)).statusCode).toBe(404)
  expect((await agent.get(`${channels}/${id}`)).status).toBe(404)
  expect((await agent.delete(`${channels}/${id}`)).status).toBe(404)
  expect(JSON.stringify((await agent.get(`${channels}?limit=100`)).body)).not.toContain(id)
  const asAgent = await agent.post('/channel-service/v1/conversations', { channel_id: id })
  expect(asAgent.status).toBe(400)
  const newContact = await agent.post('/channel-service/v1/contacts', { channel_id: id })
  expect(newContact.status).toBeGreaterThanOrEqual(400)

  expect(await counts()).toEqual(before)
  const visitor = client(app, made.contact_id)
  expect((await visitor.post('/channel-service/v1/conversations', {})).body).toMatchObject({
    id: made.id,
  })
  const rooms = await agent.get(
    `/channel-service/v2/team_conversations?type=business_unit_id&q=${ids.businessUnit}&view=all&limit=100&channel_id=${id}`,
  )
  expect(rooms.body).toMatchObject({
    data: [{ channel: { _id: id, active: false, is_deleted: true } }],
  })
})

test('a channel is activated and deactivated, all that are named or none', async () => {
  const agent = writer(build())
  const set = (channel_ids: unknown, status: unknown) =>
    agent.patch(`${channels}/status`, { channel_ids, status })
  const active = async () => (await agent.get(`${channels}/imbrace_channel`)).body as object

  expect((await set(['imbrace_channel', foreign], 'closed')).status).toBe(404)
  expect((await set(['imbrace_channel', 'ch_none'], 'closed')).status).toBe(404)
  expect(await active()).toMatchObject({ active: true })
  expect((await set(['imbrace_channel'], 'closed')).status).toBe(200)
  expect(await active()).toMatchObject({ active: false, is_active: false })
  expect((await set(['imbrace_channel'], 'active')).status).toBe(200)
  expect(await active()).toMatchObject({ active: true })
  for (const bad of [[], 'imbrace_channel', [{}]]) expect((await set(bad, 'open')).status).toBe(400)
  expect((await set(['imbrace_channel'], 'gone')).status).toBe(400)
})

test('a change adds to the configuration, a replacement takes its place; secrets are never shown', async () => {
  const app = build()
  const agent = writer(app)
  const own = `${channels}/imbrace_channel`
  await agent.put(own, { config: { window_name: 'Shop', app_secret: 'hidden' } })
  const changed = await agent.put(own, { name: 'Store', config: { primary_color: '#123456' } })
  expect(changed.body).toMatchObject({
    name: 'Store',
    config: { window_name: 'Shop', primary_color: '#123456' },
  })
  expect((await app.inject(`${own}/widget`)).body).not.toContain('hidden')
  const replaced = await agent.post(`${channels}/_replace`, {
    channel_id: 'imbrace_channel',
    config: { font_size: '16' },
  })
  expect(replaced.body).toMatchObject({ name: 'Store', config: { font_size: '16' } })
  expect(JSON.stringify(replaced.body)).not.toContain('window_name')
})

test('the versions of a client’s address are one operation', async () => {
  const agent = writer(build())
  for (const version of ['v1', 'v2', 'v3']) {
    for (const [word, type] of [
      ['_web', 'web'],
      ['_facebook', 'facebook'],
      ['_whatsapp', 'whatsapp'],
    ]) {
      const { status, body } = await agent.post(`/channel-service/${version}/channels/${word}`, {
        name: 'Name',
      })
      expect({ status, body }).toMatchObject({ status: 200, body: { type } })
    }
  }
})

test('the channel of a provider is found by the provider’s id, in one’s own organization', async () => {
  const agent = writer(build())
  const put = (body: object) => agent.put('/channel-service/v2/channels/_facebook', body)
  const { id } = (await agent.post(`${channels}/_facebook`, { page_id: 'p1' })).body as {
    id: string
  }
  expect((await put({ page_id: 'p1', name: 'Page' })).body).toMatchObject({ id, name: 'Page' })
  const free = (await put({ page_id: 'p2', access_token: 'hidden' })).body
  expect(free).toMatchObject({ organization_id: ids.organization, config: { page_id: 'p2' } })
  expect(free).not.toMatchObject({ id })
  expect(JSON.stringify(free)).not.toContain('hidden')
  expect((await put({ page_id: 'p3' })).status).toBe(404)
  for (const bad of [{}, { page_id: 5 }, { page_id: '' }]) expect((await put(bad)).status).toBe(400)
})

test('what is wrong is refused before anything is written', async () => {
  const agent = writer(build())
  const before = (await agent.get(`${channels}/_count`)).body
  for (const bad of [{}, { name: ' ' }, { name: 'x', type: 'fax' }, { name: 'x', config: [] }]) {
    expect((await agent.post(channels, bad)).status).toBe(400)
  }
  expect((await agent.post(channels, { name: 'x', business_unit_id: 'bu_none' })).status).toBe(403)
  expect((await agent.put(`${channels}/${foreign}`, { name: 'x' })).status).toBe(404)
  expect((await agent.delete(`${channels}/${foreign}`)).status).toBe(404)
  expect((await agent.get(`${channels}/_count`)).body).toEqual(before)
})
