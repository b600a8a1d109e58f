/** The request log: one line a request, as it was asked, and never a credential in it. */
import { type AddressInfo, connect } from 'node:net'
import { afterAll, describe, expect, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import type { LogFormat } from '../../src/base/log-output.ts'
import { build, ids, tokens } from '../helpers.ts'
import { run } from '../process/run.ts'

/** A gateway that writes its log into a list. */
function buildLogged(log: LogFormat) {
  const lines: string[] = []
  const app = build({ log, logOutput: { write: (line: string) => void lines.push(line) } })
  return { app, lines }
}

const access = (token: string) => ({ 'x-access-token': token })
const channels = '/v1/backend/channels/_conv_count'
const messages = '/v1/backend/conversation_messages'

const requests: {
  name: string
  method?: 'GET' | 'POST' | 'PUT' | 'OPTIONS'
  url: string
  headers?: Record<string, string>
  payload?: string
  status: number
  /** A part of the reason, for a refusal. */
  reason?: string
}[] = [
  { name: 'the gateway itself', url: '/', status: 200 },
  { name: 'a count', url: `${channels}?view=all`, headers: access(tokens.user), status: 200 },
  {
    name: 'an address with an alias',
    url: '/api/channel-service/v2/team_conversations/_views_count?type=business_unit_id&q=',
    headers: access(tokens.user),
    status: 200,
  },
  {
    name: 'a sent message',
    method: 'POST',
    url: '/v1/conversation_messages',
    headers: { ...access(tokens.contact), 'content-type': 'application/json' },
    payload: '{"type":"text","text":"Hello"}',
    status: 200,
  },
  { name: 'a preflight', method: 'OPTIONS', url: '/backend/v1/conversation', status: 204 },
  { name: 'a missing credential', url: channels, status: 401, reason: 'no credential' },
  {
    name: 'a foreign organization',
    url: channels,
    headers: { ...access(tokens.user), 'x-organization-id': ids.otherOrganization },
    status: 403,
    reason: ids.otherOrganization,
  },
  {
    name: 'a refused parameter',
    url: `${messages}?limit=ten`,
    headers: access(tokens.contact),
    status: 400,
    reason: 'query.limit must be a whole number',
  },
  {
    name: 'an unknown conversation',
    url: `${messages}?conversation_id=conv_none`,
    headers: access(tokens.user),
    status: 404,
    reason: 'conv_none',
  },
  {
    name: 'a refused body',
    method: 'POST',
    url: messages,
    headers: { ...access(tokens.contact), 'content-type': 'application/json' },
    payload: '{"type":"text"}',
    status: 400,
    reason: 'body.text is missing',
  },
  {
    name: 'half a JSON body',
    method: 'POST',
    url: messages,
    headers: { ...access(tokens.contact), 'content-type': 'application/json' },
    payload: '{"type"',
    status: 400,
    reason: 'JSON',
  },
  {
    name: 'a body of 5 MB',
    method: 'POST',
    url: messages,
    headers: { ...access(tokens.contact), 'content-type': 'application/json' },
    payload: 'x'.repeat(5_000_000),
    status: 413,
    reason: 'too large',
  },
  { name: 'an unknown address', url: '/api/nowhere?x=1', status: 404, reason: '/api/nowhere' },
  { name: 'an unknown method', method: 'PUT', url: messages, status: 404, reason: 'PUT' },
  { name: 'a path that is not UTF-8', url: '/v1/backend/%FF', status: 400, reason: '%FF' },
]

describe('each request leaves one line', () => {
  for (const { name, status, reason, method = 'GET', url, headers, payload } of requests) {
    test(`of JSON: ${name}`, async () => {
      const { app, lines } = buildLogged('json')

      const answer = await app.inject({ method, url, headers, payload })

      expect(answer.statusCode).toBe(status)
      expect(lines).toHaveLength(1)
      expect(lines[0]).toMatch(/^\{.*\}\n$/)
      expect(JSON.parse(lines[0] ?? '')).toMatchObject({
        method,
        // As it was asked for, before any rewriting.
        url,
        status,
        ms: expect.any(Number),
        request_id: answer.headers['x-request-id'],
        time: expect.any(Number),
        ...(reason !== undefined && { reason: expect.stringContaining(reason) }),
      })
      if (reason === undefined) expect(JSON.parse(lines[0] ?? '')).not.toHaveProperty('reason')
    })

    test(`for people: ${name}`, async () => {
      const { app, lines } = buildLogged('human')

      const answer = await app.inject({ method, url, headers, payload })

      expect(lines).toHaveLength(1)
      const [line = ''] = lines
      expect(line).toMatch(/^\d\d:\d\d:\d\d\.\d{3} [^\n]*\n$/)
      expect(line).toContain(` ${status} ${method} ${url} `)
      expect(line).toMatch(/ \d+(\.\d+)? ms /)
      expect(line).toContain(String(answer.headers['x-request-id']))
      if (reason !== undefined) expect(line).toContain(reason)
      else expect(line).not.toContain('(')
    })
  }

  test('and none when the log is off', async () => {
    const { app, lines } = buildLogged('off')

    await app.inject({ url: '/' })
    await app.inject({ url: '/nowhere' })

    expect(lines).toEqual([])
  })

  test('in the order in which they were answered', async () => {
    const { app, lines } = buildLogged('json')

    for (const id of ['first', 'second', 'third']) {
      await app.inject({ url: '/', headers: { 'x-request-id': id } })
    }

    expect(lines.map((line) => JSON.parse(line).request_id)).toEqual(['first', 'second', 'third'])
  })
})

describe('a line stays a line, whatever was sent', () => {
  const json = { 'content-type': 'application/json' }
  for (const [name, request] of [
    [
      'a newline in a query',
      {
        url: `${channels}?team_id=%0A12:00:00.000%20200%20GET%20/forged`,
        headers: access(tokens.user),
      },
    ],
    ['a return in a query', { url: `${channels}?team_id=%0Dforged`, headers: access(tokens.user) }],
    [
      'a terminal’s escape sequence',
      { url: `${channels}?team_id=%1B[2J`, headers: access(tokens.user) },
    ],
    [
      'a newline in a body',
      {
        method: 'POST' as const,
        url: '/v1/backend/conversation',
        headers: { ...access(tokens.user), ...json },
        payload: '{"contact_id":"con_\\n12:00:00.000 200 GET /forged"}',
      },
    ],
    [
      'an escape sequence in a body',
      {
        method: 'POST' as const,
        url: '/v1/backend/conversation',
        headers: { ...access(tokens.user), ...json },
        payload: '{"channel_id":"\\u001b]0;title\\u0007\\u009b2J"}',
      },
    ],
    [
      'a newline in a conversation’s id',
      { url: `${messages}?conversation_id=%0Aforged`, headers: access(tokens.user) },
    ],
    [
      'an override of direction in a query',
      { url: `${channels}?team_id=%E2%80%AEx%C2%9By`, headers: access(tokens.user) },
    ],
    [
      'a line separator in a query',
      { url: `${channels}?team_id=%C2%85x%E2%80%A8y`, headers: access(tokens.user) },
    ],
  ] as const) {
    for (const format of ['human', 'json'] as const) {
      test(`${name}: ${format}`, async () => {
        const { app, lines } = buildLogged(format)

        const answer = await app.inject(request)

        expect(answer.statusCode).toBeGreaterThanOrEqual(400)
        expect(lines).toHaveLength(1)
        // For people, also nothing that moves a terminal's cursor.
        expect(lines[0]).toMatch(/^[^\p{Cc}\p{Bidi_Control}\u2028\u2029]*\n$/u)
      })
    }
  }
})

describe('a token is in no line and in no header that explains', () => {
  const jwt = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"sub":"u_9e2ee20d-3906-433b-9b79-ac47e6dd40b3","email":"x@example.com"}').toString('base64url')}.c2lnbmF0dXJl`
  const secrets = {
    'an access token': tokens.user,
    'an unknown access token': 'acc_ffffffff-0000-4000-8000-000000000000',
    'an expired token': tokens.expired,
    'a contact’s access token': tokens.contactAccess,
    'an API key': tokens.apiKey,
    'a login token': 'login_acc_ffffffff-0000-4000-8000-000000000001',
    'a refresh token': 'rtk_ffffffff-0000-4000-8000-000000000002',
    'a JWT': jwt,
  }
  const logged = (['human', 'json'] as const).map((format) => {
    const lines: string[] = []
    const logOutput = { write: (line: string) => void lines.push(line) }
    return { app: buildApp({ log: format, logOutput }), lines }
  })
  afterAll(() => Promise.all(logged.map(({ app }) => app.close())))

  /** Enough of a secret to know it again, without what all of its kind begin with. */
  const tellTale = (secret: string) => secret.split(/[_.]/).at(-1) ?? secret

  for (const [name, secret] of Object.entries(secrets)) {
    const encoded = `%${secret.charCodeAt(0).toString(16)}${secret.slice(1)}`
    const json = { 'content-type': 'application/json', ...access(tokens.user) }
    const places: {
      place: string
      url: string
      method?: 'POST'
      headers?: Record<string, string>
      payload?: string
    }[] = [
      { place: 'x-access-token', url: channels, headers: access(secret) },
      { place: 'x-api-key', url: channels, headers: { 'x-api-key': secret } },
      { place: 'x-temp-token', url: channels, headers: { 'x-temp-token': secret } },
      { place: 'Bearer', url: channels, headers: { authorization: `Bearer ${secret}` } },
      {
        place: 'Bearer with an organization',
        url: channels,
        headers: { authorization: `Bearer ${secret}`, 'x-organization-id': ids.organization },
      },
      {
        place: 'Bearer with a foreign organization',
        url: channels,
        headers: { authorization: `Bearer ${secret}`, 'x-organization-id': ids.otherOrganization },
      },
      {
        place: 'x-organization-id',
        url: channels,
        headers: { ...access(tokens.user), 'x-organization-id': secret },
      },
      { place: 'x-request-id', url: '/nowhere', headers: { 'x-request-id': secret } },
      { place: 'the path', url: `/v1/backend/accounts/${secret}` },
      { place: 'the end of a word in the path', url: `/v1/backend/my_${secret}` },
      { place: 'an encoded path', url: `/v1/backend/${encoded}` },
      { place: 'a query', url: `${channels}?access_token=${secret}` },
      { place: 'a query of another name', url: `${channels}?my_key=${secret}` },
      { place: 'a query without a name', url: `${channels}?${secret}` },
      { place: 'an encoded query', url: `${channels}?x=${encoded}` },
      {
        place: 'an address in a query',
        url: `${channels}?next=${encodeURIComponent(`/x?t=${secret}`)}`,
      },
      {
        place: 'JSON in a query',
        url: `${channels}?x=${encodeURIComponent(JSON.stringify({ t: secret }))}`,
      },
      {
        place: 'a refused team',
        url: `${channels}?team_id=${secret}`,
        headers: access(tokens.user),
      },
      {
        place: 'a conversation’s id',
        url: `${messages}?conversation_id=${secret}`,
        headers: access(tokens.user),
      },
      {
        place: 'a contact’s id in a body',
        method: 'POST',
        url: '/v1/backend/conversation',
        headers: json,
        payload: JSON.stringify({ contact_id: secret }),
      },
      {
        place: 'a body that is no JSON',
        method: 'POST',
        url: '/v1/backend/conversation',
        headers: json,
        payload: secret,
      },
      {
        place: 'a content type',
        method: 'POST',
        url: '/v1/backend/conversation',
        headers: { ...json, 'content-type': `text/${secret}` },
        payload: 'x',
      },
      {
        place: 'a content type that is none',
        method: 'POST',
        url: '/v1/backend/conversation',
        headers: { ...json, 'content-type': secret },
        payload: 'x',
      },
      { place: 'a query encoded twice', url: `${channels}?x=${encoded.replace('%', '%25')}` },
      { place: 'a path that cannot be decoded', url: `/v1/backend/${secret}%FF` },
    ]
    for (const { place, ...request } of places) {
      test(`${name} in ${place}`, async () => {
        for (const { app, lines } of logged) {
          const answer = await app.inject(request)

          const [line] = lines.splice(0)
          expect(line).not.toContain(tellTale(secret))
          expect(String(answer.headers['x-mock-reason'])).not.toContain(tellTale(secret))
        }
      })
    }
  }
})

