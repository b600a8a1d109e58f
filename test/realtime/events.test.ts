/** What sockets hear: each event with its payload, its receivers and its order. */
import { expect, test } from 'vitest'
import type { Change } from '../../src/worlds/changes.ts'
import { ids, tokens } from '../helpers.ts'
import {
  ask,
  connect,
  listen,
  newContact,
  newGuest,
  type Place,
  send,
  settle,
  webChannel,
} from './sockets.ts'

/** As a store does that has written: within a transaction, told after it. */
function tell({ app }: Pick<Place, 'app'>, ...changes: Change[]): void {
  const { world } = app
  world.changes.transaction(() => {
    for (const change of changes) world.changes.note(() => change)
  })()
}

test('time alone moves a conversation on, without a request', async () => {
  const place = await listen({ soonToBeMs: 300, overdueMs: 600, closeAfterMs: 1_000 })
  const agent = await connect(place)
  await send(place, tokens.contact, 'Is anybody there?')
  const moves = () =>
    agent
      .of('conversation.status_updated')
      .map(({ previous_status, conversation }) => [
        previous_status,
        (conversation as { status: string }).status,
      ])
  await expect.poll(moves, { timeout: 4_000 }).toEqual([
    ['pending', 'soon to be'],
    ['soon to be', 'overdue'],
    ['overdue', 'closed'],
  ])
})

test('a contact’s message is heard by agents and by the contact, once, its sender included', async () => {
  const place = await listen()
  const { conversation, contact } = await newGuest(place)
  const agent = await connect(place)
  const guest = await connect(place, { auth: { token: contact } })

  const sent = await send(place, contact, 'Hello')
  await expect.poll(() => agent.of('conversation.status_updated')).toHaveLength(1)
  const [told] = agent.of('conversation.message_created')
  expect(told).toEqual({
    ...sent,
    conversation_status: 'rep needed',
    is_presence: true,
    is_bot: false,
    contact: expect.objectContaining({ id: contact, _id: contact, is_presence: true }),
  })
  expect(guest.heard).toEqual([{ event: 'conversation.message_created', payload: told }])
  expect(agent.heard.map(({ event }) => event)).toEqual([
    'conversation.contact_online',
    'conversation.message_created',
    'conversation.status_updated',
  ])
  expect(agent.heard.at(-1)?.payload).toEqual({
    id: conversation,
    previous_status: 'active',
    conversation: expect.objectContaining({
      object_name: 'conversation',
      id: conversation,
      status: 'rep needed',
      contact_id: contact,
      is_joined: false,
      is_agent_joined: false,
    }),
  })
})

test('an event of a conversation has the time of its latest message, whether lists were read since or not', async () => {
  const place = await listen()
  const { conversation, contact } = await newGuest(place)
  const agent = await connect(place)
  const close = { conversation_id: conversation, status: 'closed' }
  for (const isListed of [false, true]) {
    const { created_at } = await send(place, contact, 'Hello')
    if (isListed) await ask(place, 'GET', '/v2/backend/team_conversations', tokens.user)
    await ask(place, 'POST', '/v1/backend/team_conversations/_update_status', tokens.user, close)
    await expect
      .poll(() => agent.of('conversation.status_updated').at(-1))
      .toMatchObject({ conversation: { status: 'closed', timestamp: created_at } })
  }
})

test('an agent’s message says who has written it', async () => {
  const place = await listen()
  const { conversation, contact } = await newGuest(place)
  const guest = await connect(place, { auth: { token: contact } })
  await send(place, tokens.user, 'Good morning', { conversation_id: conversation })
  await expect.poll(() => guest.heard).toHaveLength(1)
  expect(guest.heard[0]?.payload).toMatchObject({
    from: ids.user,
    from_contact: { object_name: 'simple_user', id: ids.user, is_bot: false },
    is_bot: false,
    contact: { id: contact },
  })
})

test('a new room is heard with what a list has of it, and nobody jumps into it', async () => {
  const place = await listen()
  const agent = await connect(place)
  const { conversation, contact } = await newGuest(place)
  await expect.poll(() => agent.heard).toHaveLength(1)
  expect(agent.heard[0]).toEqual({
    event: 'team_conversation.created',
    payload: expect.objectContaining({
      object_name: 'team_conversation',
      conversation_id: conversation,
      contact_id: contact,
      channel_type: 'web',
      status: 'active',
      is_joined: false,
      is_agent_joined: false,
      is_presence: false,
      contact: expect.objectContaining({ id: contact }),
      channel: expect.objectContaining({ _id: webChannel, is_deleted: false }),
      team: { name: expect.any(String) },
    }),
  })
})

