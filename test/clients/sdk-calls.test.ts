/** Calls of either SDK as it sends them, where what it reads of the answer is not said elsewhere. */
import { expect, test } from 'vitest'
import { build, client, ids, tokens } from '../helpers.ts'
import { formOf } from './form.ts'

const day = 86_400_000
const keys = '/platform/v1/third_party_token'

/** A gateway whose clock stands until it is moved. */
function buildAt(start: string) {
  let time = Date.parse(start)
  const app = build({ clock: () => new Date(time) })
  const ask = async (key: string) =>
    (await app.inject({ url: '/v1/backend/account', headers: { 'x-api-key': key } })).statusCode
  return { app, ask, pass: (ms: number) => (time += ms) }
}

test('Python: a key for which no days are named is valid for a year', async () => {
  const { app, ask, pass } = buildAt('2026-03-02T09:30:00.000Z')
  const { body } = await client(app, tokens.user).post(keys, {})
  expect(body).toMatchObject({
    apiKey: { expired_at: '2027-03-02T09:30:00.000Z' },
    expires_in: 365 * 86_400,
  })
  pass(364 * day)
  expect(await ask(body.apiKey.token)).toBe(200)
  pass(day)
  expect(await ask(body.apiKey.token)).toBe(401)
})

test.each([{ neverExpire: true }, { name: 'CI', expirationDays: 1, neverExpire: true }])(
  'Python: a key without an end, asked for by %j',
  async (sent) => {
    const { app, ask, pass } = buildAt('2026-03-02T09:30:00.000Z')
    const made = await client(app, tokens.user).post(keys, sent)
    expect(made).toMatchObject({
      status: 200,
      body: { apiKey: { expired_at: null, user_id: ids.user }, expires_in: null },
    })
    pass(40_000 * day)
    expect(await ask(made.body.apiKey.token)).toBe(200)
  },
)

test('a key without an end is none for what is not true', async () => {
  const { app } = buildAt('2026-03-02T09:30:00.000Z')
  const { post } = client(app, tokens.user)
  expect((await post(keys, { neverExpire: false })).body.expires_in).toBe(365 * 86_400)
  for (const neverExpire of ['true', 1, null, []]) {
    expect(await post(keys, { neverExpire })).toMatchObject({
      status: 400,
      reason: expect.stringContaining('neverExpire'),
    })
  }
})

test('Python: who is given a role that there is not is passed over, and the answer says so', async () => {
  const app = build()
  const { get, post } = client(app, tokens.user)
  const team_id = (await post('/platform/v1/teams', { name: 'Night shift' })).body.id
  const all = (await get('/platform/v1/users/_all')).body as { id: string }[]
  const [one, two] = all.map(({ id }) => id).filter((id) => id !== ids.user)
  const put = (users: object[]) =>
    app.inject({
      method: 'POST',
      url: '/platform/v2/teams/_add_users',
      headers: { 'x-access-token': tokens.user },
      payload: { team_id, users },
    })

  const some = await put([
    { user_id: one, role: 'admin' },
    { user_id: two, role: 'boss' },
  ])
  expect(some.statusCode).toBe(200)
  expect(some.json().team_user_ids).toEqual([ids.user, one])
  expect(some.headers['x-mock-note']).toBe(
    '1 of 2 users passed over: role must be one of member, admin',
  )

  const again = await put([{ user_id: one, role: 'boss' }])
  expect(again.json().team_users).toEqual(
    expect.arrayContaining([expect.objectContaining({ user_id: one, role: 'admin' })]),
  )
  const [kept, foreign] = [await put([{ user_id: two, role: 3 }]), 'u_nobody']
  expect(kept.statusCode).toBe(400)
  expect((await put([{ user_id: foreign, role: 'boss' }])).statusCode).toBe(404)
  expect((await put([{ user_id: two }])).headers['x-mock-note']).toBeUndefined()
})

test('Python: the users of a team stand in the order that is asked for', async () => {
  const app = build()
  const { get, post } = client(app, tokens.user)
  const team_id = (await post('/platform/v1/teams', { name: 'Night shift' })).body.id
  const all = (await get('/platform/v1/users/_all')).body as { id: string }[]
  await post('/platform/v2/teams/_add_users', { team_id, user_ids: all.map(({ id }) => id) })

  const list = async (sort: string, more = '') => {
    const url = `/platform/v2/team_users?type=team_id&q=${team_id}&sort=${sort}${more}`
    const { status, body } = await get(url)
    expect(status).toBe(200)
    return (body.data as { role: string; user: { display_name: string } }[]).map(
      ({ role, user }) => ({ role, name: user.display_name.toLowerCase() }),
    )
  }
  const names = (rows: { name: string }[]) => rows.map(({ name }) => name)
  const asTheyCame = names(await list('undefined'))
  const sorted = asTheyCame.toSorted((a, b) => (a < b ? -1 : 1))
  expect(asTheyCame).not.toEqual(sorted)
  expect(names(await list('display_name'))).toEqual(sorted)
  expect(names(await list('-display_name'))).toEqual(sorted.toReversed())
  expect(names(await list('display_name', '&limit=1&skip=1'))).toEqual(sorted.slice(1, 2))
  expect((await list('role'))[0]?.role).toBe('admin')
  expect((await list('-role')).at(-1)?.role).toBe('admin')
})

