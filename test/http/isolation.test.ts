/** No caller reads, counts or writes what is another organization's, or another contact's. */
import { afterAll, describe, expect, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { build, client, ids, tokens, writesTo } from '../helpers.ts'

const app = buildApp()
afterAll(() => app.close())
const { database } = app.world

const here = {
  organization: ids.organization,
  businessUnit: ids.businessUnit,
  team: ids.team,
  channel: 'imbrace_channel',
  contact: tokens.contact,
  conversation: ids.conversation,
  teamConversation: ids.teamConversation,
}
const there = {
  organization: ids.otherOrganization,
  businessUnit: 'bu_be188361-fbec-4505-9a05-d9d34a5d5961',
  team: 't_6e4a5cfa-e51c-4642-a377-29278ca56933',
  channel: 'ch_35cb5c18-3eed-42f4-ab12-4ab5d7558d3d',
  contact: 'con_4b377fdc-2134-4433-a385-50adbcbebf04',
  conversation: ids.otherConversation,
  teamConversation: 'tc_e2371d6f-686d-430d-945c-c8619125a705',
}
type Place = typeof here | typeof there

/** Somebody else of this organization: the chat of this contact is not `con_test_contact`'s. */
const neighbour = database
  .prepare<[string], { contact: string; conversation: string; teamConversation: string }>(`
    SELECT contact_id AS contact, id AS conversation, team_conversation_id AS teamConversation
    FROM conversations WHERE organization_id = ? AND contact_id <> 'con_test_contact'
    ORDER BY id LIMIT 1`)
  .get(here.organization) ?? { contact: '', conversation: '', teamConversation: '' }

const notFound = { status: 404, body: { code: 40004, message: 'Conversation not found' } }
const unknownTeam = { status: 400, body: { message: 'Not Found' } }
const noPermission = { status: 403, body: { code: 40003, message: 'No permission' } }
const invalidCreation = { status: 400, body: { code: 40000, message: 'Invalid request' } }
const unknownUnit = {
  status: 403,
  body: { code: 40003, message: 'Invalid business Unit ID, or no permission' },
}

/** Asks and takes the answer's status and body; nothing may have been written meanwhile. */
async function askReadOnly(
  headers: Record<string, string>,
  method: 'GET' | 'POST',
  url: string,
  payload?: object,
) {
  const before = writesTo(database)
  const answer = await app.inject({ method, url, headers, payload })
  expect(writesTo(database), 'nothing is written').toBe(before)
  return { status: answer.statusCode, body: answer.json() }
}

const access = (token: string) => ({ 'x-access-token': token })

const attempts = (
  foreign: Place,
): [
  name: string,
  method: 'GET' | 'POST',
  url: string,
  payload: object | undefined,
  answer: object,
][] => {
  const views = '/v2/backend/team_conversations/_views_count'
  const messages = '/v1/backend/conversation_messages'
  const text = { type: 'text', text: 'Hello from outside' }
  return [
    [
      'views of its business unit',
      'GET',
      `${views}?type=business_unit_id&q=${foreign.businessUnit}`,
      undefined,
      unknownUnit,
    ],
    [
      'channels of its team, v2',
      'GET',
      `/v2/backend/channels/_conv_count?team_id=${foreign.team}`,
      undefined,
      unknownTeam,
    ],
    [
      'channels of its team, v1',
      'GET',
      `/v1/backend/channels/_conv_count?team_id=${foreign.team}&view=joined&status=active`,
      undefined,
      unknownTeam,
    ],
    ...['conversation', 'conversations'].flatMap(
      (resource): ReturnType<typeof attempts> => [
        [
          `a guest on its channel, ${resource}`,
          'POST',
          `/v1/backend/${resource}`,
          { channel_id: foreign.channel },
          invalidCreation,
        ],
        [
          `a chat of its contact, ${resource}`,
          'POST',
          `/v1/backend/${resource}`,
          { contact_id: foreign.contact },
          invalidCreation,
        ],
        [
          `a chat of its contact on its channel, ${resource}`,
          'POST',
          `/v1/backend/${resource}`,
          { contact_id: foreign.contact, channel_id: foreign.channel },
          invalidCreation,
        ],
      ],
    ),
    ...[foreign.conversation, foreign.teamConversation].flatMap(
      (id): ReturnType<typeof attempts> => [
        [
          `the messages of conversation_id ${id}`,
          'GET',
          `${messages}?conversation_id=${id}`,
          undefined,
          notFound,
        ],
        [
          `the messages of team_conversation_id ${id}`,
          'GET',
          `${messages}?team_conversation_id=${id}`,
          undefined,
          notFound,
        ],
        [
          `the messages of q ${id}`,
          'GET',
          `${messages}?type=team_conversation_id&q=${id}`,
          undefined,
          notFound,
        ],
        [
          `an empty page of ${id}`,
          'GET',
          `${messages}?type=conversation_id&q=${id}&limit=0`,
          undefined,
          notFound,
        ],
        [
          `a message to conversation_id ${id}`,
          'POST',
          messages,
          { ...text, conversation_id: id },
          notFound,
        ],
        [
          `a message to team_conversation_id ${id}`,
          'POST',
          messages,
          { ...text, team_conversation_id: id },
          notFound,
        ],
      ],
    ),
  ]
}

const callers: [name: string, headers: Record<string, string>, foreign: Place][] = [
  ['a user', access(tokens.user), there],
  ['an API key', { 'x-api-key': tokens.apiKey }, there],
  ['a user of two who is here', access(tokens.userOfTwo), there],
  [
    'a user of two who is there',
    { ...access(tokens.userOfTwo), 'x-organization-id': there.organization },
    here,
  ],
  ['a user elsewhere', access(tokens.foreignUser), here],
]

for (const [caller, headers, foreign] of callers) {
  describe(`${caller} is refused in ${foreign.organization}`, () => {
    for (const [name, method, url, payload, answer] of attempts(foreign)) {
      test(name, async () => {
        expect(await askReadOnly(headers, method, url, payload)).toEqual(answer)
      })
    }
  })
}

describe('the organization header opens no other organization', () => {
  for (const [name, headers] of [
    ['a user', access(tokens.user)],
    ['an API key', { 'x-api-key': tokens.apiKey }],
    ['a contact', access(tokens.contact)],
    ['a contact’s access token', access(tokens.contactAccess)],
    ['a channel', access(tokens.channel)],
  ] as const) {
    test(name, async () => {
      const asked = { ...headers, 'x-organization-id': there.organization }

      expect(await askReadOnly(asked, 'POST', '/v1/backend/conversation')).toEqual(noPermission)
      expect(await askReadOnly(asked, 'GET', '/v1/backend/conversation')).toEqual(noPermission)
    })
  }
})

describe('a contact has its own conversation and no other', () => {
  const contacts: [
    name: string,
    token: string,
    others: { conversation: string; teamConversation: string; contact: string }[],
  ][] = [
    ['con_test_contact', tokens.contact, [neighbour, there]],
    ['its access token', tokens.contactAccess, [neighbour, there]],
    ['its neighbour', neighbour.contact, [here, there]],
    ['a contact elsewhere', there.contact, [here, neighbour]],
  ]
  const messages = '/v1/backend/conversation_messages'

  for (const [name, token, others] of contacts) {
    for (const other of others) {
      test(`${name} does not reach ${other.conversation}`, async () => {
        for (const id of [other.conversation, other.teamConversation]) {
          for (const query of [
            `conversation_id=${id}`,
            `team_conversation_id=${id}`,
            `type=conversation_id&q=${id}`,
            `type=team_conversation_id&q=${id}`,
          ]) {
            const page = await askReadOnly(access(token), 'GET', `${messages}?${query}`)
            expect(page, query).toEqual(notFound)
          }
          for (const field of ['conversation_id', 'team_conversation_id']) {
            const payload = { type: 'text', text: 'Hello', [field]: id }
            const sent = await askReadOnly(access(token), 'POST', messages, payload)
            expect(sent, field).toEqual(notFound)
          }
        }
        const creation = { contact_id: other.contact }
        for (const url of ['/v1/backend/conversation', '/v1/backend/conversations']) {
          const made = await askReadOnly(access(token), 'POST', url, creation)
          expect(made, url).toEqual(invalidCreation)
        }
      })
    }
  }

  test('a conversation named beside the own one is not reached either', async () => {
    const query = `conversation_id=${here.conversation}&team_conversation_id=${neighbour.teamConversation}`

    expect(await askReadOnly(access(tokens.contact), 'GET', `${messages}?${query}`)).toEqual(
      notFound,
    )
  })
})

test('a channel token makes guests on its own channel only', async () => {
  const url = '/v1/backend/conversation'
  for (const payload of [
    { channel_id: there.channel },
    { channel_id: 'ch_c49a5264-5f82-477a-b844-50211003150a' },
    { contact_id: there.contact },
    { contact_id: here.contact },
    { channel_id: here.channel, contact_id: here.contact },
  ]) {
    expect(await askReadOnly(access(tokens.channel), 'POST', url, payload)).toEqual(invalidCreation)
  }
})

test('what is foreign cannot be told from what does not exist', async () => {
  const urls = (place: Record<'team' | 'businessUnit' | 'conversation', string>) => [
    `/v2/backend/channels/_conv_count?team_id=${place.team}`,
    `/v2/backend/team_conversations/_views_count?type=business_unit_id&q=${place.businessUnit}`,
    `/v1/backend/conversation_messages?conversation_id=${place.conversation}`,
  ]
  const unknown = { team: 't_none', businessUnit: 'bu_none', conversation: 'conv_none' }
  const ask = async (url: string) => await askReadOnly(access(tokens.user), 'GET', url)

  for (const [n, url] of urls(there).entries()) {
    expect(await ask(url)).toEqual(await ask(urls(unknown)[n] ?? ''))
  }
})

test('every conversation of an organization is out of reach from the other', async () => {
  const all = database
    .prepare<[], { id: string; team_conversation_id: string; organization_id: string }>(
      'SELECT id, team_conversation_id, organization_id FROM conversations',
    )
    .all()
  // Whoever is of neither is out of both.
  const outsiders: Record<string, string> = { [here.organization]: tokens.foreignUser }
  const reached: string[] = []

  for (const { organization_id, ...names } of all) {
    const token = outsiders[organization_id] ?? tokens.user
    for (const id of Object.values(names)) {
      const url = `/v1/backend/conversation_messages?limit=1&conversation_id=${id}`
      const answer = await app.inject({ url, headers: access(token) })
      if (answer.statusCode !== 404) reached.push(id)
    }
  }

  expect(all.length).toBeGreaterThan(1000)
  expect(reached).toEqual([])
})

test('a token’s own conversation does not follow its user into another organization', async () => {
  const world = build()
  world.world.database
    .prepare('UPDATE tokens SET conversation_id = ? WHERE token = ?')
    .run(here.conversation, tokens.userOfTwo)
  const ask = async (organization: string, method: 'GET' | 'POST') => {
    const answer = await world.inject({
      method,
      url: '/v1/backend/conversation_messages',
      headers: { ...access(tokens.userOfTwo), 'x-organization-id': organization },
      ...(method === 'POST' && { payload: { type: 'text', text: 'Hello' } }),
    })
    return { status: answer.statusCode, body: answer.json() }
  }

  expect((await ask(here.organization, 'GET')).status).toBe(200)
  expect(await ask(there.organization, 'GET')).toEqual(notFound)
  expect(await ask(there.organization, 'POST')).toEqual(notFound)
})

test('a user who leaves an organization no longer reaches it', async () => {
  const world = build()
  world.world.database
    .prepare('DELETE FROM memberships WHERE user_id = ? AND organization_id = ?')
    .run('u_4411d305-1c63-4b60-8997-e72abdfcbe0e', there.organization)

  const answer = await world.inject({
    url: '/v2/backend/channels/_conv_count',
    headers: { ...access(tokens.userOfTwo), 'x-organization-id': there.organization },
  })

  expect({ status: answer.statusCode, body: answer.json() }).toEqual(noPermission)
})

describe('what is written in one organization is counted in that one alone', () => {
  const counts = async (world: ReturnType<typeof build>, token: string) => ({
    views: (await client(world, token).get('/v2/backend/team_conversations/_views_count')).body,
    channels: (await client(world, token).get('/v1/backend/channels/_conv_count')).body,
    joined: (await client(world, token).get('/v1/backend/channels/_conv_count?view=yours')).body,
  })

  for (const [name, writer, reader, conversation] of [
    ['here', tokens.user, tokens.foreignUser, here.conversation],
    ['there', tokens.foreignUser, tokens.user, there.conversation],
  ] as const) {
    test(`written ${name}`, async () => {
      const world = build()
      const inside = await counts(world, writer)
      const outside = await counts(world, reader)

      const made = await client(world, writer).post('/v1/backend/conversation', {})
      const sent = await client(world, writer).post('/v1/backend/conversation_messages', {
        type: 'text',
        text: 'Hello',
        conversation_id: conversation,
      })

      expect([made.status, sent.status]).toEqual([200, 200])
      expect(await counts(world, reader)).toEqual(outside)
      expect((await counts(world, writer)).views.all).toBe(inside.views.all + 1)
    })
  }
})

test('a user who has joined in both organizations counts each apart', async () => {
  const world = build()
  world.world.database
    .prepare('INSERT INTO conversation_users (conversation_id, user_id) VALUES (?, ?)')
    .run(there.conversation, 'u_4411d305-1c63-4b60-8997-e72abdfcbe0e')
  const ask = async (organization: string, url: string) => {
    const headers = { ...access(tokens.userOfTwo), 'x-organization-id': organization }
    return (await world.inject({ url, headers })).json()
  }
  const views = '/v2/backend/team_conversations/_views_count'
  const joined = '/v1/backend/channels/_conv_count?view=joined'

  expect((await ask(here.organization, views)).yours).toBe(293)
  expect((await ask(there.organization, views)).yours).toBe(1)
  expect((await ask(here.organization, joined)).all).toBe(293)
  expect((await ask(there.organization, joined)).all).toBe(1)
})
