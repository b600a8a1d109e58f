/** Lives of tokens, who takes them, and that nothing secret is told. */
import { expect, test } from 'vitest'
import type { LogOutput } from '../../../src/base/log-output.ts'
import { build, client, ids, tokens } from '../../helpers.ts'

const carmen = { email: 'carmen.lau@example.com', password: 'secret' }
const login = '/v1/backend/login'
const exchange = '/v1/backend/access/_exchange_access_token'
const hour = 3_600_000

test('a login token lives three hours and an access token 30 days, by the world’s clock', async () => {
  let time = new Date('2026-03-02T09:30:00.000Z').getTime()
  const start = time
  const app = build({ clock: () => new Date(time) })
  const signIn = async () => (await client(app).post(`${login}/sign_in`, carmen)).body
  const signedIn = await signIn()
  expect(signedIn.expired_at).toBe('2026-03-02T12:30:00.000Z')
  const listed = async () =>
    (await client(app, signedIn.token).get('/v2/backend/organizations')).status
  time = start + 3 * hour - 1
  expect(await listed()).toBe(200)
  time = start + 3 * hour
  expect(await listed()).toBe(401)
  const late = await client(app, signedIn.token).post(exchange, {
    organization_id: ids.organization,
  })
  expect(late).toMatchObject({ status: 401, body: { code: 40001, message: 'Token expired' } })

  const { token } = await signIn()
  const access = (await client(app, token).post(exchange, { organization_id: ids.organization }))
    .body
  expect(access.expired_at).toBe('2026-04-01T12:30:00.000Z')
  const account = async () => (await client(app, access.token).get('/v1/backend/account')).status
  time = Date.parse(access.expired_at) - 1
  expect(await account()).toBe(200)
  time += 1
  expect(await account()).toBe(401)
})

test('the clock of a world is what counts', async () => {
  const app = build()
  const there = (url: string) => `/_world/late${url}`
  const signedIn = (await client(app).post(there(`${login}/sign_in`), carmen)).body
  expect(signedIn.token).toMatch(/^login_acc_/)
  const ask = (url: string) => client(app, signedIn.token).get(url)
  expect((await ask(there('/v2/backend/organizations'))).status).toBe(200)
  // Of another world it is nobody's.
  expect((await ask('/v2/backend/organizations')).status).toBe(401)
  await app.inject({
    method: 'POST',
    url: '/_world/late/_mock/clock/advance',
    payload: { ms: 3 * hour },
  })
  expect((await ask(there('/v2/backend/organizations'))).body).toEqual({
    code: 40001,
    message: 'Token expired',
  })
})

test('an exchange uses the login token up, a refused one does not', async () => {
  const app = build()
  const { token } = (await client(app).post(`${login}/sign_in`, carmen)).body
  const { post } = client(app, token)
  const refusals = [
    [{}, { code: 1, field: 'organization_id', message: 'Field is required' }],
    [
      { organization_id: ids.otherOrganization },
      {
        code: 40004,
        field: 'organization_id',
        message: 'User not found in this organization',
      },
    ],
    [{ organization_id: 7 }, { code: 40000, field: 'body', message: 'Invalid JSON body' }],
  ] as const
  for (const [body, refusal] of refusals) {
    expect(await post(exchange, body)).toMatchObject({ status: 400, body: refusal })
  }
  const own = { organization_id: ids.organization }
  expect((await post(exchange, own)).status).toBe(200)
  expect(await post(exchange, own)).toMatchObject({ status: 401, body: { code: 40001 } })
  expect((await client(app, tokens.user).post(exchange, own)).status).toBe(401)
})

test('whoever is shut out enters no more, and is signed out', async () => {
  const app = build()
  const told: object[] = []
  app.world.changes.listen((changes) => told.push(...changes))
  const daniel = { email: 'daniel.weber@example.com', password: 'secret' }
  const { user_id } = (await client(app).post(`${login}/authenticate`, daniel)).body
  const enter = async () => {
    const { token } = (await client(app).post(`${login}/sign_in`, daniel)).body
    return client(app, token).post(exchange, { organization_id: ids.organization })
  }
  const session = (await enter()).body.token
  for (const [word, status] of [
    ['_deactivate', 'deactivated'],
    ['_archive', 'archived'],
    ['_suspend', 'suspended'],
  ] as const) {
    const answer = await client(app, tokens.user).post(`/v1/backend/users/${word}`, { user_id })
    expect(answer.body).toMatchObject({
      status,
      is_active: false,
      is_archived: status === 'archived',
    })
    expect(await enter()).toMatchObject({
      status: 400,
      body: { code: 40000, message: 'User is deactivated' },
    })
    expect(told.pop()).toEqual({
      kind: 'user_deactivated',
      organization_id: ids.organization,
      user_id,
    })
  }
  for (const token of [session, tokens.userOfTwo]) {
    expect((await client(app, token).get('/v1/backend/account')).status).toBe(401)
  }
  const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
  const byJwt = async (organization: string) => {
    const authorization = `Bearer ${encoded({ alg: 'none' })}.${encoded({ sub: user_id })}.x`
    const headers = { authorization, 'x-organization-id': organization }
    return (await app.inject({ url: '/v1/backend/account', headers })).statusCode
  }
  expect(await byJwt(ids.organization)).toBe(403)
  expect(await byJwt(ids.otherOrganization)).toBe(200)
  await client(app, tokens.user).post('/v1/backend/users/_reactivate', { user_id })
  expect((await enter()).status).toBe(200)
  expect(await byJwt(ids.organization)).toBe(200)
})

