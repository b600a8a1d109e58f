/** Teams: what is listed, who sees whom, and what changes. */
import { expect, test } from 'vitest'
import type { Change } from '../../../src/operations/conversations/changes.ts'
import { build, client, ids, tokens } from '../../helpers.ts'

const teams = '/v1/backend/teams'
const ofUnit = `${teams}?type=business_unit_id&q=${ids.businessUnit}`
const support = 't_50fd5451-0342-48c2-bed8-888abf752181'
const sofia = 'u_b85b218b-282e-4762-b69d-b9431ba08805'
const hannah = 'u_0b1b6912-0d91-4dd0-9a82-c16d3f3be860'

function asking(app: ReturnType<typeof build>, token: string = tokens.user) {
  return async (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object) => {
    const headers = { 'x-access-token': token }
    const answer = await app.inject({ method, url, headers, payload })
    return { status: answer.statusCode, body: answer.json() }
  }
}

test('pages of teams go through all of them once, in the order of the views count', async () => {
  const { get } = client(build(), tokens.user)
  const seen: string[] = []
  for (let skip = 0; skip < 30; skip += 10) {
    const { body } = await get(`${ofUnit}&skip=${skip}&limit=10`)
    expect(body).toMatchObject({ count: 25, has_more: skip < 20, total: skip < 20 ? 10 : 5 })
    seen.push(...body.data.map(({ id }: { id: string }) => id))
  }
  const views = await get('/v2/backend/team_conversations/_views_count')
  expect(seen).toEqual(Object.keys(views.body).filter((key) => key.startsWith('t_')))
})

test('a search looks for letters, whatever their case and meaning elsewhere', async () => {
  const { get } = client(build(), tokens.user)
  const found = async (search: string) =>
    (await get(`${ofUnit}&search=${encodeURIComponent(search)}`)).body.data.map(
      ({ name }: { name: string }) => name,
    )
  expect(await found('DELIV')).toEqual(['Orders and Delivery'])
  expect(await found('%')).toEqual([])
  expect(await found('_')).toEqual([])
  expect(await found("' OR 1=1 --")).toEqual([])
})

test('a team says how the one who asks stands to it', async () => {
  const app = build()
  const find = async (token: string, id: string) => {
    const { body } = await client(app, token).get(`${ofUnit}&limit=100`)
    return body.data.find((team: { id: string }) => team.id === id)
  }
  expect(await find(tokens.user, ids.team)).toMatchObject({
    user_state: 'join',
    is_joined: true,
    members_count: 3,
    admin_count: 1,
  })
  // Sofía asks to be in it, and is not counted.
  expect(await find(tokens.user, support)).toMatchObject({
    user_state: '',
    is_joined: false,
    members_count: 2,
  })
  const mine = await client(app, tokens.user).get('/platform/v2/teams/my')
  expect(mine.body.map(({ name, role }: { name: string; role: string }) => [name, role])).toEqual([
    ['Default Team', 'admin'],
    ['Key Accounts', 'admin'],
    ['Orders and Delivery', 'member'],
  ])
})

test('lists that do not say of what, or of another organization’s, are refused in the platform’s words', async () => {
  const { get } = client(build(), tokens.user)
  for (const query of [
    '',
    '?limit=20',
    `?q=${ids.businessUnit}`,
    '?type=business_unit_id&q=',
    '?type=x&q=y',
  ]) {
    for (const url of [teams, '/v1/backend/team_users', '/v2/backend/team_users']) {
      expect(await get(url + query)).toMatchObject({
        status: 400,
        body: { error: 'Unknown query type' },
      })
    }
  }
  const foreign = 't_6e4a5cfa-e51c-4642-a377-29278ca56933'
  expect(await get(`/v1/backend/team_users?type=team_id&q=${foreign}`)).toMatchObject({
    status: 403,
    body: { error: 'Insufficient permission' },
  })
  expect(await get(`/v2/backend/team_users?type=team_id&q=${foreign}`)).toMatchObject({
    status: 404,
    body: { error: 'team not found or deleted' },
  })
  expect((await get(`/v1/backend/team/${foreign}/users`)).status).toBe(404)
  expect((await get(`/v1/backend/teams/${foreign}/team_labels`)).status).toBe(404)
})