interface SentRequest {
  url: string
  method?: 'POST'
  headers?: Record<string, string>
  payload?: string
}

describe('a secret of no known form is told nowhere', () => {
  const secret = 'hunter2-Zq9'
  const json = { ...access(tokens.user), 'content-type': 'application/json' }
  const places: [place: string, request: SentRequest][] = [
    ['x-access-token', { url: channels, headers: access(secret) }],
    ['x-access-token and the path', { url: `/nowhere/${secret}`, headers: access(secret) }],
    ['x-api-key and a query', { url: `/nowhere?x=${secret}`, headers: { 'x-api-key': secret } }],
    ['Bearer', { url: `/x?y=${secret}`, headers: { authorization: `Bearer ${secret}` } }],
    [
      'a credential and a request’s id',
      { url: channels, headers: { ...access(secret), 'x-request-id': secret } },
    ],
    ['a token in a query', { url: `${channels}?token=${secret}`, headers: access(tokens.user) }],
    ['a token encoded twice', { url: `${channels}?%2574oken=${secret}` }],
    ['a password in a query', { url: `/v1/backend/login?email=x&password=${secret}` }],
    ['a one-time password', { url: `/v1/backend/login?otp=${secret}` }],
    [
      'a content type',
      {
        method: 'POST',
        url: '/v1/backend/conversation',
        headers: { ...json, 'content-type': `text/${secret}` },
        payload: 'x',
      },
    ],
    [
      'a content type that is none',
      {
        method: 'POST',
        url: '/v1/backend/conversation',
        headers: { ...json, 'content-type': secret },
        payload: 'x',
      },
    ],
    [
      'a body that is no JSON',
      {
        method: 'POST',
        url: '/v1/backend/conversation',
        headers: json,
        payload: `{"password":"${secret}"`,
      },
    ],
  ]
  for (const format of ['human', 'json'] as const) {
    test.each(places)(`${format}: %s`, async (_place, request) => {
      const { app, lines } = buildLogged(format)

      const answer = await app.inject(request)

      expect(answer.statusCode).toBeGreaterThanOrEqual(200)
      expect(lines).toHaveLength(1)
      expect(lines.join('')).not.toContain('hunter2')
      const { 'x-request-id': _own, ...headers } = answer.headers
      expect(JSON.stringify(headers) + answer.body).not.toContain('hunter2')
    })
  }
})

