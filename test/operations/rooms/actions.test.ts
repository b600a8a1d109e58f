import type { FastifyInstance } from 'fastify'
import { describe, expect, test } from 'vitest'
import type { Change } from '../../../src/worlds/changes.ts'
import { build, client, ids, tokens } from '../../helpers.ts'

const rooms = '/v1/backend/team_conversations'
const messages = '/v1/backend/conversation_messages'
const carmen = ids.user
const daniel = 'u_4411d305-1c63-4b60-8997-e72abdfcbe0e'
const priya = 'u_6c507f0e-2cef-42dc-97a4-67a04d962184'
const kenji = 'u_3c0eff39-239f-483c-bb9b-b88eccf52887'
const hannah = 'u_0b1b6912-0d91-4dd0-9a82-c16d3f3be860'
const defaultTeam = 't_imbrace_default_team'
const keyAccounts = 't_44370caa-a1ba-4e88-9040-4997251061e8'
const foreignTeam = 't_6e4a5cfa-e51c-4642-a377-29278ca56933'
const text = { type: 'text', text: 'Hello' }

/** A gateway with a new guest's room, and everything that is told of it from then on. */
async function withGuest(status: 'rep needed' | 'active' = 'active') {
  const app = build({ clock: () => new Date('2026-01-01T10:00:00.000Z') })
  const agent = client(app, tokens.user)
  const other = client(app, tokens.apiKey)
  const { body } = await agent.post('/v1/backend/conversations', {})
  const guest = client(app, body.contact_id)
  if (status === 'rep needed') await guest.post(messages, text)
  const told: Change[] = []
  app.world.changes.listen((changes) => told.push(...changes))
  const post = async (url: string, payload: object) => {
    const answer = await agent.post(`${rooms}/${url}`, payload)
    expect(answer.status).toBe(200)
    return answer.body
  }
  return { app, agent, other, guest, id: body.id as string, told, post }
}

const usersOf = (room: { users: { id: string }[] }) => room.users.map(({ id }) => id)
const kindsOf = (told: Change[]) => told.map(({ kind }) => kind)
const notificationsOf = ({ world }: FastifyInstance, recipient: string) =>
  world.database
    .prepare<[string]>('SELECT * FROM notifications WHERE recipient = ? AND type = 204')
    .all(recipient)

describe('joining', () => {
  test('makes a room that waits for somebody one that waits for its agent', async () => {
    const { id, told, post } = await withGuest('rep needed')
    const room = await post('_join', { team_conversation_id: id, mode: 'hybrid' })
    expect(room).toMatchObject({
      status: 'pending',
      mode: 'hybrid',
      is_joined: true,
      is_agent_joined: true,
    })
    expect(usersOf(room)).toEqual(['u_imbrace_bot', carmen])
    expect(told).toEqual([
      { kind: 'user_joined', conversation_id: id, user_id: carmen },
      {
        kind: 'status_updated',
        conversation_id: id,
        previous_status: 'rep needed',
        status: 'pending',
      },
    ])
  })

  test('leaves an active room active, and is by hand where nothing is said', async () => {
    const { id, post } = await withGuest()
    expect(await post('_join', { id })).toMatchObject({ status: 'active', mode: 'manual' })
  })

  test('a second time changes the mode and nothing else', async () => {
    const { id, told, post } = await withGuest()
    await post('_join', { id })
    told.length = 0
    const room = await post('_join', { id, mode: 'automation' })
    expect(room.mode).toBe('automation')
    expect(usersOf(room)).toEqual(['u_imbrace_bot', carmen])
    expect(told).toEqual([])
  })

  test('is one’s own: another sees that somebody has joined', async () => {
    const { id, other, post } = await withGuest()
    const { team_conversation_id } = { team_conversation_id: (await post('_join', { id })).id }
    const { body } = await other.get(`${rooms}/${team_conversation_id}`)
    expect(body).toMatchObject({ is_joined: false, is_agent_joined: true })
  })

  test('takes no mode that is none', async () => {
    const { id, agent } = await withGuest()
    const { status, reason } = await agent.post(`${rooms}/_join`, { id, mode: 'auto' })
    expect({ status, reason }).toEqual({
      status: 400,
      reason: 'body.mode must be one of automation, manual, hybrid',
    })
  })
})