test('who asks to be in a team is seen by its managers, and by v1', async () => {
  const app = build()
  const states = async (token: string, version: string) => {
    const { body } = await client(app, token).get(
      `/${version}/backend/team_users?type=team_id&q=${support}`,
    )
    expect(body.nested.team.id).toBe(support)
    expect(body.count).toBe(body.data.length)
    return body.data.map(({ state }: { state: string }) => state)
  }
  expect(await states(tokens.user, 'v2')).toEqual(['join', 'join'])
  expect(await states(tokens.user, 'v1')).toEqual(['join', 'join', 'request'])
  app.world.database
    .prepare("UPDATE memberships SET role = 'admin' WHERE user_id = ?")
    .run(ids.user)
  expect(await states(tokens.user, 'v2')).toEqual(['join', 'join', 'request'])
})

test('a team’s life: made, changed, joined, left, deleted, each told once', async () => {
  const app = build({ clock: () => new Date('2026-03-02T09:30:00.000Z') })
  const ask = asking(app)
  const told: Change[] = []
  app.world.changes.listen((changes) => told.push(...changes))
  const kinds = () => told.splice(0).map(({ kind }) => kind)

  const made = (await ask('POST', teams, { name: 'Returns', type: 'business_unit_id' })).body
  expect(made).toMatchObject({
    name: 'Returns',
    mode: 'public',
    business_unit_id: ids.businessUnit,
    is_joined: true,
    members_count: 1,
    admin_count: 1,
    team_user_ids: [ids.user],
    team_users: [{ role: 'admin', user: { id: ids.user } }],
  })
  expect(kinds()).toEqual(['team_updated', 'team_user_updated'])
  const url = `${teams}/${made.id}`
  const changed = (await ask('PUT', url, { mode: 'grab', is_disabled: true })).body
  expect(changed).toMatchObject({ name: 'Returns', mode: 'grab', is_disabled: true })
  expect(kinds()).toEqual(['team_updated'])
  await ask('PUT', url, { is_disabled: false })
  kinds()

  const users = [{ user_id: sofia, role: 'admin' }]
  const added = (await ask('POST', `${teams}/_add_users`, { team_id: made.id, users })).body
  expect(added).toMatchObject({ members_count: 2, admin_count: 2 })
  expect(kinds()).toEqual(['team_user_updated'])
  await ask('POST', `${teams}/_add_users`, { team_id: made.id, user_ids: [sofia] })
  expect(kinds()).toEqual([])
  const part = added.team_users[1].id
  await ask('PUT', `${url}/user/${part}/role`, { role: 'member' })
  expect(told.splice(0)).toEqual([
    {
      kind: 'team_user_updated',
      organization_id: ids.organization,
      team_id: made.id,
      user_id: sofia,
    },
  ])
  const removed = await ask('POST', `${teams}/_remove_users`, {
    team_id: made.id,
    user_ids: [sofia],
  })
  expect(removed.body.team_user_ids).toEqual([ids.user])
  kinds()

  const daniel = asking(app, tokens.userOfTwo)
  const asked = (await daniel('POST', `${url}/join_request`, { message: 'May I?' })).body
  expect(asked).toMatchObject({ user_state: 'request', members_count: 1 })
  const request = asked.team_users[1].id
  const approved = (await ask('POST', `${url}/user/${request}/approve`)).body
  expect(approved.team_user_ids).toHaveLength(2)
  expect((await daniel('POST', `${teams}/_leave`, { team_id: made.id })).body.is_joined).toBe(false)
  const joined = await daniel('POST', `${teams}/_join_team`, { team_id: made.id })
  expect(joined.body).toMatchObject({ is_joined: true, members_count: 2 })
  expect(kinds()).toHaveLength(4)

  expect(await ask('DELETE', url)).toEqual({ status: 200, body: {} })
  expect(kinds()).toEqual(['team_updated'])
  expect((await ask('GET', url)).status).toBe(404)
  expect((await ask('DELETE', url)).status).toBe(404)
})

