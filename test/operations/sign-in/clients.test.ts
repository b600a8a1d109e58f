/** How each of the clients signs in: its own addresses, headers and order (neighbours 3). */
import { expect, test } from 'vitest'
import { build, ids } from '../../helpers.ts'

const email = 'carmen.lau@example.com'

/** Sends headers as they are, empty ones too. */
function sender(app: ReturnType<typeof build>) {
  return async (
    method: 'GET' | 'POST',
    url: string,
    headers: Record<string, string>,
    payload?: object,
  ) => {
    const answer = await app.inject({ method, url, headers, payload })
    return { status: answer.statusCode, body: answer.json(), headers: answer.headers }
  }
}

test('the public inbox, with empty headers before it has a token', async () => {
  const send = sender(build())
  const before = { 'X-Access-Token': '', 'content-type': 'application/json' }
  const signedIn = await send('POST', '/v1/backend/login/sign_in', before, {
    email,
    password: 'secret',
  })
  expect(signedIn).toMatchObject({ status: 200, body: { object_name: 'login_access', email } })
  expect(signedIn.body.id).toBe(signedIn.body.token)

  const login = { 'X-Access-Token': signedIn.body.token }
  const organizations = await send(
    'GET',
    '/v2/backend/organizations?limit=100&skip=0&is_active=true',
    login,
  )
  expect(organizations.body.data.map(({ id }: { id: string }) => id)).toEqual([ids.organization])

  const access = await send('POST', '/v1/backend/access/_exchange_access_token', login, {
    organization_id: organizations.body.data[0].id,
  })
  expect(access).toMatchObject({ status: 200, body: { object_name: 'access', user_id: ids.user } })
  expect(access.body.refresh_token).toMatch(/^rtk_/)
  expect(access.body.creator).toMatchObject({ object_name: 'user', id: ids.user, email })

  const agent = { 'X-Access-Token': access.body.token }
  const account = await send('GET', '/v1/backend/account', agent)
  expect(account).toMatchObject({
    status: 200,
    body: { id: ids.user, organization_id: ids.organization, on_boarded: true },
  })
  expect(account.headers).not.toHaveProperty('x-license-required')
  expect(account.body.team_roles[0].team.name).toBe('Default Team')
  const units = await send('GET', '/v1/backend/business_units?limit=10&skip=0', agent)
  expect(units.body.data[0].id).toBe(ids.businessUnit)

  expect(
    await send('GET', '/v1/backend/account', { 'X-Access-Token': 'acc_not-a-token' }),
  ).toMatchObject({ status: 401, body: { code: 40001, message: 'Unauthorized' } })
})

test('today’s inbox, by a code, with an empty organization before one is chosen', async () => {
  const lines: string[] = []
  const app = build({ log: 'json', logOutput: { write: (line) => lines.push(line) } })
  const send = sender(app)
  const before = { 'x-organization-id': '', 'content-type': 'application/json' }

  const asked = await send('POST', '/platform/v1/login/_signin_email_request', before, { email })
  expect(asked).toMatchObject({ status: 200, body: {} })
  const code = /sign-in code for carmen.lau@example.com: (\w{6})/.exec(lines.join(''))?.[1]
  expect(code).toBe('AAAAAA')

  const signedIn = await send('POST', '/platform/v1/login/_signin_with_email', before, {
    email,
    otp: code,
  })
  const login = { 'x-access-token': signedIn.body.token, 'x-organization-id': '' }
  const organizations = await send(
    'GET',
    '/platform/v2/organizations?limit=10&skip=0&is_active=true',
    login,
  )
  expect(organizations.body).toMatchObject({
    data: [{ id: ids.organization, name: 'Harbour Home' }],
    has_more: false,
    count: 1,
    total: 1,
  })
  const access = await send('POST', '/platform/v1/access/_exchange_access_token', login, {
    organization_id: ids.organization,
  })
  const agent = {
    'x-access-token': access.body.token,
    'x-organization-id': ids.organization,
  }
  const account = await send('GET', '/platform/v1/account', agent)
  expect(account.body).toMatchObject({
    on_boarded: true,
    organization_name: 'Harbour Home',
    organization_modules: { conversation: true, teams: true, crm: true },
    email,
  })
})