describe('leaving', () => {
  test.each(['pending', 'soon to be', 'overdue'])(
    'as the last one a room that is %s',
    async (status) => {
      const { app, id, told, post } = await withGuest()
      await post('_join', { id })
      app.world.database.prepare('UPDATE conversations SET status = ? WHERE id = ?').run(status, id)
      told.length = 0
      expect(await post('_leave', { id })).toMatchObject({
        status: 'rep needed',
        mode: 'automation',
        is_joined: false,
        is_agent_joined: false,
      })
      expect(told).toEqual([
        { kind: 'user_left', conversation_id: id, user_id: carmen },
        {
          kind: 'status_updated',
          conversation_id: id,
          previous_status: status,
          status: 'rep needed',
        },
      ])
    },
  )

  test('as the last one an active room leaves it active', async () => {
    const { id, told, post } = await withGuest()
    await post('_join', { id })
    told.length = 0
    expect(await post('_leave', { id })).toMatchObject({ status: 'active', mode: 'automation' })
    expect(kindsOf(told)).toEqual(['user_left'])
  })

  test('while another stays changes neither status nor mode', async () => {
    const { id, other, post } = await withGuest('rep needed')
    await post('_join', { id })
    await other.post(`${rooms}/_join`, { id, mode: 'hybrid' })
    const room = await post('_leave', { id })
    expect(room).toMatchObject({ status: 'pending', mode: 'hybrid', is_agent_joined: true })
    expect(usersOf(room)).toEqual(['u_imbrace_bot', priya])
  })

  test('a room that one is not in changes nothing', async () => {
    const { id, told, post } = await withGuest('rep needed')
    expect(await post('_leave', { id })).toMatchObject({ status: 'rep needed' })
    expect(told).toEqual([])
  })
})

describe('status and name', () => {
  test('closing keeps who has joined; opening makes active', async () => {
    const { id, told, post } = await withGuest('rep needed')
    await post('_join', { id })
    told.length = 0
    expect(await post('_update_status', { id, status: 'closed' })).toMatchObject({
      status: 'closed',
      is_joined: true,
    })
    expect(await post('_update_status', { conversation_id: id, status: 'active' })).toMatchObject({
      status: 'active',
      is_joined: true,
    })
    expect(kindsOf(told)).toEqual(['status_updated', 'status_updated'])
  })

  test('a name is shown as it was sent, and the room keeps its time', async () => {
    const { id, told, post } = await withGuest()
    const before = await post('_leave', { id })
    const room = await post('_update_name', { id, name: '  陳大文 <b>"&' })
    expect(room).toEqual({ ...before, name: '  陳大文 <b>"&' })
    expect(told).toEqual([{ kind: 'name_updated', conversation_id: id, name: '  陳大文 <b>"&' }])
    await post('_update_name', { id, name: '  陳大文 <b>"&' })
    expect(told).toHaveLength(1)
  })

  test.each([
    ['', 400],
    [' \t', 400],
    [7, 400],
    [null, 400],
    [undefined, 400],
  ])('no name: %j', async (name, status) => {
    const { id, agent, told } = await withGuest()
    const answer = await agent.post(`${rooms}/_update_name`, { id, name })
    expect(answer.status).toBe(status)
    expect(answer.body).toEqual({ code: 40000, message: 'Invalid request' })
    expect(told).toEqual([])
  })
})

describe('naming a room', () => {
  test('any of three names takes either id, and they must agree', async () => {
    const app = build()
    const agent = client(app, tokens.user)
    for (const name of ['id', 'conversation_id', 'team_conversation_id']) {
      for (const id of [ids.conversation, ids.teamConversation]) {
        const { status, body } = await agent.post(`${rooms}/_leave`, { [name]: id })
        expect({ status, id: body.id }).toEqual({ status: 200, id: ids.teamConversation })
      }
    }
    const empty = { id: '', conversation_id: ids.conversation, team_conversation_id: '' }
    expect((await agent.post(`${rooms}/_leave`, empty)).status).toBe(200)
    expect((await agent.post(`${rooms}/_leave`, {})).status).toBe(400)
    const two = { id: ids.conversation, conversation_id: ids.otherConversation }
    expect((await agent.post(`${rooms}/_leave`, two)).status).toBe(404)
  })
})

