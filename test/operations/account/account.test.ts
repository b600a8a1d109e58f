/** One's own account, organizations and business units. */
import { expect, test } from 'vitest'
import { build, client, ids, tokens } from '../../helpers.ts'

const account = '/v1/backend/account'

test('a change is seen by all that show the user, and what is not sent stays', async () => {
  const now = '2026-03-02T09:30:00.000Z'
  const app = build({ clock: () => new Date(now) })
  const put = (payload: object) =>
    app.inject({ method: 'PUT', url: account, headers: { 'x-access-token': tokens.user }, payload })
  const { get } = client(app, tokens.user)
  const before = (await get(account)).body

  const change = { display_name: 'Lau, Carmen', language: 'zh', on_boarded: false }
  const answer = await put({ ...change, email: 'other@example.com', role: 'owner', id: 'x' })

  expect(answer.statusCode).toBe(200)
  expect(answer.headers['x-mock-note']).toContain('email')
  const after = (await get(account)).body
  expect(after).toEqual({ ...before, ...change, updated_at: now })
  expect(after).toMatchObject(answer.json())
  expect(answer.json()).not.toHaveProperty('organization_modules')
  expect((await get(`/v1/backend/users/${ids.user}`)).body.data).toMatchObject(change)
  await put({ on_boarded: true })
  expect((await get(account)).body.on_boarded).toBe(true)
})

test('a wrong value changes nothing', async () => {
  const app = build()
  const { get } = client(app, tokens.user)
  const before = (await get(account)).body
  for (const payload of [{ display_name: 7 }, { on_boarded: 'yes' }, { first_name: null }]) {
    const answer = await app.inject({
      method: 'PUT',
      url: account,
      headers: { 'x-access-token': tokens.user },
      payload,
    })
    expect(answer.statusCode).toBe(400)
  }
  expect((await get(account)).body).toEqual(before)
})

test('teams are those of the organization that is asked for, invitations too, disabled ones not', async () => {
  const app = build()
  const teamsOf = async (token: string, organization: string) => {
    const headers = { 'x-access-token': token, 'x-organization-id': organization }
    const answer = await app.inject({ url: account, headers })
    return answer
      .json()
      .team_roles.map((one: { state: string; team: { name: string } }) => [
        one.state,
        one.team.name,
      ])
  }
  expect(await teamsOf(tokens.user, ids.organization)).toEqual([
    ['join', 'Default Team'],
    ['join', 'Key Accounts'],
    ['join', 'Orders and Delivery'],
    ['invite', 'Billing and Refunds'],
  ])
  expect(await teamsOf(tokens.userOfTwo, ids.otherOrganization)).toEqual([['join', 'Default Team']])
  app.world.database.prepare('UPDATE teams SET is_disabled = 1 WHERE id = ?').run(ids.team)
  expect(await teamsOf(tokens.user, ids.organization)).not.toContainEqual([
    'join',
    'Orders and Delivery',
  ])
})

test('organizations are one’s own, paged and by whether they are active', async () => {
  const app = build()
  app.world.database
    .prepare('UPDATE organizations SET is_active = 0 WHERE id = ?')
    .run(ids.otherOrganization)
  const list = async (token: string, query: string) => {
    const { body } = await client(app, token).get(`/v2/backend/organizations?${query}`)
    const { count, total, has_more } = body
    return [body.data.map(({ id }: { id: string }) => id), count, total, has_more]
  }
  expect(await list(tokens.userOfTwo, '')).toEqual([
    [ids.organization, ids.otherOrganization],
    2,
    2,
    false,
  ])
  expect(await list(tokens.userOfTwo, 'limit=1')).toEqual([[ids.organization], 2, 1, true])
  expect(await list(tokens.userOfTwo, 'limit=1&skip=1')).toEqual([
    [ids.otherOrganization],
    2,
    1,
    false,
  ])
  expect(await list(tokens.userOfTwo, 'is_active=true')).toEqual([[ids.organization], 1, 1, false])
  expect(await list(tokens.userOfTwo, 'is_active=false')).toEqual([
    [ids.otherOrganization],
    1,
    1,
    false,
  ])
  expect(await list(tokens.foreignUser, 'is_active=undefined')).toEqual([
    [ids.otherOrganization],
    1,
    1,
    false,
  ])
})

test('an API key sees the organization that it is of', async () => {
  const app = build()
  app.world.database
    .prepare(
      'UPDATE tokens SET user_id = (SELECT user_id FROM tokens WHERE token = ?) WHERE token = ?',
    )
    .run(tokens.userOfTwo, tokens.apiKey)
  const ask = async (url: string) =>
    (await app.inject({ url, headers: { 'x-api-key': tokens.apiKey } })).json()
  expect((await ask('/v2/backend/organizations')).count).toBe(1)
  expect((await ask('/v2/backend/organizations/_all')).data).toHaveLength(1)
  expect(await ask(`/v1/backend/organizations/${ids.otherOrganization}`)).toEqual({
    code: 40004,
    message: 'Organization not found',
  })
})