test('a room that nobody is in yet is offered to the members of a team that grabs, and to no others', async () => {
  const place = await listen()
  const { database } = place.app.world
  database.exec(`UPDATE teams SET mode = 'grab' WHERE is_default`)
  const agent = await connect(place)
  const stranger = await connect(place, { auth: { access_token: tokens.apiKey } })
  const outsider = await connect(place, { auth: { access_token: tokens.userOfTwo } })
  const { conversation } = await newGuest(place)
  await expect.poll(() => agent.of('team_conversation.created')).toHaveLength(1)
  await settle()
  const members = database
    .prepare<[string], string>(`
      SELECT user_id FROM team_users JOIN conversations c USING (team_id)
      WHERE c.id = ? AND state = 'join'`)
    .pluck()
    .all(conversation)
  const owners = database
    .prepare<[string], string>('SELECT user_id FROM tokens WHERE token = ?')
    .pluck()
  for (const [one, token] of [
    [agent, tokens.user],
    [stranger, tokens.apiKey],
    [outsider, tokens.userOfTwo],
  ] as const) {
    const isMember = members.includes(owners.get(token) ?? '')
    expect([token, one.of('conversation.agent_needed').length]).toEqual([token, isMember ? 1 : 0])
  }
  expect(members.length).toBeGreaterThan(0)
})

test('who joins and who leaves is heard, by each with whether it is in the room itself', async () => {
  const place = await listen()
  const { conversation, contact } = await newGuest(place)
  const agent = await connect(place)
  const other = await connect(place, { auth: { access_token: tokens.userOfTwo } })
  const guest = await connect(place, { auth: { token: contact } })
  const { database } = place.app.world
  database.prepare('INSERT INTO conversation_users VALUES (?, ?)').run(conversation, ids.user)
  tell(place, { kind: 'user_joined', conversation_id: conversation, user_id: ids.user })
  const joined = (isJoined: boolean) => ({
    id: conversation,
    team_id: expect.any(String),
    user: expect.objectContaining({ object_name: 'simple_user', id: ids.user }),
    is_agent_joined: true,
    is_joined: isJoined,
  })
  await expect.poll(() => guest.heard).toHaveLength(1)
  expect(guest.of('conversation.joined')).toEqual([joined(false)])
  await expect.poll(() => agent.of('conversation.joined')).toEqual([joined(true)])
  await expect.poll(() => other.of('conversation.joined')).toEqual([joined(false)])

  database
    .prepare('DELETE FROM conversation_users WHERE conversation_id = ? AND user_id = ?')
    .run(conversation, ids.user)
  tell(place, { kind: 'user_left', conversation_id: conversation, user_id: ids.user })
  const left = { ...joined(false), is_agent_joined: false }
  await expect.poll(() => agent.of('conversation.left')).toEqual([left])
  await expect.poll(() => other.of('conversation.left')).toEqual([left])
  expect(guest.heard).toHaveLength(1)
})

test('leaving one room is told to those who stay in it as to people who are in it', async () => {
  const place = await listen()
  const { conversation } = await newGuest(place)
  const { database } = place.app.world
  database.prepare('INSERT INTO conversation_users VALUES (?, ?)').run(conversation, ids.user)
  const agent = await connect(place)
  tell(place, { kind: 'user_left', conversation_id: conversation, user_id: 'u_gone' })
  await expect.poll(() => agent.of('conversation.left')).toHaveLength(1)
  expect(agent.of('conversation.left')[0]).toMatchObject({ is_joined: true, is_agent_joined: true })
})

test('an assignment is an invitation and a joining', async () => {
  const place = await listen()
  const { conversation } = await newGuest(place)
  const agent = await connect(place)
  tell(place, {
    kind: 'user_joined',
    conversation_id: conversation,
    user_id: ids.user,
    assigned_by: ids.user,
  })
  await expect.poll(() => agent.heard).toHaveLength(2)
  expect(agent.heard.map(({ event }) => event)).toEqual([
    'conversation.invited',
    'conversation.joined',
  ])
  expect(agent.heard[0]?.payload).toMatchObject({
    action: 'assign',
    id: conversation,
    conversation_id: conversation,
    team_name: expect.any(String),
    assign_from: ids.user,
    assign_from_name: expect.stringMatching(/./),
    user: { id: ids.user },
  })
})

test('a new name is heard', async () => {
  const place = await listen()
  const { conversation, contact } = await newGuest(place)
  const guest = await connect(place, { auth: { token: contact } })
  const agent = await connect(place)
  tell(place, { kind: 'name_updated', conversation_id: conversation, name: 'Ms Chan' })
  await expect.poll(() => agent.heard).toHaveLength(1)
  expect(agent.of('conversation.name_updated')).toEqual([
    {
      id: conversation,
      conversation: expect.objectContaining({ id: conversation, name: 'Ms Chan' }),
    },
  ])
  expect(guest.heard).toEqual([])
})

test('contacts that come and change are heard', async () => {
  const place = await listen()
  const agent = await connect(place)
  const { contact } = await newGuest(place)
  const about = { contact_id: contact, organization_id: ids.organization }
  tell(place, { kind: 'contact_created', ...about }, { kind: 'contact_updated', ...about })
  await expect.poll(() => agent.of('bu.contact_updated')).toHaveLength(1)
  const whole = expect.objectContaining({ object_name: 'contact', id: contact, _id: contact })
  expect(agent.of('bu.contact_created')).toEqual([whole])
  expect(agent.of('bu.contact_updated')[0]).toMatchObject({
    id: contact,
    channel: { _id: webChannel },
    action: 'update',
  })
})