test('whoever shuts himself out can take it back', async () => {
  const { get, post } = client(build(), tokens.user)
  expect((await post('/v1/backend/users/_archive', { user_id: ids.user })).status).toBe(200)
  expect((await get('/v1/backend/account')).body).toMatchObject({
    status: 'archived',
    is_archived: true,
  })
  await post('/v1/backend/users/_reactivate', { user_id: ids.user })
  expect((await get('/v1/backend/account')).body.is_active).toBe(true)
})

test('an API key that is made calls, until its days are over', async () => {
  let time = Date.parse('2026-03-02T09:30:00.000Z')
  const app = build({ clock: () => new Date(time) })
  const url = '/private/backend/v1/third_party_token'
  const made = (await client(app, tokens.user).post(url, { expirationDays: 2 })).body
  expect(made).toMatchObject({
    expires_in: 172_800,
    apiKey: { user_id: ids.user, expired_at: '2026-03-04T09:30:00.000Z' },
  })
  const ask = async () =>
    (
      await app.inject({
        url: '/v1/backend/account',
        headers: { 'x-api-key': made.apiKey.apiKey },
      })
    ).statusCode
  expect(await ask()).toBe(200)
  time += 48 * hour
  expect(await ask()).toBe(401)
  for (const expirationDays of [0, -1, 1.5, '2', 1e9]) {
    expect((await client(app, tokens.user).post(url, { expirationDays })).status).toBe(400)
  }
})

test('a fixture names other passwords and codes', async () => {
  const app = build({
    fixtures: [
      'default',
      {
        users: [
          {
            id: ids.user,
            passwords: ['one', 'another'],
            sign_in_codes: ['123456'],
          },
        ],
      },
    ],
  })
  const { post } = client(app)
  for (const [password, status] of [
    ['one', 200],
    ['another', 200],
    ['secret', 400],
  ] as const) {
    expect((await post(`${login}/sign_in`, { ...carmen, password })).status).toBe(status)
  }
  const { email } = carmen
  expect((await post(`${login}/_signin_with_email`, { email, otp: '123456' })).status).toBe(200)
  expect((await post(`${login}/_signin_with_email`, { email, otp: 'AAAAAA' })).status).toBe(400)
})

test('a bot signs in to nothing', async () => {
  const app = build()
  app.world.database
    .prepare("UPDATE users SET email = 'bot@example.com' WHERE id = 'u_imbrace_bot'")
    .run()
  const answer = await client(app).post(`${login}/sign_in`, {
    ...carmen,
    email: 'bot@example.com',
  })
  expect(answer.body).toEqual({ code: 40004, field: 'email', message: 'email not sign up.' })
})

test('an address is found by an index', () => {
  const { database } = build().world
  const plan = database
    .prepare(`EXPLAIN QUERY PLAN SELECT id FROM users
      WHERE lower(email) = lower('a@example.com') AND NOT is_bot ORDER BY rowid LIMIT 1`)
    .all()
  expect(JSON.stringify(plan)).toContain('user_sign_in')
})

test('no password, code or token stands in the log, in a refusal or in another answer', async () => {
  const lines: string[] = []
  const logOutput: LogOutput = { write: (line) => void lines.push(line) }
  const app = build({ log: 'json', logOutput })
  const { post } = client(app)
  const texts: string[] = []
  const keep = (answer: object) => void texts.push(JSON.stringify(answer))
  const secret = 'Tr0ub4dor'
  const { email } = carmen
  keep(await post(`${login}/sign_in`, { email, password: secret }))
  keep(await post(`${login}/sign_in`, { email: secret, password: secret }))
  keep(await post(`${login}/authenticate`, { email, otp: secret }))
  keep(await post(`${login}/_signin_with_email`, { email, otp: secret }))
  keep(await post(`${login}/forget/reset`, { token: secret, password: secret }))
  keep(await post(`${login}/sign_in`, { email, password: { secret } }))
  keep(await post(`${login}/sign_in?password=${secret}`, { email, password: secret }))
  expect([...texts, ...lines].join('\n')).not.toContain(secret)

  const signedIn = (await post(`${login}/sign_in`, carmen)).body
  const { get } = client(app, signedIn.token)
  keep(await get('/v1/backend/account'))
  keep(await get(`/v1/backend/${signedIn.token}`))
  const access = (
    await client(app, signedIn.token).post(exchange, { organization_id: ids.organization })
  ).body
  const agent = client(app, access.token)
  for (const url of [
    'account',
    'users',
    'users/_me',
    'users/_all',
    `users/${ids.user}`,
    'business_units',
  ]) {
    keep(await agent.get(`/v1/backend/${url}`))
  }
  const said = [...texts, ...lines].join('\n')
  for (const hidden of [
    signedIn.token,
    access.token,
    access.refresh_token,
    'AAAAAA',
    '"secret"',
    'passwords',
  ]) {
    expect(said).not.toContain(hidden)
  }
})