test('an invitation is accepted', async () => {
  const app = build()
  const ask = asking(app)
  const invited = (await ask('GET', '/platform/v2/team_users/_invite_list')).body
  expect(invited).toMatchObject({ count: 1, data: [{ state: 'invite', user_id: ids.user }] })
  const { team_id, id } = invited.data[0]
  const ofTeam = await ask('GET', `/v1/backend/team_users/_invite_list?team_id=${team_id}`)
  expect(ofTeam.body.data).toHaveLength(1)
  const answer = await ask('POST', `/platform/v2/teams/${team_id}/user/${id}/accept`)
  expect(answer.body).toMatchObject({ user_state: 'join', is_joined: true })
  expect((await ask('GET', '/platform/v2/team_users/_invite_list')).body.count).toBe(0)
})

test('conversations of a deleted team stay, in no team, and all counts agree', async () => {
  const app = build()
  const ask = asking(app)
  const views = async () =>
    (await ask('GET', '/v2/backend/team_conversations/_views_count')).body as Record<string, number>
  const before = await views()
  const { database } = app.world
  const rows = () =>
    database
      .prepare<[], number>('SELECT count(*) FROM conversations WHERE team_id IS NULL')
      .pluck()
      .get() ?? 0
  const teamless = rows()
  const of = database
    .prepare<[string], number>('SELECT count(*) FROM conversations WHERE team_id = ?')
    .pluck()
    .get(ids.team)
  expect(of).toBeGreaterThan(0)

  await ask('DELETE', `${teams}/${ids.team}`)

  const { [ids.team]: open, null: orphans, ...others } = before
  expect(open).toBe(8)
  expect(await views()).toEqual({ ...others, null: Number(orphans) + Number(open) })
  expect(rows()).toBe(teamless + Number(of))
  expect(await ask('GET', `/v1/backend/channels/_conv_count?team_id=${ids.team}`)).toEqual({
    status: 400,
    body: { message: 'Not Found' },
  })
  expect(database.pragma('foreign_key_check')).toEqual([])
})

test('a deletion looks only at its own conversations', () => {
  const { database } = build().world
  const plans = [
    `UPDATE conversations SET team_id = NULL WHERE team_id = 't' AND is_open`,
    `UPDATE conversations SET team_id = NULL WHERE business_unit_id = 'b'
     AND status IN ('closed', 'spam') AND team_id = 't'`,
  ].map((sql) => JSON.stringify(database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all()))
  expect(plans[0]).toContain('room_of_team')
  expect(plans[1]).toContain('room_of_status')
})

test('nobody of another organization comes into a team, and nothing is half-written', async () => {
  const app = build()
  const ask = asking(app)
  const before = (await ask('GET', `${teams}/${ids.team}`)).body
  const users = [{ user_id: sofia }, { user_id: hannah }]
  const answer = await ask('POST', `${teams}/_add_users`, { team_id: ids.team, users })
  expect(answer).toEqual({ status: 404, body: { code: 40004, message: 'User not found' } })
  expect((await ask('GET', `${teams}/${ids.team}`)).body).toEqual(before)
  const unit = { name: 'x', business_unit_id: 'bu_be188361-fbec-4505-9a05-d9d34a5d5961' }
  expect((await ask('POST', teams, unit)).status).toBe(403)
  for (const body of [{}, { name: '' }, { name: ' ' }, { name: 7 }, { name: 'x', mode: 'y' }]) {
    expect((await ask('POST', teams, body)).status).toBe(400)
  }
  expect((await ask('POST', `${teams}/_add_users`, { team_id: ids.team })).status).toBe(400)
})