test('members of teams are heard', async () => {
  const place = await listen()
  const { database } = place.app.world
  const row = database
    .prepare<[], { team_id: string; user_id: string; organization_id: string }>(`
      SELECT team_id, user_id, organization_id FROM team_users JOIN teams ON teams.id = team_id
      WHERE organization_id = '${ids.organization}' AND state = 'join' LIMIT 1`)
    .get()
  const agent = await connect(place)
  const { team_id = '', user_id = '', organization_id = '' } = row ?? {}
  tell(place, { kind: 'team_user_updated', organization_id, team_id, user_id })
  tell(place, { kind: 'team_user_updated', organization_id, team_id, user_id: 'u_gone' })
  await expect.poll(() => agent.heard).toHaveLength(3)
  expect(agent.of('team.joined')).toEqual([{ team_id, user_id }])
  expect(agent.of('team_user.role.update')).toMatchObject([
    { object_name: 'team_user', team_id, user_id, state: 'join', organization_id },
    { organization_id, team_id, user_id: 'u_gone' },
  ])
})

test('a contact hears a conversation that begins after it has connected', async () => {
  const place = await listen()
  const contact = newContact(place, 'con_early')
  const guest = await connect(place, { auth: { token: contact } })
  await ask(place, 'GET', '/v1/backend/conversation', contact)
  await send(place, contact, 'Am I heard?')
  await expect.poll(() => guest.of('conversation.message_created')).toHaveLength(1)
})

test('what comes fast is heard whole and in the order of the rows', async () => {
  const place = await listen()
  const { conversation, contact } = await newGuest(place)
  const agent = await connect(place)
  const guest = await connect(place, { auth: { token: contact } })
  const texts = Array.from({ length: 300 }, (_, n) => `line ${n}`)
  await Promise.all(
    texts.map((text) => send(place, tokens.user, text, { conversation_id: conversation })),
  )
  const textsOf = (one: typeof agent) =>
    one.of('conversation.message_created').map(({ content }) => (content as { text: string }).text)
  await expect.poll(() => textsOf(agent)).toHaveLength(300)
  await expect.poll(() => textsOf(guest)).toHaveLength(300)
  const rows = place.app.world.database
    .prepare<[string], string>(`
      SELECT content ->> 'text' FROM messages WHERE conversation_id = ? ORDER BY seq`)
    .pluck()
    .all(conversation)
  expect(textsOf(agent)).toEqual(rows)
  expect(textsOf(guest)).toEqual(rows)
})

test('a changed message is heard by all, and a deleted room closes for agents', async () => {
  const place = await listen()
  const { conversation, contact } = await newGuest(place)
  const sent = await send(place, contact, 'Hello')
  await ask(place, 'POST', '/v1/backend/team_conversations/_join', tokens.user, {
    id: conversation,
  })
  const agent = await connect(place)
  const other = await connect(place, { auth: { access_token: tokens.apiKey } })
  const guest = await connect(place, { auth: { token: contact } })
  await settle()
  for (const one of [agent, other, guest]) one.heard.splice(0)
  const headers = { 'x-access-token': tokens.user }
  const url = `/v1/backend/conversations/${conversation}/conversation_messages/${sent.id}`
  await place.app.inject({ method: 'PUT', url, headers, payload: { text: 'Good day' } })
  await expect.poll(() => guest.of('conversation.message_updated')).toHaveLength(1)
  const changed = { id: sent.id, content: { text: 'Good day' }, conversation_id: conversation }
  for (const one of [agent, other, guest]) {
    expect(one.heard.splice(0)).toMatchObject([
      { event: 'conversation.message_updated', payload: changed },
    ])
  }
  const removed = await place.app.inject({
    method: 'DELETE',
    url: `/v1/backend/team_conversations/${conversation}`,
    headers,
  })
  const { id } = removed.json() as { id: string }
  await expect.poll(() => agent.of('team_conversation.deleted')).toHaveLength(1)
  await expect.poll(() => other.of('team_conversation.deleted')).toHaveLength(1)
  for (const [one, is_joined] of [
    [agent, true],
    [other, false],
  ] as const) {
    expect(one.heard).toMatchObject([
      {
        event: 'conversation.status_updated',
        payload: {
          id: conversation,
          previous_status: 'pending',
          conversation: { id: conversation, status: 'closed', is_joined, contact_id: contact },
        },
      },
      { event: 'team_conversation.deleted', payload: { id, conversation_id: conversation } },
    ])
  }
  expect(guest.heard).toEqual([])
})

test('what is rolled back is told to nobody', async () => {
  const place = await listen()
  const { conversation } = await newGuest(place)
  const agent = await connect(place)
  const { changes } = place.app.world
  const failing = changes.transaction(() => {
    changes.note(() => ({ kind: 'name_updated', conversation_id: conversation, name: 'No' }))
    throw new Error('full')
  })
  expect(failing).toThrow('full')
  await settle()
  expect(agent.heard).toEqual([])
})