test('the TypeScript SDK, which still sends the organization of its last session', async () => {
  const send = sender(build())
  const kept = { 'x-access-token': 'acc_of_yesterday', 'x-organization-id': ids.otherOrganization }

  const signedIn = await send('POST', '/platform/v1/login/authenticate', kept, {
    email,
    password: 'secret',
  })
  expect(signedIn).toMatchObject({
    status: 200,
    body: {
      user_id: ids.user,
      organizations: [{ organization_id: ids.organization, is_active: true, role: 'member' }],
    },
  })
  const login = { ...kept, 'x-access-token': signedIn.body.token }
  const list = await send('GET', '/platform/v1/organizations?limit=10&skip=0', login)
  expect(list.body).toMatchObject({ data: [{ id: ids.organization }], count: 1 })
  const access = await send('POST', '/platform/v1/access/_exchange_access_token', login, {
    organization_id: signedIn.body.organizations[0].organization_id,
  })
  const agent = { 'x-access-token': access.body.token, 'x-organization-id': ids.organization }
  const all = await send('GET', '/platform/v2/organizations/_all', agent)
  expect(all.body.data).toMatchObject([{ id: ids.organization }])
  expect((await send('GET', '/platform/v1/account', agent)).body.id).toBe(ids.user)
})

test('the Python SDK, by a code, and on to another organization', async () => {
  const send = sender(build())
  await send('POST', '/platform/v1/login/_signin_email_request', {}, { email })
  const signedIn = await send(
    'POST',
    '/platform/v1/login/authenticate',
    {},
    { email: ' Daniel.Weber@Example.com ', password: null, otp: 'aaaaaa', provider_type: null },
  )
  const organizations: { organization_id: string }[] = signedIn.body.organizations
  expect(organizations.map(({ organization_id }) => organization_id)).toEqual([
    ids.organization,
    ids.otherOrganization,
  ])
  const access = await send(
    'POST',
    '/platform/v1/access/_exchange_access_token',
    { 'x-access-token': signedIn.body.token, 'x-organization-id': ids.organization },
    { organization_id: ids.organization },
  )
  const here = { 'x-access-token': access.body.token, 'x-organization-id': ids.organization }
  expect((await send('GET', '/platform/v2/organizations?limit=20', here)).body.count).toBe(2)

  const other = await send(
    'POST',
    '/platform/v1/access/_exchange_access_token_with_access_token',
    here,
    { organization_id: ids.otherOrganization },
  )
  expect(other.body.token).toMatch(/^acc_/)
  expect(other.body.refresh_token).toMatch(/^rtk_/)
  const there = {
    'x-access-token': other.body.token,
    'x-organization-id': ids.otherOrganization,
  }
  expect((await send('GET', '/platform/v1/account', there)).body).toMatchObject({
    organization_id: ids.otherOrganization,
    organization_name: 'Second Organization',
  })
  // The first session goes on.
  expect((await send('GET', '/platform/v1/account', here)).status).toBe(200)
})

test('a new user signs up, forgets the password, and is let in by an invitation', async () => {
  const lines: string[] = []
  const send = sender(build({ log: 'json', logOutput: { write: (line) => lines.push(line) } }))
  const join = { email: 'new.colleague@example.com', password: 'first', name: 'New Colleague' }
  const login = '/platform/v1/login'
  expect((await send('GET', `${login}/sign_up/verify/check?email=${join.email}`, {})).status).toBe(
    400,
  )
  expect(await send('POST', `${login}/sign_up`, {}, join)).toMatchObject({ status: 200, body: {} })
  expect((await send('GET', `${login}/sign_up/verify/check?email=${join.email}`, {})).status).toBe(
    200,
  )
  expect((await send('GET', `${login}/forget?email=${join.email}`, {})).status).toBe(200)
  const token = /token for a new password of new.colleague@example.com: (\S+?)"/.exec(
    lines.join(''),
  )?.[1]
  const reset = { token, password: 'second' }
  expect((await send('POST', `${login}/forget/reset`, {}, reset)).status).toBe(200)
  expect(await send('POST', `${login}/forget/reset`, {}, reset)).toMatchObject({
    status: 400,
    body: { code: 6, field: 'token', message: 'Not found' },
  })
  expect(await send('POST', `${login}/authenticate`, {}, join)).toMatchObject({
    status: 400,
    body: { code: 40005 },
  })
  const signIn = () => send('POST', `${login}/authenticate`, {}, { ...join, password: 'second' })
  expect((await signIn()).body.organizations).toEqual([])

  const carmen = { 'x-access-token': 'acc_3064efc7-4ccc-4b48-8ffa-50313e5b19df' }
  const users = [{ email: join.email, role: 'admin' }]
  const invited = await send('POST', '/platform/v1/users/_bulk_invite', carmen, { users })
  expect(invited.body.data).toMatchObject([{ display_name: 'New Colleague', status: 'invited' }])
  const { body } = await signIn()
  expect(body.organizations).toMatchObject([{ role: 'admin', is_admin: true, status: 'invited' }])
  const access = await send(
    'POST',
    '/platform/v1/access/_exchange_access_token',
    { 'x-access-token': body.token },
    { organization_id: ids.organization },
  )
  expect(access.body.creator).toMatchObject({ status: 'active', is_active: true })
})