test('TypeScript: the status of a user is changed with the profile, and shuts out at once', async () => {
  const app = build()
  const { get } = client(app, tokens.user)
  const daniel = 'u_4411d305-1c63-4b60-8997-e72abdfcbe0e'
  const put = async (payload: object) => {
    const answer = await app.inject({
      method: 'PUT',
      url: `/platform/v1/users/${daniel}`,
      headers: { 'x-access-token': tokens.user },
      payload,
    })
    return { status: answer.statusCode, body: answer.json(), headers: answer.headers }
  }
  const enters = async () => (await client(app, tokens.userOfTwo).get('/v1/backend/account')).status

  expect(await enters()).toBe(200)
  const changed = { display_name: 'Dan', status: 'suspended', role: 'admin', language: 'de' }
  const suspended = await put(changed)
  expect(suspended).toMatchObject({ status: 200, body: { ...changed, is_active: false } })
  expect(suspended.headers['x-mock-note']).toBeUndefined()
  expect(await enters()).toBe(401)
  expect((await get('/platform/v1/users?status=suspended')).body.data).toMatchObject([
    { id: daniel },
  ])

  for (const status of ['invited', 'gone', 1, null]) {
    const refused = await put({ display_name: 'Nobody', status })
    expect(refused.status).toBe(400)
    expect(refused.headers['x-mock-reason']).toContain('body.status')
  }
  expect((await put({})).body).toMatchObject(changed)
  expect((await put({ status: 'active' })).body).toMatchObject({
    status: 'active',
    is_active: true,
  })
})

test('TypeScript: a user who is invited is sent back whole', async () => {
  const app = build()
  const { post } = client(app, tokens.user)
  const emails = ['new.hand@example.com']
  const [user] = (await post('/platform/v1/users/_bulk_invite', { emails })).body.data
  const answer = await app.inject({
    method: 'PUT',
    url: `/platform/v1/users/${user.id}`,
    headers: { 'x-access-token': tokens.user },
    payload: { status: user.status, first_name: 'New' },
  })
  expect(answer.json()).toMatchObject({ status: 'invited', first_name: 'New' })
})

test.each(['messages', 'conversation_messages'])(
  'both: a file that the service for files has got as one of %s is read from it',
  async (context) => {
    const app = build()
    const headers = { 'x-access-token': tokens.user }
    const { headers: type, payload } = formOf({ file: 'lamp.txt (text/plain)' })
    const sent = await app.inject({
      method: 'POST',
      url: `/files/v1/${context}/_fileupload`,
      headers: { ...headers, ...type },
      payload,
    })
    expect(sent.statusCode).toBe(200)
    const name = sent.json().url.split('/').at(-1)
    const read = await app.inject({ url: `/files/v1/files/chat/${name}`, headers })
    expect([read.statusCode, read.body]).toEqual([200, 'bytes of it'])
    expect((await app.inject({ url: '/files/v1/files/chat/none.txt' })).statusCode).toBe(404)
  },
)

test('TypeScript: all items of a board are fetched without a filter, at the data board alone', async () => {
  const { get, post } = client(build(), tokens.user)
  const boards = (await get('/data-board/boards')).body.data as { id: string; name: string }[]
  const board = boards.find(({ name }) => name === 'Customers')
  const items = (await get(`/data-board/boards/${board?.id}/items?limit=0`)).body
  const fetching = `/data-board/search/${board?.id}/fetch`

  const all = await post(fetching, { limit: 1000, offset: 0 })
  expect(all).toMatchObject({ status: 200, body: { message: { total: items.count } } })
  const idsOf = (rows: { _id: string }[]) => rows.map(({ _id }) => _id).sort()
  expect(idsOf(all.body.message.results)).toEqual(idsOf(items.data))
  expect(all.body.message.results.length).toBeGreaterThan(2)
  const page = (await post(fetching, { limit: 1, offset: 1 })).body.message
  expect(page.results).toEqual([all.body.message.results[1]])

  for (const body of [undefined, [], { filter: 1 }]) {
    expect((await post(fetching, body)).status).toBe(400)
  }
  expect(await post(`/v1/backend/meilisearch/${board?.id}/fetch`, { limit: 1 })).toMatchObject({
    status: 400,
    reason: 'body.filter is missing',
  })
})

test.each([
  ['limit=0', 202],
  ['limit=1000', 202],
  ['limit=150&skip=100', 102],
  ['limit=20', 20],
  ['', 20],
  ['limit=many', 20],
])('both: a page of a board that is asked for by "%s" has %i items', async (query, rows) => {
  const { get } = client(build(), tokens.user)
  const boards = (await get('/data-board/boards')).body.data as { id: string; name: string }[]
  const board = boards.find(({ name }) => name === 'Customers')
  const { body } = await get(`/data-board/boards/${board?.id}/items?${query}`)
  expect(body).toMatchObject({ count: 202, total: rows, has_more: rows < 102 })
  expect(new Set(body.data.map(({ id }: { id: string }) => id)).size).toBe(rows)
})
