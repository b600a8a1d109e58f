/** What a program does with either SDK: signs in, and reads back what it has written. */
import { expect, test } from 'vitest'
import { listen, type Place } from '../realtime/sockets.ts'

/** What is read of any answer here. */
interface Row {
  id: string
  type: string
  organization_id: string
  conversation_id: string
}

interface Body {
  id: string
  token: string
  organization_id: string
  count: number
  all: number
  data: Row[]
  organizations: { organization_id: string }[]
}

interface Answer {
  status: number
  body: Body
}

/** Every call carries both headers, as the SDKs send them. */
function session({ url }: Place, token = '', organization = '') {
  return async (method: string, path: string, body?: object): Promise<Answer> => {
    const answer = await fetch(url + path, {
      method,
      headers: {
        'x-access-token': token,
        'x-organization-id': organization,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    return { status: answer.status, body: (await answer.json()) as Body }
  }
}

/** Where they ask for the platform's part; the rest they ask for alike. */
const sdks = [
  ['TypeScript', '/platform/v1'],
  ['Python', '/v1/platform'],
] as const

async function signIn(place: Place, platform: string) {
  const signedIn = await session(place)('POST', `${platform}/login/authenticate`, {
    email: 'agent@example.test',
    password: 'secret',
  })
  const organization_id = signedIn.body.organizations[0]?.organization_id ?? ''
  const login = session(place, signedIn.body.token, organization_id)
  const exchange = `${platform}/access/_exchange_access_token`
  const { body } = await login('POST', exchange, { organization_id })
  return { ask: session(place, body.token, organization_id), organization_id }
}

test.each(sdks)(
  '%s: account, units, teams and users are of one organization',
  async (_, platform) => {
    const { ask, organization_id } = await signIn(await listen(), platform)
    const { body: account } = await ask('GET', `${platform}/account`)
    expect(account).toMatchObject({ email: 'agent@example.test', organization_id })

    const units = await ask('GET', `${platform}/business_units`)
    expect(units.body.data.map((unit) => unit.organization_id)).toEqual([organization_id])
    const unit = units.body.data[0]?.id
    const teams = await ask('GET', `${platform}/teams?type=business_unit_id&q=${unit}&limit=50`)
    const all = teams.body.data.map(({ id }) => id)
    const answer = await ask('GET', `${platform}/teams/my`)
    const mine = answer.body as unknown as Row[]
    expect(mine.length).toBeGreaterThan(0)
    expect(all).toEqual(expect.arrayContaining(mine.map(({ id }) => id)))

    const users = await ask('GET', `${platform}/users?limit=100`)
    expect(users.body.data.map(({ id }) => id)).toContain(account.id)
    expect(await ask('GET', `${platform}/users/${account.id}`)).toMatchObject({
      status: 200,
      body: { data: { id: account.id, email: 'agent@example.test' } },
    })
  },
)

test.each(sdks)('%s: a contact is made, changed and found', async (_, platform) => {
  const { ask } = await signIn(await listen(), platform)
  const contacts = '/channel-service/v1/contacts'
  const before = (await ask('GET', `${contacts}?limit=1&skip=0&sort=-created_at`)).body.count
  const made = await ask('POST', contacts, { channel_id: 'ch_web', display_name: 'Quentin Quill' })
  expect(made.status).toBe(200)
  const { id } = made.body

  const changed = await ask('PUT', `${contacts}/${id}`, { display_name: 'Quentin Quill-Reyes' })
  expect(changed).toMatchObject({ status: 200, body: { id, display_name: 'Quentin Quill-Reyes' } })
  for (const path of [`${contacts}/${id}`, `/platform/v2/contacts/${id}`]) {
    expect((await ask('GET', path)).body).toMatchObject({ id, display_name: 'Quentin Quill-Reyes' })
  }
  const listed = await ask('GET', `${contacts}?limit=1&skip=0&sort=-created_at`)
  expect(listed.body).toMatchObject({ data: [{ id }], count: before + 1, has_more: true })
  const found = await ask('GET', `${contacts}/_search?q=quill-reyes&limit=20`)
  expect(found.body).toMatchObject({ data: [{ id }], count: 1 })
})

test.each(sdks)(
  '%s: a conversation is opened, written to, moved on and closed',
  async (_, platform) => {
    const { ask } = await signIn(await listen(), platform)
    const service = '/channel-service/v1'
    const { body: contact } = await ask('POST', `${service}/contacts`, { channel_id: 'ch_web' })
    const { body: conversation } = await ask('POST', `${service}/conversations`, {
      channel_id: 'ch_web',
      contact_id: contact.id,
    })
    expect(conversation).toMatchObject({ contact_id: contact.id, channel_id: 'ch_web' })
    const conversation_id = conversation.id
    const rooms = `${service}/team_conversations`
    expect((await ask('POST', `${rooms}/_join`, { conversation_id })).status).toBe(200)

    const sent = { conversation_id, type: 'text', text: 'Your sofa is on its way.' }
    const message = await ask('POST', `${service}/conversation_messages`, sent)
    expect(message).toMatchObject({ status: 200, body: { conversation_id, type: 'text' } })
    const page = await ask(
      'GET',
      `${service}/conversation_messages?type=conversation_id&q=${conversation_id}&conversation_id=${conversation_id}&limit=10&skip=0`,
    )
    expect(page.body).toMatchObject({ data: [{ id: message.body.id }], count: 1 })
    const one = `${service}/conversations/${conversation_id}/conversation_messages/${message.body.id}`
    expect((await ask('GET', one)).body).toMatchObject({ id: message.body.id })

    const noted = await ask('POST', `${one}/comments`, { text: 'Called ahead.' })
    expect(noted.status).toBe(200)
    await ask('POST', `${rooms}/_update_name`, { conversation_id, name: 'Sofa' })
    await ask('POST', `${rooms}/_update_status`, { conversation_id, status: 'closed' })
    const list = await ask('GET', '/channel-service/v2/team_conversations?view=closed&limit=100')
    const closed = list.body.data.find((room) => room.conversation_id === conversation_id)
    expect(closed).toMatchObject({
      name: 'Sofa',
      status: 'closed',
      latest_message: { content: { text: 'Your sofa is on its way.' } },
    })
    expect((await ask('POST', `${rooms}/_leave`, { conversation_id })).status).toBe(200)
  },
)

test.each(sdks)('%s: channels and boards', async (_, platform) => {
  const { ask } = await signIn(await listen(), platform)
  const channels = await ask('GET', '/channel-service/v1/channels?type=web')
  expect(channels.body.data.map(({ id }) => id)).toContain('ch_web')
  expect((await ask('GET', '/channel-service/v1/channels/ch_web')).body).toMatchObject({
    id: 'ch_web',
    type: 'web',
  })
  const counts = await ask('GET', '/channel-service/v1/channels/_conv_count?view=all')
  const rooms = await ask('GET', '/channel-service/v2/team_conversations?view=all')
  expect(counts.body.all).toBe(rooms.body.count)

  const boards = await ask('GET', '/data-board/boards?limit=20&skip=0')
  const board = boards.body.data.find(({ type }) => type === 'Contacts')
  const items = await ask('GET', `/data-board/boards/${board?.id}/items?limit=5&skip=0`)
  const [item] = items.body.data
  expect(
    (await ask('GET', `/data-board/boards/${board?.id}/items/${item?.id}`)).body,
  ).toMatchObject({
    id: item?.id,
  })
  const found = await ask('POST', `/data-board/search/${board?.id}`, {
    q: '',
    limit: 20,
    offset: 0,
  })
  expect(JSON.stringify(found.body)).toContain(String(item?.id))
})
