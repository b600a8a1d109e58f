/** Every kind of credential at every operation, and which header goes before which. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { readDocumentedExamples } from '../../src/control/openapi.ts'
import type { CallerKind } from '../../src/operations/directory/callers.ts'
import type { Operation } from '../../src/operations/operation.ts'
import { bodyOf, build, giveLoginToken, ids, searchIsReady, tokens } from '../helpers.ts'
import { requestAs, successOf, type TestRequest, uploadExample, validRequest } from './requests.ts'

const now = new Date('2024-05-01T10:00:00.000Z')
const seconds = now.getTime() / 1000

const app = buildApp({
  clock: () => now,
  newId: (kind) => (kind === 'guest' ? '123456' : `${kind}_made_here`),
})
afterAll(() => app.close())
beforeAll(async () => {
  await searchIsReady(app)
  giveLoginToken(app.world.database)
  uploadExample(app)
  app.worlds.save('default', 'before')
})

const carmen = { id: ids.user, email: 'carmen.lau@example.com' }
const daniel = {
  id: 'u_4411d305-1c63-4b60-8997-e72abdfcbe0e',
  email: 'daniel.weber@example.com',
}
const priya = 'u_6c507f0e-2cef-42dc-97a4-67a04d962184'
const hannah = 'u_0b1b6912-0d91-4dd0-9a82-c16d3f3be860'

/** Whom a credential is taken for. Whoever is refused has a status in place of a kind. */
type Who =
  | { kind: 'agent'; user: string; organization: string }
  | { kind: 'contact' }
  | { kind: 'channel' }
  | { kind: 'login' }
  | { kind: 401 | 403 }

const agent = (user: string, organization: string = ids.organization): Who => ({
  kind: 'agent',
  user,
  organization,
})
const contact: Who = { kind: 'contact' }
const channel: Who = { kind: 'channel' }
const login: Who = { kind: 'login' }
const unauthorized: Who = { kind: 401 }
/** Who sends none at all. */
const nobody: Who = { ...unauthorized }
const forbidden: Who = { kind: 403 }

