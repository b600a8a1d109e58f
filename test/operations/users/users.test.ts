/** Users: what is listed and counted, and what changes. */
import { expect, test } from 'vitest'
import { build, client, ids, tokens } from '../../helpers.ts'

const users = '/v1/backend/users'
const kenji = 'u_3c0eff39-239f-483c-bb9b-b88eccf52887'
const daniel = 'u_4411d305-1c63-4b60-8997-e72abdfcbe0e'

const names = (rows: { display_name: string }[]) => rows.map(({ display_name }) => display_name)

test('a list goes by words, roles, states and order', async () => {
  const app = build()
  const { database } = app.world
  database.prepare("UPDATE memberships SET role = 'owner' WHERE user_id = ?").run(ids.user)
  database.prepare("UPDATE memberships SET role = 'admin' WHERE user_id = ?").run(kenji)
  database
    .prepare("UPDATE users SET created_at = '2023-01-01T00:00:00.000Z' WHERE id = ?")
    .run(kenji)
  const { get } = client(app, tokens.user)
  const list = async (query: string) => (await get(`${users}?${query}`)).body
  const everybody = await list('')
  expect(everybody).toMatchObject({ count: 7, total: 7, has_more: false })
  expect(names(everybody.data)).not.toContain('imbrace bot')
  expect(names((await list('search=CARMEN.LAU@')).data)).toEqual(['Carmen Lau'])
  expect((await list('search=%25')).count).toBe(0)
  expect(names((await list('roles=owner,admin')).data)).toEqual(['Carmen Lau', 'Kenji Mori'])
  expect(names((await list('roles=owner, admin&sort=-created_at')).data)).toEqual([
    'Kenji Mori',
    'Carmen Lau',
  ])
  expect((await list('status=closed')).count).toBe(0)
  expect((await list('status=active,invited')).count).toBe(7)
  // As the inbox's picker asks: none as limit is the default, and a word that sorts by nothing is not read.
  expect((await list('status=active&limit=0&sort=-created_at')).data[0].id).toBe(kenji)
  expect(names((await list('sort=undefined')).data)).toEqual(names(everybody.data))
  expect(names((await list('sort=display_name&limit=2')).data)).toEqual([
    'Carmen Lau',
    'Daniel Weber',
  ])
  const pages = await Promise.all([0, 3, 6].map((skip) => list(`limit=3&skip=${skip}`)))
  expect(pages.flatMap(({ data }) => names(data))).toEqual(names(everybody.data))
  expect((await get(`${users}/_roles_count`)).body).toEqual({
    owner: 1,
    admin: 1,
    user: 0,
    member: 5,
    technician: 0,
  })
  expect(names((await get(`${users}/_all`)).body)).toHaveLength(6)
})

test('the users of another organization are nobody’s', async () => {
  const { get } = client(build(), tokens.foreignUser)
  expect(names((await get(`${users}?limit=100`)).body.data)).toEqual([
    'Daniel Weber',
    'Hannah Brooks',
  ])
  expect(await get(`${users}/${ids.user}`)).toMatchObject({
    status: 404,
    body: { error: 'User not found' },
  })
  // Daniel is in both: his teams are those of the one that asks.
  expect((await get(`${users}/${daniel}`)).body.data).toMatchObject({
    organization_id: ids.otherOrganization,
    team_ids: ['t_6e4a5cfa-e51c-4642-a377-29278ca56933'],
  })
})

test('a role is one organization’s, a name is everywhere', async () => {
  const app = build()
  const change = { display_name: 'D. Weber', role: 'admin' }
  const answer = await app.inject({
    method: 'PUT',
    url: `${users}/${daniel}`,
    headers: { 'x-access-token': tokens.user },
    payload: change,
  })
  expect(answer.json()).toMatchObject({ ...change, is_admin: true })
  const there = (await client(app, tokens.foreignUser).get(`${users}/${daniel}`)).body.data
  expect(there).toMatchObject({ display_name: 'D. Weber', role: 'member', is_admin: false })
})

test('an invitation of an address that is none invites nobody', async () => {
  const app = build()
  const { get, post } = client(app, tokens.user)
  const invite = (payload: object) => post(`${users}/_bulk_invite`, payload)
  expect(await invite({ emails: ['a@example.com', 'emails'], role: 'member' })).toMatchObject({
    status: 400,
    body: { code: 3, field: 'email', message: 'email must be in email format' },
  })
  expect((await invite({})).status).toBe(400)
  expect((await get(users)).body.count).toBe(7)

  const invited = await invite({ emails: ['a@example.com'], role: 'technician' })
  expect(invited.body.data).toMatchObject([{ email: 'a@example.com', role: 'technician' }])
  // Once more, and one who is there already: as they are.
  const again = await invite({
    users: [{ email: 'A@example.com', role: 'owner' }, { email: 'carmen.lau@example.com' }],
  })
  expect(again.body.data).toMatchObject([
    { id: invited.body.data[0].id, role: 'technician', status: 'invited' },
    { id: ids.user, status: 'active' },
  ])
  expect((await get(users)).body.count).toBe(8)
})

test('users of an organization are found by an index', () => {
  const { database } = build().world
  const plan = database
    .prepare(`EXPLAIN QUERY PLAN SELECT count(*) FROM memberships m JOIN users u ON u.id = m.user_id
      WHERE m.organization_id = 'o' AND NOT u.is_bot`)
    .all()
  expect(JSON.stringify(plan)).toContain('member_of_organization')
})