test.each(['human', 'json'] as const)('a refusal keeps its words: %s', async (format) => {
  const { app, lines } = buildLogged(format)
  const headers = access(tokens.channel)
  const { headers: told } = await app.inject({ url: messages, headers })
  const reason = 'this operation takes user, api_key, contact credentials, not channel'
  expect(told['x-mock-reason']).toBe(reason)
  expect(lines.join('')).toContain(reason)
})

test('a reason does not tell whose a foreign index is', async () => {
  const { app } = buildLogged('json')
  const answer = await app.inject({
    method: 'POST',
    url: `/v1/backend/meilisearch/${ids.organization}/search`,
    headers: access(tokens.foreignUser),
  })
  expect(answer.statusCode).toBe(403)
  expect(answer.headers['x-mock-reason']).toBe(
    `index: ${ids.organization} is not of an organization of the caller`,
  )
  const board = 'brd_d4b3fd02-95c6-46d9-8adb-4e5354033eb8'
  const ofBoard = await app.inject({
    method: 'POST',
    url: `/v1/backend/meilisearch/${board}/search`,
    headers: access(tokens.foreignUser),
  })
  expect(ofBoard.statusCode).toBe(403)
  expect(ofBoard.headers['x-mock-reason']).not.toContain('org_')
})

test('a contact’s or channel’s id is not told when it was sent as a credential', async () => {
  for (const secret of [tokens.contact, tokens.channel, 'con_unknown', 'ch_unknown']) {
    const { app, lines } = buildLogged('json')

    for (const headers of [
      access(secret),
      { authorization: `Bearer ${secret}` },
      { 'x-api-key': secret },
      { ...access(secret), 'x-organization-id': ids.otherOrganization },
    ]) {
      await app.inject({ url: channels, headers })
      await app.inject({ url: `/nowhere?x-access-token=${secret}`, headers })
      await app.inject({ method: 'POST', url: messages, headers, payload: { type: 'text' } })
    }

    expect(lines).toHaveLength(12)
    expect(lines.join('')).not.toContain(secret)
  }
})

