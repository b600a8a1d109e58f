/** Every address the gateway answers, and that it answers each alike. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { version } from '../../src/base/version.ts'
import { createAddresses } from '../../src/http/paths.ts'
import { giveLoginToken, ids, searchIsReady, tokens, writesTo } from '../helpers.ts'
import { successOf, uploadExample, validRequest } from '../operations/requests.ts'

const app = buildApp({
  clock: () => new Date('2024-05-01T10:00:00.000Z'),
  newId: (kind) => (kind === 'guest' ? '123456' : `${kind}_made_here`),
})
afterAll(() => app.close())
await app.ready()

describe('canonicalUrl', () => {
  const { canonicalUrl } = createAddresses([
    '/v2/backend/team_conversations/_views_count',
    '/v2/backend/channels/_conv_count',
    '/v1/backend/channels/_conv_count',
    '/v1/backend/conversation',
    '/v1/backend/meilisearch/:index/search',
  ])
  const views = '/v2/backend/team_conversations/_views_count'
  const messages = '/v1/backend/conversation_messages'

  for (const [url, canonical] of [
    // Declared as they are documented.
    [views, views],
    ['/v1/backend/channels/_conv_count', '/v1/backend/channels/_conv_count'],
    ['/v2/backend/channels/_conv_count', '/v2/backend/channels/_conv_count'],
    ['/v1/backend/conversation', '/v1/backend/conversation'],
    ['/v1/backend/conversations', '/v1/backend/conversations'],
    [messages, messages],
    // One operation, whatever the version.
    ['/v1/backend/team_conversations/_views_count', views],
    ['/v3/backend/team_conversations/_views_count', views],
    ['/v2/backend/conversation_messages', messages],
    ['/v3/backend/conversation_messages', messages],
    ['/v3/backend/channels/_conv_count', '/v1/backend/channels/_conv_count'],
    // Service after version, version after service.
    ['/backend/v1/conversation_messages', messages],
    ['/backend/v2/team_conversations/_views_count', views],
    ['/backend/v3/conversation', '/v1/backend/conversation'],
    ['/private/backend/v1/conversation', '/v1/backend/conversation'],
    ['/channel-service/v1/conversation', '/v1/backend/conversation'],
    ['/channel-service/v1/conversations', '/v1/backend/conversations'],
    ['/channel-service/v2/channels/_conv_count', '/v2/backend/channels/_conv_count'],
    ['/channel-service/v1/team_conversations/_views_count', views],
    ['/channel-service/v3/conversation_messages', messages],
    ['/v1/channel-service/v1/conversation_messages', messages],
    ['/v1/channel-service/v1/channels/_conv_count', '/v1/backend/channels/_conv_count'],
    // Without a service.
    ['/v1/conversation_messages', messages],
    ['/v1/team_conversations/_views_count', views],
    ['/v1/channels/_conv_count', '/v1/backend/channels/_conv_count'],
    ['/v1/contacts/con_1', '/v1/backend/contacts/con_1'],
    ['/v1/meilisearch/brd_1/search', '/v1/backend/meilisearch/brd_1/search'],
    // Behind the front ends' own proxy.
    ['/api/v1/backend/conversation', '/v1/backend/conversation'],
    ['/api/backend/v2/channels/_conv_count', '/v2/backend/channels/_conv_count'],
    ['/api/channel-service/v2/team_conversations/_views_count', views],
    ['/api/v1/channel-service/v1/conversation_messages', messages],
    ['/api/v1/conversation_messages', messages],
    ['/api/', '/'],
    // The service for people and organizations.
    ['/platform/v1/channels/_conv_count', '/v1/backend/channels/_conv_count'],
    ['/platform/v2/channels/_conv_count', '/v2/backend/channels/_conv_count'],
    ['/v1/platform/categories', '/v1/backend/categories'],
    ['/channel-service/v1/backend/categories', '/v1/backend/categories'],
    ['/channel-service/v1/backend', '/v1/backend/backend'],
    ['/v1/contact/con_1/files', '/v1/backend/contact/con_1/files'],
    ['/v1/conversations_activities/conv_1', '/v1/backend/conversations_activities/conv_1'],
    ['/v1/board/brd_1/board_items/bi_1', '/v1/backend/board/brd_1/board_items/bi_1'],
    ['/data-board/boards', '/v1/backend/board'],
    ['/data-board/boards/brd_1', '/v1/backend/board/brd_1'],
    ['/data-board/boards/brd_1/items', '/v1/backend/board/brd_1/board_items'],
    ['/data-board/boards/brd_1/items/bi_1', '/v1/backend/board/brd_1/board_items/bi_1'],
    ['/data-board/boards/by-contact/con_1', '/v1/backend/board_items/by-contact/con_1'],
    // The SDKs' service for files.
    ['/files/v1/account/_fileupload', '/v1/backend/account/_fileupload'],
    ['/files/v1/conversation_messages/_fileupload', `${messages}/_fileupload`],
    ['/files/v1/contact/con_1/files?x', '/v1/backend/contact/con_1/files?x'],
    ['/api/files/v1/contacts/con_1/files', '/v1/backend/contacts/con_1/files'],
    ['/files/v1/messages/_fileupload', `${messages}/_fileupload`],
    ['/files/v1/files/chat/a.png', '/v1/backend/files/chat/a.png'],
    ['/files/v1/files/chat/a/b.png', '/files/v1/files/chat/a/b.png'],
    ['/files/v1/files/a.png', '/files/v1/files/a.png'],
    ['/files/v1/boards/upload', '/files/v1/boards/upload'],
    ['/files/v4/account/_fileupload', '/files/v4/account/_fileupload'],
    // Where today's clients search.
    ['/data-board/search/multi', '/v1/backend/meilisearch/multi'],
    ['/v1/board/by-contact/con_1', '/v1/backend/board_items/by-contact/con_1'],
    ['/v1/backend/board/by-contact/con_1', '/v1/backend/board_items/by-contact/con_1'],
    ['/v1/backend/board/by-contact', '/v1/backend/board/by-contact'],
    ['/data-board/search/brd_1', '/v1/backend/meilisearch/brd_1/search'],
    ['/data-board/search/brd_1/fetch', '/v1/backend/meilisearch/brd_1/fetch'],
    ['/api/data-board/search/brd_1', '/v1/backend/meilisearch/brd_1/search'],
    // The query is carried over byte by byte.
    ['/backend/v1/channels/_conv_count?view=all', '/v1/backend/channels/_conv_count?view=all'],
    [`${messages}?`, `${messages}?`],
    ['/api/v1/conversation_messages?q=%FF&&=?x', `${messages}?q=%FF&&=?x`],
    ['/?u=/api/backend/v1/conversation', '/?u=/api/backend/v1/conversation'],
    ['/v2/backend/conversation?x=/v2/backend/y', '/v1/backend/conversation?x=/v2/backend/y'],
    // Nobody's address stays as it is.
    ['/', '/'],
    ['/v4/backend/conversation', '/v4/backend/conversation'],
    ['/backend/conversation', '/backend/conversation'],
    ['/v1/conversation', '/v1/conversation'],
    ['/v2/conversation_messages', '/v2/conversation_messages'],
    ['/v1/conversation_messagesx', '/v1/conversation_messagesx'],
    ['/v1/channel-service/v2/conversation', '/v1/channel-service/v2/conversation'],
    ['/v2/channel-service/v1/conversation', '/v2/channel-service/v1/conversation'],
    ['/livez', '/livez'],
    ['/_mock/openapi.json', '/_mock/openapi.json'],
    ['*', '*'],
    ['', ''],
    // Names that every JavaScript object carries.
    ['/v1/backend/constructor', '/v1/backend/constructor'],
    ['/v1/backend/__proto__', '/v1/backend/__proto__'],
    ['/backend/v2/toString', '/v1/backend/toString'],
    ['/channel-service/v3/hasOwnProperty?x', '/v1/backend/hasOwnProperty?x'],
  ]) {
    test(`${url} -> ${canonical}`, () => {
      expect(canonicalUrl(url ?? '')).toBe(canonical)
    })
  }

  test('any text comes back as text, with its query', () => {
    const part = fc.oneof(
      fc.string(),
      fc.constantFrom('/', 'api', 'v1', 'v2', 'backend', 'channel-service', 'data-board', 'search'),
      fc.constantFrom('constructor', '__proto__', 'valueOf', 'toLocaleString', '__defineGetter__'),
    )
    const url = fc.array(part, { maxLength: 8 }).map((parts) => `/${parts.join('/')}`)
    fc.assert(
      fc.property(url, (text) => {
        const canonical = canonicalUrl(text)

        expect(typeof canonical).toBe('string')
        expect(canonical.split('?').slice(1)).toEqual(text.split('?').slice(1))
      }),
      { numRuns: 2_000, seed: 3 },
    )
  })
})

describe('versions are those of the declared paths', () => {
  const { canonicalUrl, formsOf } = createAddresses([
    '/v2/backend/contacts/:contact_id',
    '/v1/backend/contacts/_search',
    '/v1/backend/contacts/:id/notes',
    '/v3/backend/contacts/:id/notes',
    '/v2/backend/contacts/export/:format',
    '/v1/backend/contacts/:id/:part',
    '/v2/backend/teams',
    '/v3/backend/teams',
    '/v2/backend/:noun/_count',
    '/livez',
  ])

  for (const [url, canonical] of [
    // A route with an id, under v2 alone.
    ['/v1/backend/contacts/con_1', '/v2/backend/contacts/con_1'],
    ['/v2/backend/contacts/con_1?x=1', '/v2/backend/contacts/con_1?x=1'],
    ['/backend/v3/contacts/con_1', '/v2/backend/contacts/con_1'],
    ['/v1/contacts/con_1', '/v2/backend/contacts/con_1'],
    ['/api/v1/channel-service/v1/contacts/a%2Fb', '/v2/backend/contacts/a%2Fb'],
    // A word goes before an id.
    ['/v2/backend/contacts/_search', '/v1/backend/contacts/_search'],
    ['/v2/backend/contacts/export/csv', '/v2/backend/contacts/export/csv'],
    ['/v1/backend/contacts/export/csv', '/v2/backend/contacts/export/csv'],
    // Under two versions: the one that was asked for, else the lowest.
    ['/v1/backend/contacts/con_1/notes', '/v1/backend/contacts/con_1/notes'],
    ['/v2/backend/contacts/con_1/notes', '/v1/backend/contacts/con_1/notes'],
    ['/v3/backend/contacts/con_1/notes', '/v3/backend/contacts/con_1/notes'],
    ['/v1/backend/teams', '/v2/backend/teams'],
    ['/v3/backend/teams', '/v3/backend/teams'],
    // The same beginning, another operation.
    ['/v3/backend/contacts/con_1/files', '/v1/backend/contacts/con_1/files'],
    // What has no such operation.
    ['/v2/backend/contacts/', '/v1/backend/contacts/'],
    ['/v2/backend/contacts', '/v1/backend/contacts'],
    ['/v2/backend/contacts/a/b/c', '/v1/backend/contacts/a/b/c'],
    ['/v2/backend/contactsx/con_1', '/v1/backend/contactsx/con_1'],
    // Anything may begin a path.
    ['/v1/backend/boards/_count', '/v2/backend/boards/_count'],
    ['/v1/backend/contacts/_count', '/v2/backend/contacts/_count'],
  ]) {
    test(`${url} -> ${canonical}`, () => {
      expect(canonicalUrl(url ?? '')).toBe(canonical)
    })
  }

  test('every form of an operation leads back to it', () => {
    expect(formsOf('/v2/backend/contacts/:contact_id')).toEqual([
      '/v2/backend/contacts/:contact_id',
      '/backend/v2/contacts/:contact_id',
      '/channel-service/v2/contacts/:contact_id',
      '/platform/v2/contacts/:contact_id',
      '/v1/contacts/:contact_id',
    ])
  })

  test('a route that is declared under v2 with an id is answered', async () => {
    const own = buildApp()
    own.get('/v2/backend/boards/:id', async ({ url, params }) => ({ url, params }))
    try {
      for (const url of ['/v2/backend/boards/brd_1', '/backend/v1/boards/brd_1']) {
        const answer = await own.inject({ url })
        expect({ status: answer.statusCode, body: answer.json() }).toEqual({
          status: 200,
          body: { url: '/v2/backend/boards/brd_1', params: { id: 'brd_1' } },
        })
      }
    } finally {
      await own.close()
    }
  })
})

/** What stands without a service in the address as well. */
const bare = ['conversation_messages', 'team_conversations', 'channels', 'contacts', 'meilisearch']

