/** What a browser needs to be let in, and the id each answer carries, as the gateway does both. */
import { afterAll, describe, expect, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { readInvocation } from '../../src/command/invocation.ts'
import { build, ids, tokens, writesTo } from '../helpers.ts'

const app = buildApp()
afterAll(() => app.close())

const origin = 'http://localhost:3001'
const uuid = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/

const words = (header: unknown) => String(header).split(/, */)

/** One request for each kind of answer there is. */
const requests: {
  name: string
  method?: 'POST' | 'PUT' | 'OPTIONS'
  url: string
  headers?: Record<string, string>
  payload?: string
  status: number
}[] = [
  { name: 'the gateway itself', url: '/', status: 200 },
  {
    name: 'a count',
    url: '/v1/backend/channels/_conv_count',
    headers: { 'x-access-token': tokens.user },
    status: 200,
  },
  {
    name: 'a sent message',
    method: 'POST',
    url: '/v1/backend/conversation_messages',
    headers: { 'x-access-token': tokens.contact, 'content-type': 'application/json' },
    payload: '{"type":"text","text":"Hello"}',
    status: 200,
  },
  { name: 'a missing credential', url: '/v1/backend/conversation', status: 401 },
  {
    name: 'a foreign organization',
    url: '/v1/backend/channels/_conv_count',
    headers: { 'x-access-token': tokens.user, 'x-organization-id': ids.otherOrganization },
    status: 403,
  },
  {
    name: 'a refused query',
    url: '/v1/backend/channels/_conv_count?view=none',
    headers: { 'x-access-token': tokens.user },
    status: 400,
  },
  {
    name: 'an unknown team',
    url: '/v1/backend/channels/_conv_count?team_id=t_none',
    headers: { 'x-access-token': tokens.user },
    status: 400,
  },
  {
    name: 'an unknown conversation',
    url: '/v1/backend/conversation_messages?conversation_id=conv_none',
    headers: { 'x-access-token': tokens.user },
    status: 404,
  },
  {
    name: 'half a JSON body',
    method: 'POST',
    url: '/v1/backend/conversation',
    headers: { 'x-access-token': tokens.user, 'content-type': 'application/json' },
    payload: '{"channel_id"',
    status: 400,
  },
  {
    name: 'a body that is not JSON',
    method: 'POST',
    url: '/v1/backend/conversation',
    headers: { 'x-access-token': tokens.user, 'content-type': 'text/plain' },
    payload: 'hello',
    status: 400,
  },
  {
    name: 'a body of 5 MB',
    method: 'POST',
    url: '/v1/backend/conversation_messages',
    headers: { 'x-access-token': tokens.contact, 'content-type': 'application/json' },
    payload: JSON.stringify({ type: 'text', text: 'x'.repeat(5_000_000) }),
    status: 413,
  },
  { name: 'an unknown address', url: '/nowhere', status: 404 },
  { name: 'an unknown method', method: 'PUT', url: '/v1/backend/conversation', status: 404 },
  { name: 'a path that is not UTF-8', url: '/v1/backend/%FF', status: 400 },
  { name: 'a path with half an escape', url: '/v1/backend/%4', status: 400 },
]

describe('every answer lets the asking origin in', () => {
  for (const { name, status, headers, ...request } of requests) {
    test(`${name}: ${status}`, async () => {
      const answer = await app.inject({ ...request, headers: { ...headers, origin } })

      expect(answer.statusCode).toBe(status)
      expect(answer.headers).toMatchObject({
        'access-control-allow-origin': origin,
        'access-control-allow-credentials': 'true',
      })
      const exposed = words(answer.headers['access-control-expose-headers'])
      // The gateway exposes the first, and a page can read what the mock says besides.
      expect(exposed[0]).toBe('x-request-id')
      const own = Object.keys(answer.headers).filter((header) => header.startsWith('x-mock-'))
      expect(own).toEqual(status >= 400 ? ['x-mock-reason'] : [])
      expect(exposed).toEqual(expect.arrayContaining(own))
      expect(words(answer.headers.vary)).toContain('Origin')
    })
  }

  test('whatever the origin is', async () => {
    for (const other of ['https://app.example.com', 'http://127.0.0.1:5000', 'null']) {
      const answer = await app.inject({ url: '/', headers: { origin: other } })

      expect(answer.headers['access-control-allow-origin']).toBe(other)
    }
  })

  test('and names none to a caller that is no browser', async () => {
    const answer = await app.inject({ url: '/' })

    expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
  })
})

describe('a preflight', () => {
  for (const url of [
    '/v1/backend/conversation',
    '/channel-service/v1/conversation_messages',
    '/api/channel-service/v2/team_conversations/_views_count',
    '/v1/backend/channels/_conv_count?view=all',
    '/nowhere',
    '/',
  ]) {
    test(`to ${url} needs no credential and allows what the gateway allows`, async () => {
      const answer = await app.inject({
        method: 'OPTIONS',
        url,
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'content-type,x-access-token',
        },
      })

      expect([answer.statusCode, answer.body]).toEqual([204, ''])
      expect(answer.headers).toMatchObject({
        'access-control-allow-origin': origin,
        'access-control-allow-credentials': 'true',
      })
      expect(words(answer.headers['access-control-allow-methods']).sort()).toEqual(
        ['DELETE', 'GET', 'OPTIONS', 'PATCH', 'POST', 'PUT'].sort(),
      )
      expect(
        words(answer.headers['access-control-allow-headers'])
          .map((name) => name.toLowerCase())
          .sort(),
      ).toEqual(
        [
          'content-type',
          'authorization',
          'x-api-key',
          'x-access-token',
          'x-temp-token',
          'user-agent',
          'organization-id',
          'x-organization-id',
          'user-email',
          'user-id',
          'x-user-id',
          'x-user-email',
          'x-request-id',
          'x-mock-world',
          'x-mock-fault',
        ].sort(),
      )
      expect(answer.headers['x-request-id']).toMatch(uuid)
    })
  }

  const allowedHeaders =
    'Content-Type, Authorization, x-api-key, x-access-token, x-temp-token, user-agent, organization-id, x-organization-id, user-email, user-id, x-user-id, x-user-email, x-request-id, x-mock-world, x-mock-fault'
  for (const [name, asked, problem] of [
    [
      'a header that no page may send',
      { 'access-control-request-headers': 'content-type,x-trace-id' },
      `x-trace-id is no header that a page may send (${allowedHeaders})`,
    ],
    [
      'several of them',
      { 'access-control-request-headers': 'a, b, X-Access-Token, c,d,e,f,,g' },
      `a, b, c, d, e and 2 more are no headers that a page may send (${allowedHeaders})`,
    ],
    [
      'a method that no page may use',
      { 'access-control-request-method': 'PROPFIND' },
      'the method PROPFIND is not one that a page may use (GET, POST, PUT, DELETE, OPTIONS, PATCH)',
    ],
  ] as const) {
    test(`for ${name} is answered, and says that the browser will refuse`, async () => {
      const lines: string[] = []
      const logged = build({ log: 'json', logOutput: { write: (line) => void lines.push(line) } })
      const answer = await logged.inject({
        method: 'OPTIONS',
        url: '/v1/backend/conversation',
        headers: { origin, 'access-control-request-method': 'POST', ...asked },
      })

      const reason = `the browser will refuse: ${problem}`
      expect([answer.statusCode, answer.headers['x-mock-reason']]).toEqual([204, reason])
      expect(JSON.parse(lines.join(''))).toMatchObject({ method: 'OPTIONS', status: 204, reason })
    })
  }

  test('for headers in capitals is as good as any', async () => {
    const answer = await app.inject({
      method: 'OPTIONS',
      url: '/v1/backend/conversation',
      headers: {
        origin,
        'access-control-request-method': 'HEAD',
        'access-control-request-headers': 'AUTHORIZATION, Content-type',
      },
    })

    expect(answer.headers).not.toHaveProperty('x-mock-reason')
  })

  test('without any of its headers is answered as well', async () => {
    const answer = await app.inject({ method: 'OPTIONS', url: '/v1/backend/conversation' })

    expect([answer.statusCode, answer.body]).toEqual([204, ''])
  })

  test('writes nothing', async () => {
    const before = writesTo(app.world.database)

    await app.inject({
      method: 'OPTIONS',
      url: '/v1/backend/conversation',
      headers: { origin, 'access-control-request-method': 'GET', 'x-access-token': tokens.user },
    })

    expect(writesTo(app.world.database)).toBe(before)
  })
})