test('health checks are told of when they fail, and when they succeed again', async () => {
  const { app, lines } = buildLogged('json')
  const { database } = app.world
  const check = async () => {
    for (const url of ['/livez', '/readyz', '/readyz?verbose', '/api/livez']) {
      await app.inject({ url })
      await app.inject({ method: 'HEAD', url })
    }
  }
  const told = () =>
    lines
      .splice(0)
      .map((line) => JSON.parse(line))
      .filter(({ url }) => url !== undefined)
      .map(({ method, url, status }) => `${status} ${method} ${url}`)

  await check()
  await check()
  expect(told()).toEqual([])
  database.pragma('query_only = ON')
  await check()
  await check()
  const failed = ['/readyz', '/readyz?verbose'].flatMap((url) => [
    `503 GET ${url}`,
    `503 HEAD ${url}`,
  ])
  expect(told()).toEqual([...failed, ...failed])
  database.pragma('query_only = OFF')
  await check()
  await check()
  expect(told()).toEqual(['200 GET /readyz'])
  // What only begins so is a request like any other, and a wrong method is a failure.
  await app.inject({ url: '/livezx' })
  await app.inject({ method: 'POST', url: '/livez' })
  expect(told()).toEqual(['404 GET /livezx', '404 POST /livez'])
  await check()
  expect(told()).toEqual(['200 GET /livez'])
})

test('the command’s own health check leaves no line', async () => {
  const { app, lines } = buildLogged('json')
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo

  const { code, stdout } = await run(['health', '--port', String(port)])

  expect([code, stdout]).toEqual([0, expect.stringContaining('"status":"ok"')])
  expect(lines).toEqual([])
})

test('a caller who hangs up halfway is no failure of the gateway', async () => {
  const { app, lines } = buildLogged('json')
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const gone = new Promise((resolve) =>
    app.server.once('connection', (s) => s.once('close', resolve)),
  )

  const socket = connect(port, '127.0.0.1', () => {
    socket.write(
      `POST ${messages} HTTP/1.1\r\nhost: x\r\nx-access-token: ${tokens.contact}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"type"`,
      () => setTimeout(() => socket.destroy(), 20),
    )
  })
  await gone
  await app.inject({ url: '/' })

  const levels = lines.map((line) => JSON.parse(line).level)
  expect(levels.filter((level) => level >= 50)).toEqual([])
})
