import { createConfig, lintFromString } from '@redocly/openapi-core'
import { describe, expect, test } from 'vitest'
import { readDocumentedExamples } from '../../src/control/openapi.ts'
import { build, client, ids, tokens } from '../helpers.ts'

interface Document {
  openapi: string
  paths: Record<
    string,
    Record<
      string,
      {
        operationId: string
        parameters?: { in: string; name: string; required?: boolean }[]
        requestBody?: { required?: boolean }
        responses: Record<
          string,
          { content: { 'application/json': { examples?: Record<string, { value: unknown }> } } }
        >
      }
    >
  >
}

async function readDocument(): Promise<Document> {
  const { status, body } = await client(build()).get('/_mock/openapi.json')
  expect(status).toBe(200)
  return body
}

/** What is the gateway's, without the mock's own calls. */
function emulated({ paths }: Document): Document['paths'] {
  return Object.fromEntries(Object.entries(paths).filter(([path]) => !path.startsWith('/_mock')))
}

describe('GET /_mock/openapi.json', () => {
  test('a linter finds nothing but that GET / cannot fail', async () => {
    const source = JSON.stringify(await readDocument())
    const config = await createConfig({ extends: ['recommended'] })
    const problems = await lintFromString({ source, config })
    expect(problems.map(({ ruleId, location }) => `${ruleId} ${location[0]?.pointer}`)).toEqual([
      'operation-4xx-response #/paths/~1/get/responses',
    ])
  })

  test('lists each operation once, with every status it can answer', async () => {
    const document = await readDocument()
    const { openapi } = document
    const rows = Object.entries(emulated(document)).flatMap(([path, operations]) =>
      Object.entries(operations).map(
        ([method, { responses }]) =>
          `${method.toUpperCase()} ${path} ${Object.keys(responses).join(' ')}`,
      ),
    )
    expect(openapi).toBe('3.1.0')
    expect(rows.sort()).toEqual([
      'GET / 200',
      'GET /v1/backend/channels/_conv_count 200 400 401 403 413 500',
      'GET /v1/backend/conversation 200 400 401 403 404 413 500',
      'GET /v1/backend/conversation_messages 200 400 401 403 404 413 500',
      'GET /v2/backend/channels/_conv_count 200 400 401 403 413 500',
      'GET /v2/backend/team_conversations/_views_count 200 400 401 403 413 500',
      'POST /v1/backend/conversation 200 400 401 403 413 500',
      'POST /v1/backend/conversation_messages 200 400 401 403 404 413 500',
      'POST /v1/backend/conversations 200 400 401 403 413 500',
      'POST /v1/backend/meilisearch/{index}/fetch 200 400 401 403 404 413 500',
      'POST /v1/backend/meilisearch/{index}/search 200 400 401 403 404 413 500',
    ])
  })

  test('requires what a client must send, and nothing that it may leave out', async () => {
    const required = Object.values(emulated(await readDocument()))
      .flatMap((operations) => Object.values(operations))
      .map(({ operationId, parameters = [], requestBody }) => [
        operationId,
        requestBody?.required ?? null,
        ...parameters.filter((one) => one.required).map((one) => `${one.in} ${one.name}`),
      ])
    expect(required.sort()).toEqual([
      ['createConversation', false],
      ['createConversationBySdk', false],
      ['fetchMessages', true, 'path index'],
      ['getChannelCounts', null],
      ['getGateway', null],
      ['getOrCreateConversation', null],
      ['getTeamChannelCounts', null],
      ['getViewsCount', null],
      ['listMessages', null],
      ['searchMessages', false, 'path index'],
      ['sendMessage', true],
    ])
  })

  test('what it lets a client leave out can be left out', async () => {
    const { get, post } = client(build(), tokens.user)
    const answers = [
      await post('/v1/backend/conversation'),
      await post('/v1/backend/conversations'),
      await post(`/v1/backend/meilisearch/${ids.organization}/search`),
      await get(`/v1/backend/conversation_messages?conversation_id=${ids.conversation}`),
    ]
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
  })

  test('shows every documented example at its operation and status', async () => {
    const { paths } = await readDocument()
    const operations = Object.values(paths).flatMap((path) => Object.values(path))
    for (const [name, { operation, response }] of readDocumentedExamples()) {
      const described = operations.find(({ operationId }) => operationId === operation)
      const media = described?.responses[response.status]?.content['application/json']
      expect(media?.examples?.[name]?.value, name).toEqual(response.body)
    }
  })
})

test('livez and readyz ask for no credential', async () => {
  const { get } = client(build())
  expect(await get('/livez')).toMatchObject({ status: 200, body: { status: 'ok' } })
  expect(await get('/readyz')).toMatchObject({
    status: 200,
    body: { status: 'ok', checks: { database: 'ok', fixture: 'ok' }, search: 'ok' },
  })
})

test('readyz fails when the database cannot be written or holds no fixture', async () => {
  const app = build()
  app.world.database.exec('PRAGMA foreign_keys = OFF; DELETE FROM users')
  expect(await client(app).get('/readyz')).toMatchObject({
    status: 503,
    body: {
      status: 'failed',
      checks: { database: 'ok', fixture: 'failed' },
      reason: 'the database holds no user: start with --reset, and a fixture that has one',
    },
  })
  app.world.database.pragma('query_only = ON')
  expect(await client(app).get('/readyz')).toMatchObject({
    status: 503,
    body: {
      status: 'failed',
      checks: { database: 'failed', fixture: 'failed' },
      reason:
        ':memory: cannot be written: give write permission, or name another file with --db (SQLITE_READONLY)',
    },
  })
})

test('a write that fails says why, and readyz remembers it until one works', async () => {
  const app = build()
  const { database } = app.world
  const { get, post } = client(app, 'con_test_contact')
  const send = () =>
    post('/v1/backend/conversation_messages', { type: 'text', text: 'long '.repeat(2_000) })
  const pages = database.pragma('page_count', { simple: true })
  database.pragma(`max_page_count = ${pages}`)

  let refused = await send()
  for (let n = 0; n < 50 && refused.status === 200; n += 1) refused = await send()
  expect(refused).toEqual({
    status: 500,
    body: { code: 99_999, message: 'Service unavailable, please try again later' },
    reason:
      ':memory: cannot be written, the disk is full: make room, or name another file with --db (SQLITE_FULL)',
  })
  for (const _ of ['once', 'twice']) {
    expect(await get('/readyz')).toMatchObject({
      status: 503,
      body: { checks: { database: 'failed', fixture: 'ok' }, reason: refused.reason },
    })
  }

  database.pragma('max_page_count = 1000000')
  expect(await get('/readyz')).toMatchObject({ status: 200, body: { status: 'ok' } })
  expect((await send()).status).toBe(200)
  expect(database.prepare("SELECT count(*) FROM meta WHERE key = 'room'").pluck().get()).toBe(0)
})

test('a failing database is the documented 500, and nothing of it leaks', async () => {
  const app = build()
  app.world.database.exec('DROP TABLE messages')
  const { status, body } = await client(app, 'con_test_contact').get(
    '/v1/backend/conversation_messages',
  )
  expect(status).toBe(500)
  expect(body).toEqual({
    code: 99_999,
    message: 'Service unavailable, please try again later',
  })
})