describe('grabbing', () => {
  async function withGrabTeam() {
    const made = await withGuest('rep needed')
    made.app.world.database.exec(`UPDATE teams SET mode = 'grab' WHERE id = '${defaultTeam}'`)
    return made
  }

  test('a member gets what nobody has, and keeps it', async () => {
    const { id, other, told } = await withGrabTeam()
    for (let n = 0; n < 2; n += 1) {
      const { status, body } = await other.post(`${rooms}/_join_request`, { id })
      expect(status).toBe(200)
      expect(body).toMatchObject({ is_joined: true, status: 'pending', mode: 'manual' })
    }
    expect(kindsOf(told)).toEqual(['user_joined', 'status_updated'])
  })

  test('an admin may not, in words that the clients know and without a code', async () => {
    const { id, agent, told } = await withGrabTeam()
    const { status, body } = await agent.post(`${rooms}/_join_request`, { id })
    expect(status).toBe(401)
    expect(body).toEqual({ message: expect.stringContaining('not allow for team admin') })
    expect(told).toEqual([])
  })

  test('what somebody has is gone', async () => {
    const { app, id, other } = await withGrabTeam()
    await client(app, tokens.userOfTwo).post(`${rooms}/_join_request`, { id })
    const { status, body } = await other.post(`${rooms}/_join_request`, { id })
    expect({ status, body }).toEqual({
      status: 404,
      body: { code: 40004, message: 'Conversation has been grabbed' },
    })
  })

  test('a closed room is not to be had, nor another team’s', async () => {
    const { app, id, agent, other } = await withGrabTeam()
    await agent.post(`${rooms}/_update_status`, { id, status: 'closed' })
    const closed = await other.post(`${rooms}/_join_request`, { id })
    expect({ status: closed.status, body: closed.body }).toEqual({
      status: 401,
      body: { message: 'Conversation is no longer available' },
    })
    app.world.database.exec(`DELETE FROM team_users WHERE user_id = '${priya}'`)
    await agent.post(`${rooms}/_update_status`, { id, status: 'active' })
    expect((await other.post(`${rooms}/_join_request`, { id })).status).toBe(401)
  })

  test('in another kind of team everybody joins', async () => {
    const { id, post } = await withGuest('rep needed')
    expect(await post('_join_request', { id })).toMatchObject({ is_joined: true })
  })
})

test('a call is a message of the agent, and makes the room active', async () => {
  const { id, told, post, agent } = await withGuest('rep needed')
  const room = await post('_init_jaas_conference', { conversation_id: id })
  expect(room).toMatchObject({
    status: 'active',
    latest_message: {
      type: 'jaas.conference',
      from: carmen,
      content: { text: 'Video call' },
      is_bot: false,
    },
  })
  expect(kindsOf(told)).toEqual(['message_created', 'status_updated'])
  const { body } = await agent.get(`${messages}?conversation_id=${id}&limit=1`)
  expect(body.data[0].content.url).toBe(`https://meet.example/${id}`)
})

