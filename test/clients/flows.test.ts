/** The inbox and the chat widget, in the order of their calls, over real sockets. */
import { expect, test, vi } from 'vitest'
import { connect, type Listening, listen, type Place } from '../realtime/sockets.ts'

/** What is read of any answer here. */
interface Answer {
  id: string
  token: string
  access_token: string
  org_id: string
  organization_id: string
  contact_id: string
  status: string
  count: number
  data: { id: string; is_joined: boolean; conversation_id: string }[]
}

function caller({ url }: Place, token?: string) {
  return async (method: string, path: string, body?: object) => {
    const answer = await fetch(url + path, {
      method,
      headers: {
        ...(token !== undefined && { 'x-access-token': token }),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    return { status: answer.status, body: (await answer.json()) as Answer }
  }
}

async function signIn(place: Place): Promise<string> {
  const body = { email: 'agent@example.test', password: 'secret' }
  const login = await caller(place)('POST', '/v1/backend/login/sign_in', body)
  const ask = caller(place, login.body.token)
  const { body: organizations } = await ask('GET', '/v2/backend/organizations?limit=10&skip=0')
  const organization_id = organizations.data[0]?.id
  const exchange = '/v1/backend/access/_exchange_access_token'
  return (await ask('POST', exchange, { organization_id })).body.token
}

const textsOf = (listening: Listening) =>
  listening
    .of('conversation.message_created')
    .map(({ content }) => (content as { text: string }).text)

const until = (check: () => void) => vi.waitFor(check, { timeout: 4_000 })

test('a visitor of a page and an agent talk, and each hears the other once', async () => {
  const place = await listen()
  const service = '/channel-service/v1'
  expect((await caller(place)('GET', `${service}/conversation`)).status).toBe(401)
  const arrival = { channel_id: 'ch_web', time_zone: 'Asia/Hong_Kong', parentUrl: '' }
  const { body: me } = await caller(place)('POST', `${service}/contacts`, arrival)
  const visitor = caller(place, me.access_token)
  const { body: conversation } = await visitor('GET', `${service}/conversation`)
  expect(conversation.contact_id).toBe(me.id)
  const widget = await connect(place, { namespace: `/${me.org_id}`, auth: { token: me.id } })

  const token = await signIn(place)
  const agent = caller(place, token)
  const inbox = await connect(place, {
    namespace: `/${me.org_id}`,
    auth: { access_token: token },
  })
  await visitor('POST', `${service}/conversation_messages`, { type: 'text', text: 'Hello?' })
  const ask = { id: conversation.id }
  await agent('POST', `${service}/team_conversations/_join`, { ...ask, mode: 'manual' })
  const sent = { conversation_id: conversation.id, type: 'text', text: 'Here I am.' }
  const { body: answer } = await agent('POST', `${service}/conversation_messages`, sent)

  for (const listening of [widget, inbox]) {
    await until(() => expect(textsOf(listening)).toEqual(['Hello?', 'Here I am.']))
  }
  expect(inbox.of('conversation.message_created')[1]?.id).toBe(answer.id)
  expect(widget.of('conversation.joined')).toHaveLength(1)
  expect(
    inbox.of('conversation.status_updated').map((one) => (one.conversation as Answer).status),
  ).toEqual(['rep needed', 'pending', 'active'])
})

test('an agent opens, joins, answers, renames, closes, reopens and leaves a room', async () => {
  const place = await listen()
  const agent = caller(place, await signIn(place))
  const { body: account } = await agent('GET', '/v1/backend/account')
  const inbox = await connect(place, {
    namespace: `/${account.organization_id}`,
    auth: { access_token: await signIn(place) },
  })
  const { body: units } = await agent('GET', '/v1/backend/business_units?limit=10&skip=0')
  const unit = units.data[0]?.id
  const list = `/v2/backend/team_conversations?type=business_unit_id&q=${unit}&skip=0&limit=50&view=`
  const { body: rooms } = await agent('GET', `${list}all`)
  const found = rooms.data.find((room) => !room.is_joined)
  const id = found?.id
  const countOf = async (view: string) => (await agent('GET', list + view)).body.count
  const act = (action: string, body: object) =>
    agent('POST', `/v1/backend/team_conversations/${action}`, body)

  const joined = await act('_join', { team_conversation_id: id, mode: 'manual' })
  expect(joined.body).toMatchObject({ is_joined: true, mode: 'manual' })
  const message = { team_conversation_id: id, type: 'text', text: 'I look into it.' }
  await agent('POST', '/v1/backend/conversation_messages', message)
  await until(() => expect(textsOf(inbox)).toEqual(['I look into it.']))
  await act('_update_name', { id, name: 'Renamed' })
  await until(() =>
    expect(inbox.of('conversation.name_updated')).toMatchObject([
      { id: found?.conversation_id, conversation: { name: 'Renamed' } },
    ]),
  )
  const closed = await countOf('closed')
  expect((await act('_update_status', { id, status: 'closed' })).body.status).toBe('closed')
  expect(await countOf('closed')).toBe(closed + 1)
  await act('_update_status', { id, status: 'active' })
  expect(await countOf('closed')).toBe(closed)
  const left = await act('_leave', { team_conversation_id: id })
  expect(left.body).toMatchObject({ is_joined: false, name: 'Renamed', status: 'active' })
  await until(() => expect(inbox.of('conversation.left')).toHaveLength(1))
})