/** The addresses under which the resource of a declared path is reached, the path itself first. */
function addressesOf(path: string): string[] {
  const [, declared, resource = ''] = /^\/(v\d)\/backend\/(.*)$/.exec(path) ?? []
  if (declared === undefined) return [path, `/api${path}`]
  const isDeclaredTwice = ['channels/_conv_count', 'organizations'].includes(resource)
  const board = /^meilisearch\/([^/]+)\/(?:search|(fetch))$/.exec(resource)
  const addresses = [
    path,
    ...['v1', 'v2', 'v3']
      // Each of both is asked for by its own version.
      .filter((v) => !isDeclaredTwice || v === declared)
      .flatMap((v) => [
        `/${v}/backend/${resource}`,
        `/backend/${v}/${resource}`,
        `/channel-service/${v}/${resource}`,
      ]),
    ...(isDeclaredTwice && declared !== 'v1'
      ? []
      : [
          `/v1/channel-service/v1/${resource}`,
          ...(bare.includes(resource.split('/')[0] ?? '') ? [`/v1/${resource}`] : []),
        ]),
    ...(board === null ? [] : [`/data-board/search/${board[1]}${board[2] ? '/fetch' : ''}`]),
  ]
  return [...addresses, ...addresses.map((address) => `/api${address}`)]
}