/** Unsigned: the gateway of this project has no key to check a signature with. */
function jwt(claims: unknown): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.`
}
const bearer = (token: string, organization?: string) => ({
  authorization: `Bearer ${token}`,
  ...(organization !== undefined && { 'x-organization-id': organization }),
})
const access = (token: string, organization?: string) => ({
  'x-access-token': token,
  ...(organization !== undefined && { 'x-organization-id': organization }),
})
const here = ids.organization
const there = ids.otherOrganization
const carmenJwt = jwt({ sub: carmen.id })
const danielJwt = jwt({ sub: daniel.id })

const credentials: [name: string, headers: Record<string, string>, who: Who][] = [
  // Nobody.
  ['no credential', {}, nobody],
  ['an organization alone', { 'x-organization-id': here }, nobody],
  ['an empty x-access-token', access(''), nobody],
  ['an x-access-token of spaces', access('   '), nobody],
  ['an empty x-api-key', { 'x-api-key': '' }, nobody],
  ['an empty Authorization', { authorization: '' }, nobody],
  ['a Bearer without a token', { authorization: 'Bearer ' }, nobody],
  ['Basic authorization', { authorization: `Basic ${tokens.user}` }, nobody],
  ['a token without the word Bearer', { authorization: tokens.user }, nobody],
  ['two tokens in one Bearer', bearer(`${tokens.user} ${tokens.apiKey}`), nobody],
  ['an unknown access token', access('acc_00000000-0000-4000-8000-000000000000'), unauthorized],
  ['an unknown API key', { 'x-api-key': 'api_unknown' }, unauthorized],
  ['an unknown contact', access('con_unknown'), unauthorized],
  ['an unknown channel', access('ch_unknown'), unauthorized],
  ['a user id', access(carmen.id), unauthorized],
  ['an organization id', access(here), unauthorized],
  ['a conversation id', access(ids.conversation), unauthorized],
  ['a known token in capitals', access(tokens.user.toUpperCase()), unauthorized],
  ['a known token cut short', access(tokens.user.slice(0, -1)), unauthorized],
  ['SQL in a token', access("' OR 1=1 --"), unauthorized],
  ['a LIKE pattern', access('acc_%'), unauthorized],
  ['an expired token', access(tokens.expired), unauthorized],
  ['an expired token as Bearer', bearer(tokens.expired, here), unauthorized],

  // Users.
  ['a user', access(tokens.user), agent(carmen.id)],
  ['a user with spaces around the token', access(` ${tokens.user} `), agent(carmen.id)],
  ['a user who names the own organization', access(tokens.user, here), agent(carmen.id)],
  ['a user with an empty organization', access(tokens.user, ''), agent(carmen.id)],
  ['a user who names a foreign organization', access(tokens.user, there), forbidden],
  ['a user who names an unknown organization', access(tokens.user, 'org_unknown'), forbidden],
  ['a user as plain Bearer', bearer(tokens.user), agent(carmen.id)],
  ['a user as bearer', { authorization: `bearer ${tokens.user}` }, agent(carmen.id)],
  ['a user as Bearer with the organization', bearer(tokens.user, here), agent(carmen.id)],
  ['a user as Bearer with a foreign organization', bearer(tokens.user, there), forbidden],
  ['a user of two, unnamed', access(tokens.userOfTwo), agent(daniel.id)],
  ['a user of two, the one', access(tokens.userOfTwo, here), agent(daniel.id)],
  ['a user of two, the other', access(tokens.userOfTwo, there), agent(daniel.id, there)],
  ['a user of two as Bearer', bearer(tokens.userOfTwo, there), agent(daniel.id, there)],
  ['a user of two, a third', access(tokens.userOfTwo, 'org_unknown'), forbidden],
  ['a user elsewhere', access(tokens.foreignUser), agent(hannah, there)],
  ['a user elsewhere who names this organization', access(tokens.foreignUser, here), forbidden],
  ['a user whose token has a conversation', access(tokens.userWithConversation), agent(carmen.id)],

  // Between signing in and choosing an organization, when clients may still name that of their last session.
  ['a login token', access(tokens.login), login],
  ['a login token with a foreign organization', access(tokens.login, there), login],
  ['a login token as Bearer with an organization', bearer(tokens.login, here), login],
  ['a login token as API key', { 'x-api-key': tokens.login }, unauthorized],

  // API keys.
  ['an API key', { 'x-api-key': tokens.apiKey }, agent(priya)],
  ['an API key as access token', access(tokens.apiKey), agent(priya)],
  ['an API key as Bearer', bearer(tokens.apiKey, here), agent(priya)],
  [
    'an API key with its organization',
    { 'x-api-key': tokens.apiKey, 'x-organization-id': here },
    agent(priya),
  ],
  [
    'an API key with a foreign organization',
    { 'x-api-key': tokens.apiKey, 'x-organization-id': there },
    forbidden,
  ],
  ['a user’s token as API key', { 'x-api-key': tokens.user }, unauthorized],
  ['a contact as API key', { 'x-api-key': tokens.contact }, unauthorized],
  ['a channel as API key', { 'x-api-key': tokens.channel }, unauthorized],

  // JWTs.
  ['a JWT by sub', bearer(carmenJwt, here), agent(carmen.id)],
  ['a JWT by e-mail', bearer(jwt({ email: carmen.email }), here), agent(carmen.id)],
  ['a JWT with the e-mail as sub', bearer(jwt({ sub: carmen.email }), here), agent(carmen.id)],
  [
    'a JWT with a foreign sub and a known e-mail',
    bearer(jwt({ sub: 'auth0|1', email: daniel.email }), here),
    agent(daniel.id),
  ],
  ['a JWT with a signature', bearer(`${carmenJwt}c2lnbmF0dXJl`, here), agent(carmen.id)],
  ['a JWT in another organization of its user', bearer(danielJwt, there), agent(daniel.id, there)],
  [
    'a JWT that lives a second longer',
    bearer(jwt({ sub: carmen.id, exp: seconds + 1 }), here),
    agent(carmen.id),
  ],
  ['a JWT that expires now', bearer(jwt({ sub: carmen.id, exp: seconds }), here), unauthorized],
  [
    'a JWT expired a second ago',
    bearer(jwt({ sub: carmen.id, exp: seconds - 1 }), here),
    unauthorized,
  ],
  ['a JWT valid from now', bearer(jwt({ sub: carmen.id, nbf: seconds }), here), agent(carmen.id)],
  ['a JWT not valid yet', bearer(jwt({ sub: carmen.id, nbf: seconds + 1 }), here), unauthorized],
  ['a JWT without an organization', bearer(carmenJwt), unauthorized],
  ['a JWT with an empty organization', bearer(carmenJwt, ''), unauthorized],
  ['a JWT of an unknown user', bearer(jwt({ sub: 'u_unknown' }), here), unauthorized],
  ['a JWT of an unknown e-mail', bearer(jwt({ email: 'x@example.com' }), here), unauthorized],
  ['a JWT of nobody', bearer(jwt({}), here), unauthorized],
  ['a JWT with a foreign organization', bearer(carmenJwt, there), forbidden],
  ['a JWT with an unknown organization', bearer(carmenJwt, 'org_unknown'), forbidden],
  ['a JWT as access token', access(carmenJwt, here), unauthorized],
  ['a JWT as API key', { 'x-api-key': carmenJwt, 'x-organization-id': here }, unauthorized],
  ['a JWT without its end', bearer(carmenJwt.split('.').slice(0, 2).join('.'), here), unauthorized],
  ['a JWT of dots', bearer('eyJ..', here), unauthorized],
  ['a JWT that is not JSON', bearer('eyJ.bm8.', here), unauthorized],
  ['a JWT of null', bearer(jwt(null), here), unauthorized],
  ['a JWT of a list', bearer(jwt([carmen.id]), here), unauthorized],
  ['a JWT whose sub is a list', bearer(jwt({ sub: [carmen.id] }), here), unauthorized],

  // Contacts and channels.
  ['a contact id', access(tokens.contact), contact],
  ['a contact’s access token', access(tokens.contactAccess), contact],
  ['a contact as plain Bearer', bearer(tokens.contactAccess), contact],
  [
    'a contact as the chat widget sends it',
    { ...bearer(tokens.contactAccess, here), ...access(tokens.contactAccess) },
    contact,
  ],
  ['a contact with a foreign organization', access(tokens.contact, there), forbidden],
  ['a contact’s token with a foreign organization', access(tokens.contactAccess, there), forbidden],
  ['a channel token', access(tokens.channel), channel],
  ['a channel id', access('imbrace_channel'), channel],
  ['a channel as Bearer', bearer(tokens.channel, here), channel],
  ['a channel with a foreign organization', access(tokens.channel, there), forbidden],

  // Which header goes before which: the first that is there decides, also when it is refused.
  [
    'an API key before everything else',
    { 'x-api-key': tokens.apiKey, ...bearer(tokens.user, here), ...access(tokens.userOfTwo) },
    agent(priya),
  ],
  [
    'an unknown API key before a known token',
    { 'x-api-key': 'api_unknown', ...bearer(tokens.user, here), ...access(tokens.user) },
    unauthorized,
  ],
  [
    'an empty API key before a known token',
    { 'x-api-key': '', ...access(tokens.user) },
    agent(carmen.id),
  ],
  [
    'Bearer with an organization before x-access-token',
    { ...bearer(tokens.userOfTwo, here), ...access(tokens.user) },
    agent(daniel.id),
  ],
  [
    'an unknown Bearer with an organization before a known token',
    { ...bearer('acc_unknown', here), ...access(tokens.user) },
    unauthorized,
  ],
  [
    'a JWT before x-access-token',
    { ...bearer(danielJwt, here), ...access(tokens.user) },
    agent(daniel.id),
  ],
  [
    'x-access-token before a plain Bearer',
    { ...bearer(tokens.userOfTwo), ...access(tokens.user) },
    agent(carmen.id),
  ],
  [
    'an unknown x-access-token before a known plain Bearer',
    { ...bearer(tokens.user), ...access('acc_unknown') },
    unauthorized,
  ],
  [
    'an empty x-access-token before a plain Bearer',
    { ...bearer(tokens.user), ...access('') },
    agent(carmen.id),
  ],
  [
    'Basic with an organization before x-access-token',
    { authorization: 'Basic dXNlcg==', ...access(tokens.user, here) },
    agent(carmen.id),
  ],
]

const bots: Record<string, object> = {
  [here]: {
    object_name: 'simple_user',
    id: 'u_imbrace_bot',
    display_name: 'imbrace bot',
    avatar_url: '',
  },
  [there]: {
    object_name: 'simple_user',
    id: 'u_d61efde6-9379-49b5-a095-2dcad27fe7a5',
    display_name: 'Assistant',
    avatar_url: '',
  },
}

const units: Record<string, string> = {
  [here]: ids.businessUnit,
  [there]: 'bu_be188361-fbec-4505-9a05-d9d34a5d5961',
}
const webChannels: Record<string, string> = {
  [here]: 'imbrace_channel',
  [there]: 'ch_35cb5c18-3eed-42f4-ab12-4ab5d7558d3d',
}
const conversations: Record<string, string> = {
  [here]: ids.conversation,
  [there]: ids.otherConversation,
}
const documented = (name: string) => readDocumentedExamples().get(name)?.response.body ?? {}

/** Both users whose tokens the documentation prints have joined the same 293 conversations. */
const joinedHere: Record<string, number> = { [carmen.id]: 293, [daniel.id]: 293, [priya]: 0 }

function viewsOf(user: string, organization: string) {
  if (organization === here) return { ...documented('1-views-count'), yours: joinedHere[user] }
  return {
    all: 1,
    yours: 0,
    closed: 0,
    spam: 0,
    online: 0,
    rep_needed: 0,
    pending: 0,
    soon_to_be: 0,
    overdue: 0,
    't_6e4a5cfa-e51c-4642-a377-29278ca56933': 1,
    null: 0,
  }
}

const noChannels = {
  web: 0,
  facebook: 0,
  whatsapp: 0,
  instagram: 0,
  wechat: 0,
  line: 0,
  email: 0,
  wecom: 0,
  all: 0,
}

function channelsOf(organization: string) {
  return organization === here ? documented('2-channel-counts') : { ...noChannels, web: 1, all: 1 }
}

/** Counted here once more, without the code under test. */
function joinedChannelsOf(user: string, organization: string) {
  const rows = app.world.database
    .prepare<[string, string], { channel_type: string; count: number }>(`
      SELECT channel_type, count(*) AS count
      FROM conversations JOIN conversation_users ON conversation_id = id
      WHERE user_id = ? AND organization_id = ? AND status NOT IN ('closed', 'spam')
      GROUP BY channel_type`)
    .all(user, organization)
  const counts = Object.fromEntries(rows.map(({ channel_type, count }) => [channel_type, count]))
  return { ...noChannels, ...counts, all: rows.reduce((sum, { count }) => sum + count, 0) }
}

const guestOf = (organization: string) => ({
  object_name: 'conversation',
  id: 'conversation_made_here',
  organization_id: organization,
  business_unit_id: units[organization],
  channel_id: webChannels[organization],
  channel_type: 'web',
  contact_id: 'contact_made_here',
  status: 'active',
  name: 'Guest#123456@1 May 2024',
  timestamp: '2024-05-01T10:00:00.000Z',
  users: [bots[organization]],
})

const simpleUser = (id: string, display_name: string) => ({
  object_name: 'simple_user',
  id,
  display_name,
  avatar_url: '',
})

const conversationOfContact = {
  object_name: 'conversation',
  id: ids.conversation,
  organization_id: here,
  business_unit_id: ids.businessUnit,
  channel_id: 'imbrace_channel',
  channel_type: 'web',
  contact_id: tokens.contact,
  status: 'pending',
  name: 'Test Contact',
  timestamp: '2022-03-31T14:02:17.204Z',
  users: [bots[here], simpleUser(carmen.id, 'Carmen Lau'), simpleUser(daniel.id, 'Daniel Weber')],
}

const conversationThere = {
  object_name: 'conversation',
  id: ids.otherConversation,
  organization_id: there,
  business_unit_id: units[there],
  channel_id: webChannels[there],
  channel_type: 'web',
  contact_id: 'con_4b377fdc-2134-4433-a385-50adbcbebf04',
  status: 'active',
  name: 'Grace Miller',
  timestamp: '2025-07-16T07:55:51.602Z',
  users: [bots[there]],
}

const newestMessage: Record<string, object> = {
  [here]: {
    object_name: 'message',
    id: 'msg_efb6b7f0-5ef2-422d-ad09-4b4ce6eb8bb2',
    organization_id: here,
    business_unit_id: ids.businessUnit,
    conversation_id: ids.conversation,
    from: tokens.contact,
    type: 'quick_reply',
    content: {
      title: 'what ever payload provided in quick_replies option',
      payload: 'what ever payload provided in quick_replies option',
    },
    created_at: '2022-03-31T15:12:41.496Z',
    updated_at: '2022-03-31T15:12:41.496Z',
  },
  [there]: {
    object_name: 'message',
    id: 'msg_c0dbd66d-06ed-4883-bdac-36f5d56a4d5f',
    organization_id: there,
    business_unit_id: units[there],
    conversation_id: ids.otherConversation,
    from: 'u_d61efde6-9379-49b5-a095-2dcad27fe7a5',
    type: 'text',
    content: {
      text: 'Hi there^! How can I help you today?',
      is_mail: false,
      subtext: '',
      message_id: '',
      sequence_number: 0,
      postMessage: {},
      counter: null,
      tool_calls: '',
    },
    created_at: '2025-07-16T07:55:51.602Z',
    updated_at: '2025-07-16T07:55:51.602Z',
  },
}

const pageOf = (organization: string) => ({
  object_name: 'list',
  data: [newestMessage[organization]],
  nested: {},
  has_more: organization === here,
  count: organization === here ? 15 : 1,
  total: 1,
})

const sentBy = (from: string, organization: string) => ({
  object_name: 'message',
  id: 'message_made_here',
  organization_id: organization,
  business_unit_id: units[organization],
  channel_id: webChannels[organization],
  channel_type: 'web',
  conversation_id: conversations[organization],
  from,
  type: 'text',
  content: { text: 'Hello' },
  created_at: '2024-05-01T10:00:00.000Z',
  updated_at: '2024-05-01T10:00:00.000Z',
})

/** What is answered to whom: known here without the code under test. */
interface Bodies {
  /** In place of the valid request's own. */
  search?: string
  payload?: object
  agent: (user: string, organization: string) => unknown
  contact?: unknown
  channel?: unknown
  login?: unknown
}

const made: Bodies = {
  agent: (_user, organization) => guestOf(organization),
  contact: conversationOfContact,
  channel: guestOf(here),
}

/** By operation. One that is not here is held to its statuses alone. */
const bodies: Record<string, Bodies> = {
  getViewsCount: { search: '', agent: viewsOf },
  getChannelCounts: { agent: (_user, organization) => channelsOf(organization) },
  getTeamChannelCounts: { search: '?view=joined', agent: joinedChannelsOf },
  createConversation: made,
  createConversationBySdk: made,
  getOrCreateConversation: {
    ...made,
    agent: (_user, organization) =>
      organization === here ? conversationOfContact : conversationThere,
  },
  listMessages: {
    search: '?limit=1',
    agent: (_user, organization) => pageForAgents(organization),
    contact: pageOf(here),
  },
  sendMessage: {
    payload: { type: 'text', text: 'Hello' },
    agent: sentBy,
    contact: sentBy(tokens.contact, here),
  },
}

/** With what is said about its message, and who wrote it where that was no contact. */
function pageForAgents(organization: string) {
  const comments = [expect.objectContaining({ _id: expect.stringMatching(/^cm_/) })]
  const { data, ...page } = pageOf(organization) as { data: object[] }
  const writer = bots[there] as { id: string }
  const users =
    organization === here
      ? {}
      : { [writer.id]: { ...writer, first_name: '', last_name: '', is_bot: true, teams: [] } }
  return { ...page, data: data.map((message) => ({ ...message, comments })), nested: { users } }
}

const refusals = {
  401: { code: 40001, message: 'Unauthorized' },
  403: { code: 40003, message: 'No permission' },
}

/** Asks, and takes back whatever the request has written: every row meets the same world. */
async function askUntouched(request: TestRequest, headers: Record<string, string>) {
  const type = typeof request.payload === 'string' && {
    'content-type': request.headers['content-type'],
  }
  const answer = await app.inject({ ...request, headers: { ...headers, ...type } })
  app.worlds.restore('default', 'before')
  return { status: answer.statusCode, body: bodyOf(answer), headers: answer.headers }
}

function requestOf(operation: Operation, who: Who): TestRequest {
  const { search, payload } = bodies[operation.operationId] ?? {}
  const kind = kindOf(who)
  const organization = who.kind === 'agent' ? who.organization : here
  return requestAs(operation, kind, organization, { search, payload })
}

/** API keys are Priya's alone. */
function kindOf(who: Who): CallerKind {
  if (who.kind === 'contact' || who.kind === 'channel' || who.kind === 'login') return who.kind
  return who.kind === 'agent' && who.user === priya ? 'api_key' : 'user'
}

/** Anybody may ask these, but a credential that is sent has to be one. */
const readingCredentials = new Set(['createContact'])

/** The body is undefined where any will do. */
function expectedFrom(operation: Operation, who: Who): { status: number; body?: unknown } {
  if (operation.callers === 'anybody') {
    const isRefused = readingCredentials.has(operation.operationId) && who !== nobody
    if (!isRefused || who.kind === 'contact' || who.kind === 'channel' || who.kind === 'agent') {
      return { status: successOf(operation) }
    }
    const status = who.kind === 'login' ? 401 : who.kind
    return { status, body: refusals[status] }
  }
  if (typeof who.kind === 'number') return { status: who.kind, body: refusals[who.kind] }
  // The wrong kind of credential is 401 like no credential.
  if (!operation.callers.includes(kindOf(who))) return { status: 401, body: refusals[401] }
  const known = bodies[operation.operationId]
  const body = who.kind === 'agent' ? known?.agent(who.user, who.organization) : known?.[who.kind]
  return { status: successOf(operation), body }
}

// Search looks at the rows when it is asked: here they are looked at before they come and go.
await app.ready()
for (const operation of app.operations) {
  if (operation.schema.tags.includes('search')) await app.inject(validRequest(operation))
}

for (const operation of app.operations) {
  describe(operation.operationId, () => {
    for (const [name, headers, who] of credentials) {
      const { status, body } = expectedFrom(operation, who)

      test(`${name}: ${status}`, async () => {
        const answer = await askUntouched(requestOf(operation, who), headers)

        expect(answer.status).toBe(status)
        if (body !== undefined) expect(answer.body).toEqual(body)
        expect(typeof answer.headers['x-mock-reason']).toBe(status < 300 ? 'undefined' : 'string')
      })
    }
  })
}

describe('a token’s life is measured by the world’s clock', () => {
  for (const [moment, status] of [
    ['2020-01-30T23:59:59.999Z', 200],
    ['2020-01-31T00:00:00.000Z', 401],
    ['2020-01-31T00:00:00.001Z', 401],
  ] as const) {
    test(`at ${moment} a token that lives until 2020-01-31 gets ${status}`, async () => {
      const world = build({ clock: () => new Date(moment) })
      const ask = async (headers: Record<string, string>) =>
        (await world.inject({ url: '/v2/backend/channels/_conv_count', headers })).statusCode
      const exp = Date.parse('2020-01-31T00:00:00.000Z') / 1000

      expect(await ask(access(tokens.expired))).toBe(status)
      expect(await ask(bearer(jwt({ sub: carmen.id, exp }), here))).toBe(status)
    })
  }
})

test('a JWT whose expiry cannot be read counts as expired', async () => {
  for (const exp of [String(seconds - 1), String(seconds + 1), null, {}]) {
    const headers = bearer(jwt({ sub: carmen.id, exp }), here)

    const answer = await app.inject({ url: '/v2/backend/channels/_conv_count', headers })

    expect({ status: answer.statusCode, body: answer.json() }).toEqual({
      status: 401,
      body: refusals[401],
    })
  }
})

test('a credential in the address is none', async () => {
  for (const name of ['access_token', 'x-access-token', 'token', 'api_key']) {
    const url = `/v2/backend/channels/_conv_count?${name}=${tokens.user}`

    expect((await app.inject({ url })).statusCode, name).toBe(401)
  }
})

test('an expired token leaves its user’s other tokens alone', async () => {
  let time = now
  const world = build({ clock: () => time })
  world.world.database
    .prepare('UPDATE tokens SET expires_at = ? WHERE token = ?')
    .run('2024-05-01T10:00:00.001Z', tokens.userWithConversation)
  const ask = async (token: string) =>
    (await world.inject({ url: '/v2/backend/channels/_conv_count', headers: access(token) }))
      .statusCode

  expect(await ask(tokens.userWithConversation)).toBe(200)
  time = new Date(now.getTime() + 1)
  expect(await ask(tokens.userWithConversation)).toBe(401)
  expect(await ask(tokens.user)).toBe(200)
})

test('a credential is looked for in the world that the request means', async () => {
  const worlds = build()
  const url = '/v2/backend/channels/_conv_count'
  const ask = async (world: string, token: string) =>
    (await worlds.inject({ url, headers: { ...access(token), 'x-mock-world': world } })).statusCode
  expect(await ask('other', tokens.user)).toBe(200)

  const { database } = worlds.worlds.enter('other')
  database.prepare('DELETE FROM tokens WHERE token = ?').run(tokens.user)
  worlds.world.database.prepare('DELETE FROM tokens WHERE token = ?').run(tokens.userOfTwo)

  expect([await ask('other', tokens.user), await ask('default', tokens.user)]).toEqual([401, 200])
  expect([await ask('other', tokens.userOfTwo), await ask('default', tokens.userOfTwo)]).toEqual([
    200, 401,
  ])
})

test('who may not call is told so before the body is looked at', async () => {
  for (const { method, url, schema, callers } of app.operations) {
    if (schema.body === undefined || callers === 'anybody') continue
    const answer = await app.inject({
      method,
      url,
      headers: { 'content-type': 'application/json' },
      payload: '{"half',
    })

    expect({ status: answer.statusCode, body: answer.json() }).toEqual({
      status: 401,
      body: refusals[401],
    })
  }
})

test('a refusal names the check and never the credential', async () => {
  for (const [name, headers] of credentials) {
    const answer = await app.inject({ url: '/v2/backend/channels/_conv_count', headers })
    const reason = String(answer.headers['x-mock-reason'] ?? '')
    for (const header of ['x-access-token', 'x-api-key', 'authorization']) {
      const sent = (headers[header] ?? '').replace(/^\w+ /, '').trim()
      if (sent !== '') expect(reason, name).not.toContain(sent)
    }
  }
})
