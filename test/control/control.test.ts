import { createConfig, lintFromString } from '@redocly/openapi-core'
import { describe, expect, test } from 'vitest'
import { readDocumentedExamples } from '../../src/control/openapi.ts'
import { build, client, giveLoginToken } from '../helpers.ts'
import { validRequest } from '../operations/requests.ts'

interface Document {
  openapi: string
  paths: Record<
    string,
    Record<
      string,
      {
        operationId: string
        security?: object[]
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

async function readOperations() {
  const app = build()
  await app.ready()
  return app.operations
}

/** What is the gateway's, without the mock's own calls. */
function emulated({ paths }: Document): Document['paths'] {
  return Object.fromEntries(Object.entries(paths).filter(([path]) => !path.startsWith('/_mock')))
}

describe('GET /_mock/openapi.json', () => {
  test('a linter finds nothing but an address of the gateway’s, what cannot fail and what cannot succeed', async () => {
    const source = JSON.stringify(await readDocument())
    const config = await createConfig({ extends: ['recommended'] })
    const problems = await lintFromString({ source, config })
    expect(problems.map(({ ruleId, location }) => `${ruleId} ${location[0]?.pointer}`)).toEqual([
      // The gateway's own: a contact could be called so, and none is.
      'no-ambiguous-paths #/paths/~1v1~1backend~1contacts~1by-board-item~1{board_item_id}',
      'operation-4xx-response #/paths/~1/get/responses',
      'operation-2xx-response #/paths/~1v1~1backend~1organizations/post/responses',
    ])
  })

  test('lists each declared operation once, with every status it can answer', async () => {
    const document = await readDocument()
    const rows = Object.entries(emulated(document)).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, { operationId, security = [], responses }]) => [
        operationId,
        `${method.toUpperCase()} ${path}`,
        Object.keys(responses),
        security.flatMap((scheme) => Object.keys(scheme)),
      ]),
    )
    expect(document.openapi).toBe('3.1.0')
    expect(rows.sort()).toEqual(
      (await readOperations())
        .map(({ operationId, method, url, callers, schema }) => [
          operationId,
          `${method} ${url.replace(/:(\w+)/g, '{$1}')}`,
          Object.keys(schema.response),
          callers === 'anybody'
            ? []
            : ['accessToken', ...(callers.includes('user') ? ['apiKey', 'bearer'] : [])],
        ])
        .sort(),
    )
  })

  test('requires what a client must send, and nothing that it may leave out', async () => {
    const app = build()
    giveLoginToken(app.world.database)
    const described = new Map(
      Object.values(emulated(await readDocument()))
        .flatMap((operations) => Object.values(operations))
        .map((operation) => [operation.operationId, operation]),
    )
    for (const operation of await readOperations()) {
      const { parameters = [], requestBody } = described.get(operation.operationId) ?? {}
      const { payload, ...request } = validRequest(operation)
      const status = async (asked: object) =>
        (await app.inject({ ...request, ...asked })).statusCode
      for (const { in: place, name, required = false } of parameters) {
        // A path is not there without its parts.
        if (place === 'path') expect(required, name).toBe(true)
        if (place !== 'query') continue
        const [path, search] = request.url.split('?')
        const rest = new URLSearchParams(search)
        rest.delete(name)
        const left = { url: `${path}?${rest}`, payload }
        if (required) expect(await status(left), `${operation.operationId} ${name}`).toBe(400)
      }
      if (requestBody === undefined) continue
      expect([operation.operationId, await status({})]).toEqual([
        operation.operationId,
        requestBody.required ? 400 : 200,
      ])
    }
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