describe('what is the mock’s own is for no page of another origin', () => {
  test.each(['/_mock/openapi.json', '/%5fmock/openapi.json', '/livez', '/readyz?x=1'])(
    '%s',
    async (url) => {
      for (const method of ['GET', 'HEAD'] as const) {
        const answer = await app.inject({ method, url, headers: { origin } })
        expect(answer.statusCode).toBe(200)
        expect(Object.keys(answer.headers).join(' ')).not.toContain('access-control')
      }
      const preflight = await app.inject({
        method: 'OPTIONS',
        url: decodeURIComponent(url),
        headers: { origin, 'access-control-request-method': 'GET' },
      })
      expect(preflight.statusCode).toBe(404)
      expect(Object.keys(preflight.headers).join(' ')).not.toContain('access-control')
    },
  )
})

describe('with allowOrigins', () => {
  const other = 'https://evil.example'
  const narrow = buildApp({ allowOrigins: [origin, 'capacitor://localhost'] })
  afterAll(() => narrow.close())
  const creation = {
    method: 'POST' as const,
    url: '/v1/backend/conversation',
    headers: { 'x-access-token': tokens.channel },
  }
  const countConversations = () =>
    narrow.world.database.prepare('SELECT count(*) FROM conversations').pluck().get()

  test.each([origin, 'capacitor://localhost'])('a page of %s asks as before', async (allowed) => {
    const answer = await narrow.inject({
      ...creation,
      headers: { ...creation.headers, origin: allowed },
    })
    expect(answer.statusCode).toBe(200)
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': allowed,
      'access-control-allow-credentials': 'true',
    })
    const preflight = await narrow.inject({
      method: 'OPTIONS',
      url: creation.url,
      headers: { origin: allowed, 'access-control-request-method': 'POST' },
    })
    expect(preflight.headers['access-control-allow-origin']).toBe(allowed)
  })

  test('who is no browser asks as before', async () => {
    expect((await narrow.inject(creation)).statusCode).toBe(200)
  })

  test('a page from the gateway’s own address asks as before', async () => {
    const headers = { ...creation.headers, host: 'mock:9001', origin: 'http://mock:9001' }
    expect((await narrow.inject({ ...creation, headers })).statusCode).toBe(200)
  })

  test.each([other, 'null', 'http://localhost:3002', 'https://localhost:3001', `${origin}.evil`])(
    'a page of %s neither reads nor writes',
    async (foreign) => {
      const before = countConversations()
      const answer = await narrow.inject({
        ...creation,
        headers: { ...creation.headers, origin: foreign },
      })
      expect([answer.statusCode, answer.json()]).toEqual([
        403,
        { code: 40_003, message: 'No permission' },
      ])
      expect(answer.headers['x-mock-reason']).toContain(`start with --allow-origin ${foreign}`)
      expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
      expect(countConversations()).toBe(before)

      const preflight = await narrow.inject({
        method: 'OPTIONS',
        url: creation.url,
        headers: { origin: foreign, 'access-control-request-method': 'POST' },
      })
      expect(preflight.headers).not.toHaveProperty('access-control-allow-origin')
      expect(preflight.headers['x-mock-reason']).toContain(`start with --allow-origin ${foreign}`)
    },
  )

  test.each([
    ['localhost:3000', 'an origin such as http://localhost:3000'],
    ['*', 'an origin such as http://localhost:3000'],
    ['null', 'an origin such as http://localhost:3000'],
    ['http://localhost:3000/', 'an origin as browsers send it: http://localhost:3000'],
    ['http://LOCALHOST:80/app', 'an origin as browsers send it: http://localhost'],
  ])('%s is refused with what would be right', (text, right) => {
    const found = `found ${JSON.stringify(text)}`
    expect(() => buildApp({ allowOrigins: [text] })).toThrow(
      `allowOrigins: expected ${right}, ${found}`,
    )
    expect(() => readInvocation(['--allow-origin', text], {})).toThrow(
      `--allow-origin: expected ${right}, ${found}`,
    )
  })
})