describe('each operation answers alike under each of its addresses', () => {
  beforeAll(async () => {
    await searchIsReady(app)
    giveLoginToken(app.world.database)
    uploadExample(app)
    app.worlds.save('default', 'before')
  })

  for (const operation of app.operations) {
    test(operation.operationId, async () => {
      const { method, url, headers, payload } = validRequest(operation)
      const [path = '', query] = url.split('?')
      const search = query === undefined ? '' : `?${query}`
      // What a request writes is taken back, so that each address meets the same world.
      const ask = async (address: string) => {
        const answer = await app.inject({ method, url: address + search, headers, payload })
        app.worlds.restore('default', 'before')
        const text = answer.body.replace(/"processingTimeMs":\d+/, '')
        return { status: answer.statusCode, text }
      }
      const [canonical = '', ...others] = addressesOf(path)
      const answer = await ask(canonical)

      expect(answer.status).toBe(successOf(operation))
      expect(others.length).toBeGreaterThan(0)
      for (const address of others) {
        expect({ address, ...(await ask(address)) }).toEqual({ address, ...answer })
      }
    })
  }
})

describe('the gateway says who it is', () => {
  for (const url of ['/', '/?x=1', '/api/', '/api/?x=1']) {
    test(`GET ${url}`, async () => {
      const answer = await app.inject({ url })

      expect({ status: answer.statusCode, body: answer.json() }).toEqual({
        status: 200,
        body: { name: 'App Gateway Public Server', version, env: 'mock' },
      })
    })
  }
})

