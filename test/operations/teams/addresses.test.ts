import { describe, expect, test } from 'vitest'
import { asker, build } from '../../helpers.ts'

const unit = 'bu_imbrace_testing'
const user = 'u_3c0eff39-239f-483c-bb9b-b88eccf52887'

/** Clients ask each service for the same operations, in every version. */
describe.each([
  '/platform/v1',
  '/platform/v2',
  '/v1/platform',
  '/v2/platform',
  '/v1/backend',
  '/v2/backend',
  '/backend/v1',
  '/api/platform/v2',
])('under %s', (base) => {
  test('teams are made, filled, changed, left and deleted, as SDKs ask for it', async () => {
    const ask = asker(build())
    const get = async (url: string) => expectGood(await ask('GET', base + url), url)
    const post = async (url: string, body?: object) =>
      expectGood(await ask('POST', base + url, body), url)
    const put = async (url: string, body: object) =>
      expectGood(await ask('PUT', base + url, body), url)

    const icon_url = 'icon_url'
    const made = await post('/teams', { name: 'Name', type: 'business_unit_id', description: '' })
    await post('/teams', { name: 'Name', business_unit_id: unit, description: '', icon_url })
    const own = `/teams/${made.id}`
    await put(own, { name: 'New name', description: '' })
    expect(await get(own)).toMatchObject({ id: made.id, name: 'New name' })
    const { data } = await get(`/teams?type=business_unit_id&q=${unit}&limit=100`)
    expect(data).toContainEqual(expect.objectContaining({ id: made.id, name: 'New name' }))
    expect(await get('/teams/my')).toContainEqual(expect.objectContaining({ id: made.id }))

    await post('/teams/_add_users', { team_id: made.id, user_ids: [user] })
    const users = [{ user_id: user, role: 'admin' }]
    await post('/teams/_add_users', { team_id: made.id, users })
    const parts = await get(`/team_users?type=team_id&q=${made.id}`)
    const part = parts.data.find((one: { user_id: string }) => one.user_id === user)
    expect(part).toMatchObject({ role: 'admin' })
    await put(`${own}/user/${part.id}/role`, { role: 'member' })
    await post(`${own}/user/${part.id}/approve`)
    await post(`${own}/user/${part.id}/accept`)
    const members = await get(`/team/${made.id}/users`)
    expect(members).toMatchObject({ count: 2 })
    await get('/team_users/_invite_list')
    await get(`/team_users/_invite_list?type=team_id&team_id=${made.id}`)
    await get(`${own}/team_labels?limit=50&skip=0`)

    await post('/teams/_remove_users', { team_id: made.id, user_ids: [user] })
    await post('/teams/_leave', { team_id: made.id })
    await post(`${own}/join_request`, { message: 'message' })
    await post('/teams/_join_team', { team_id: made.id })
    expectGood(await ask('DELETE', base + own), own)
    expect((await ask('GET', base + own)).status).toBe(404)
  })

  test('users are listed, changed, invited and shut out, as SDKs ask for it', async () => {
    const ask = asker(build())
    const get = async (url: string) => expectGood(await ask('GET', base + url), url)
    const post = async (url: string, body: object) =>
      expectGood(await ask('POST', base + url, body), url)

    const before = await get('/users?limit=100')
    await get('/users/_all')
    await get('/users/_me')
    await get('/users/_roles_count')
    const change = { display_name: 'Ada L.', phone_number: '', language: 'en', role: 'member' }
    expectGood(await ask('PUT', `${base}/users/${user}`, change), 'users')
    expect((await get(`/users/${user}`)).data).toMatchObject({ display_name: 'Ada L.' })

    const one = await post('/users/_bulk_invite', { emails: ['a@new.test'], role: 'member' })
    const other = await post('/users/_bulk_invite', {
      users: [{ email: 'b@new.test', role: 'admin' }],
    })
    expect([...one.data, ...other.data]).toMatchObject([
      { email: 'a@new.test', role: 'member', status: 'invited' },
      { email: 'b@new.test', role: 'admin', status: 'invited' },
    ])
    expect((await get('/users?limit=100')).count).toBe(before.count + 2)

    await post('/users/_change_role', { user_id: user, role: 'admin' })
    for (const [word, status] of [
      ['_archive', 'archived'],
      ['_deactivate', 'deactivated'],
      ['_suspend', 'suspended'],
      ['_reactivate', 'active'],
    ] as const) {
      expect(await post(`/users/${word}`, { user_id: user })).toMatchObject({ status })
    }
  })
})

test('who is to be removed from no team, or is no address, is refused and nothing is written', async () => {
  const ask = asker(build())
  const users = async () => (await ask('GET', '/platform/v1/users?limit=100')).body
  const before = await users()
  for (const [url, body] of [
    ['/platform/v2/teams/_remove_users', { user_ids: [user] }],
    ['/platform/v1/users/_bulk_invite', { emails: ['emails'], role: 'member' }],
    ['/platform/v1/users/_bulk_invite', { emails: ['good@new.test', 'bad'] }],
    ['/platform/v1/users/_bulk_invite', {}],
  ] as const) {
    expect((await ask('POST', url, body)).status, url).toBe(400)
  }
  expect(await users()).toEqual(before)
})

function expectGood({ status, body }: Awaited<ReturnType<ReturnType<typeof asker>>>, url: string) {
  expect(status, `${url}: ${JSON.stringify(body)}`).toBe(200)
  return body
}