describe('assigning', () => {
  test('a user joins by somebody’s hand, and is told once', async () => {
    const { app, id, told, post } = await withGuest('rep needed')
    const body = { conversation_id: id, user_id: kenji, team_id: defaultTeam }
    const room = await post('assign_team_member', body)
    expect(room).toMatchObject({
      status: 'pending',
      mode: 'manual',
      is_joined: false,
      is_agent_joined: true,
    })
    expect(told).toEqual([
      { kind: 'user_joined', conversation_id: id, user_id: kenji, assigned_by: carmen },
      expect.objectContaining({ kind: 'status_updated', status: 'pending' }),
    ])
    await post('assign_team_member', body)
    expect(told).toHaveLength(2)
    expect(notificationsOf(app, kenji)).toEqual([
      expect.objectContaining({
        organization_id: ids.organization,
        title: room.name,
        content: 'Hello',
        from: 'Carmen Lau',
        channel_type: 'web',
        action_to: JSON.stringify({ team_conversation_user_id: room.id }),
        is_read: 0,
        created_at: '2026-01-01T10:00:00.000Z',
      }),
    ])
  })

  test('by a membership, as the window of the clients does', async () => {
    const { id, post } = await withGuest()
    const { body: observers } = await client((await withGuest()).app, tokens.user).get(
      `/v1/backend/assign/team/${defaultTeam}/observers?conversation_id=${ids.conversation}`,
    )
    const { _id, user } = observers.find(
      ({ user }: { user: { _id: string } }) => user._id === kenji,
    )
    const room = await post('assign_team_member', {
      team_user_id: _id,
      team_id: defaultTeam,
      conversation_id: id,
    })
    expect(usersOf(room)).toContain(user._id)
  })

  test('to a whole team moves the room, and nobody joins', async () => {
    const { id, told, post, agent } = await withGuest()
    const room = await post('assign_team_member', {
      team_user_id: '',
      team_id: keyAccounts,
      conversation_id: id,
    })
    expect(room).toMatchObject({ team_id: keyAccounts, is_agent_joined: false })
    expect(told).toEqual([])
    const list = await agent.get(`/v2/backend/team_conversations?view=team&team_id=${keyAccounts}`)
    expect(list.body.data[0]).toMatchObject({ id: room.id, team_id: keyAccounts })
    expect(list.body.nested.teams[keyAccounts].name).toBe('Key Accounts')
  })

  test.each([
    ['a user of another organization', { user_id: hannah }],
    ['a user that is none', { user_id: 'u_nobody' }],
    ['a bot', { user_id: 'u_imbrace_bot' }],
    ['a user who is not in that team', { user_id: kenji, team_id: keyAccounts }],
    [
      'a user who only asks to be in it',
      { team_user_id: 'tu_6234ffe0-82d6-4df9-831b-c3789ddc5f6e' },
    ],
    ['a membership elsewhere', { team_user_id: 'tu_7c3179c3-dca5-4d51-8ab2-cbcaa15f137c' }],
    ['a team elsewhere', { team_id: foreignTeam }],
    ['nobody', {}],
    ['two users', { user_id: daniel, team_user_id: 'tu_8e69e8a7-444a-466f-823f-1b8e91750cc7' }],
  ])('not to %s', async (_, who) => {
    const { app, id, agent, told } = await withGuest('rep needed')
    const { status, body } = await agent.post(`${rooms}/assign_team_member`, { id, ...who })
    expect({ status, body }).toEqual({
      status: 400,
      body: { code: 40000, message: 'Invalid request' },
    })
    expect(told).toEqual([])
    expect(notificationsOf(app, kenji)).toEqual([])
  })

  test('what cannot be done by halves is not', async () => {
    const { app, id, agent, told } = await withGuest('rep needed')
    app.world.database.exec(`
      CREATE TRIGGER refuse BEFORE INSERT ON notifications BEGIN SELECT raise(ABORT, 'no'); END`)
    const body = { id, user_id: daniel, team_id: keyAccounts }
    expect((await agent.post(`${rooms}/assign_team_member`, body)).status).toBe(500)
    app.world.database.exec('DROP TRIGGER refuse')
    const room = (await agent.get(`${rooms}/${id}`)).body
    expect(room).toMatchObject({ team_id: defaultTeam, status: 'rep needed', mode: 'automation' })
    expect(usersOf(room)).toEqual(['u_imbrace_bot'])
    expect(told).toEqual([])
  })
})

test('whoever is taken out has left', async () => {
  const { id, told, post } = await withGuest('rep needed')
  await post('assign_team_member', { id, user_id: daniel })
  told.length = 0
  const room = await post('remove_team_member', {
    conversation_id: id,
    team_id: defaultTeam,
    user_id: daniel,
  })
  expect(usersOf(room)).toEqual(['u_imbrace_bot'])
  expect(room.status).toBe('rep needed')
  expect(kindsOf(told)).toEqual(['user_left', 'status_updated'])
})

test('teams that a room can be given to are its own unit’s, and say whose it is', async () => {
  const agent = client(build(), tokens.user)
  const { body } = await agent.get(
    `/v1/backend/assign/teams/all?conversation_id=${ids.teamConversation}`,
  )
  expect(body).toHaveLength(25)
  const given = body.filter(({ isAssign }: { isAssign: boolean }) => isAssign)
  expect(given.map(({ _id }: { _id: string }) => _id)).toEqual([defaultTeam])
  const none = await agent.get(
    `/v1/backend/assign/team/${foreignTeam}/observers?conversation_id=${ids.conversation}`,
  )
  expect({ status: none.status, body: none.body }).toEqual({
    status: 404,
    body: { code: 40004, message: 'Team not found' },
  })
})

test('several things at once are done or not done together', async () => {
  const { app, id, told } = await withGuest()
  const put = async (payload: object) =>
    app.inject({
      method: 'PUT',
      url: `${rooms}/${id}`,
      headers: { 'x-access-token': tokens.user },
      payload,
    })
  const done = await put({ name: 'Both', status: 'closed', assigned_to: daniel })
  expect(done.json()).toMatchObject({ name: 'Both', status: 'closed', is_agent_joined: true })
  expect(kindsOf(told)).toEqual(['name_updated', 'user_joined', 'status_updated'])
  expect((await put({ name: 'Neither', assigned_to: hannah })).statusCode).toBe(400)
  expect((await put({ name: 'Again', assigned_to: '' })).json().name).toBe('Again')
  expect((await put({})).json().name).toBe('Again')
})