describe('an unknown address is 404, whoever asks', () => {
  for (const [method, url] of [
    ['GET', '/nowhere'],
    ['GET', '/api/nowhere'],
    ['GET', '/v1'],
    ['GET', '/v1/backend'],
    ['GET', '/v1/backend/'],
    ['GET', '/v1/backend/nowhere'],
    ['GET', '/v4/backend/conversation'],
    ['GET', '/backend/conversation'],
    ['GET', '/channel-service/conversation'],
    ['GET', '/channel-service/v4/conversation'],
    ['GET', '/v1/channel-service/v2/conversation'],
    ['GET', '/v2/channel-service/v1/conversation'],
    ['GET', '/api/v1/channel-service/v2/conversation'],
    ['GET', '/v1/conversation'],
    ['GET', '/v2/conversation_messages'],
    ['GET', '/api/api/v1/backend/conversation'],
    ['GET', '/apiv1/backend/conversation'],
    ['GET', '/v1/backend/conversation/x'],
    ['GET', '/v1/backend/conversation%00'],
    ['GET', '/v1/backend/conversations/conv_1/x'],
    ['POST', '/v2/backend/team_conversations/_views_count'],
    ['POST', '/v1/backend/channels/_conv_count'],
    ['POST', '/'],
    ['PUT', '/v1/backend/conversation'],
    ['DELETE', '/v1/backend/conversation_messages'],
    ['PATCH', '/v1/backend/conversation_messages'],
    ['PROPFIND', '/v1/backend/conversation'],
    ['TRACE', '/v1/backend/conversation'],
  ] as const) {
    test(`${method} ${url}`, async () => {
      for (const headers of [{}, { 'x-access-token': tokens.user }]) {
        // `inject` types the common methods only.
        const answer = await app.inject({ method: method as 'GET', url, headers })

        expect({ status: answer.statusCode, body: answer.json() }).toEqual({
          status: 404,
          body: { message: 'Not Found' },
        })
        // As it was asked for, before anything was rewritten.
        expect(answer.headers['x-mock-reason']).toContain(`${method} ${url}:`)
      }
    })
  }

  test('also when it is named like what every object has', async () => {
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      const url = `/v1/backend/${name}`
      // Whatever this threw would end the process that serves.
      expect(() => app.operationAddresses.canonicalUrl(url)).not.toThrow()
      const answer = await app.inject({ url, headers: { 'x-access-token': tokens.user } })

      expect({ status: answer.statusCode, body: answer.json() }).toEqual({
        status: 404,
        body: { message: 'Not Found' },
      })
    }
  })

  test('also with a body, whatever it is: an upload, a form, half a JSON', async () => {
    for (const payload of ['{"half', '[]', 'text', '']) {
      for (const type of ['application/json', 'text/plain', 'multipart/form-data']) {
        const headers = { 'content-type': type }
        const answer = await app.inject({ method: 'POST', url: '/nowhere', headers, payload })

        expect({ status: answer.statusCode, body: answer.json() }).toEqual({
          status: 404,
          body: { message: 'Not Found' },
        })
      }
    }
  })
})

test('HEAD answers like GET, without a body, and creates nothing', async () => {
  const { database } = app.world
  const headers = { 'x-access-token': tokens.user }
  const before = writesTo(database)

  const counted = await app.inject({
    method: 'HEAD',
    url: '/v1/backend/channels/_conv_count',
    headers,
  })
  expect([counted.statusCode, counted.body]).toEqual([200, ''])
  for (const [token, query, status] of [
    [tokens.user, `?conversation_id=${ids.conversation}`, 200],
    [tokens.user, '', 400],
    [tokens.contact, '', 200],
    [tokens.channel, '', 404],
  ] as const) {
    const answer = await app.inject({
      method: 'HEAD',
      url: `/v1/backend/conversation${query}`,
      headers: { 'x-access-token': token },
    })
    expect([answer.statusCode, answer.body]).toEqual([status, ''])
  }
  expect(writesTo(database)).toBe(before)
})