describe('x-request-id', () => {
  describe('is on every answer', () => {
    for (const { name, status, headers, ...request } of requests) {
      test(`${name}: ${status}`, async () => {
        const made = await app.inject({ ...request, headers })
        const echoed = await app.inject({
          ...request,
          headers: { ...headers, 'x-request-id': 'my own' },
        })

        expect([made.statusCode, echoed.statusCode]).toEqual([status, status])
        expect(made.headers['x-request-id']).toMatch(uuid)
        expect(echoed.headers['x-request-id']).toBe('my own')
      })
    }
  })

  for (const [name, sent, isEchoed] of [
    ['one character', 'x', true],
    ['a UUID', 'f8ca2a03-b7f5-4060-a988-c9c90d48c284', true],
    ['64 characters', 'x'.repeat(64), true],
    ['65 characters', 'x'.repeat(65), false],
    ['1000 characters', 'x'.repeat(1000), false],
    ['nothing', '', false],
  ] as const) {
    test(`of ${name} is ${isEchoed ? 'echoed' : 'replaced'}`, async () => {
      const answer = await app.inject({ url: '/', headers: { 'x-request-id': sent } })

      if (isEchoed) expect(answer.headers['x-request-id']).toBe(sent)
      else expect(answer.headers['x-request-id']).toMatch(uuid)
    })
  }

  test('is a new one each time', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => app.inject({ url: '/' })))

    expect(new Set(answers.map(({ headers }) => headers['x-request-id'])).size).toBe(3)
  })

  test('comes from the world’s ids', async () => {
    const world = build({ newId: (kind) => `${kind}_1` })

    expect((await world.inject({ url: '/nowhere' })).headers['x-request-id']).toBe('request_1')
  })
})
