/** What naming a world makes, and what it does not. */
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { type Gateway, startGateway } from '../../src/index.ts'
import { tokens } from '../helpers.ts'

const origin = 'http://app.example'
const json = { 'content-type': 'application/json' }
const lines: string[] = []

let gateway: Gateway
beforeAll(async () => {
  const logOutput = { write: (line: string) => void lines.push(line) }
  gateway = await startGateway({ log: 'json', logOutput })
})
afterAll(() => gateway.close())

const names = () => gateway.worlds.list().map(({ name }) => name)

async function ask(method: string, path: string, headers: Record<string, string> = {}, body = '') {
  const response = await fetch(gateway.url + path, {
    method,
    ...(body === '' ? { headers } : { headers: { ...headers, ...json }, body }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text }
}

describe('no world is made', () => {
  test.each([
    ['GET', '/nowhere', 404],
    ['OPTIONS', '/v1/backend/conversation', 204],
    ['OPTIONS', '/_mock/reset', 404],
    ['POST', '/_mock/nowhere', 404],
    ['GET', '/_mock/openapi.json', 200],
    ['GET', '/livez', 200],
    ['GET', '/_mock/worlds', 200],
    ['GET', '/_mock/worlds/named', 404],
    ['DELETE', '/_mock/worlds/named', 404],
    ['GET', '/_mock/snapshots', 200],
    ['GET', '/_mock/snapshots/none', 404],
    ['DELETE', '/_mock/snapshots/none', 404],
  ])('by %s %s, which works on none', async (method, path, status) => {
    const before = names()
    const answers = [
      await ask(method, path, { 'x-mock-world': 'named' }),
      await ask(method, `/_world/named${path}`),
      await ask(method, path, { cookie: 'mock_world=named' }),
    ]
    expect(answers.map((answer) => answer.status)).toEqual([status, status, status])
    expect(names()).toEqual(before)
  })

  test('by who may not ask', async () => {
    const before = names()
    const { status } = await ask('POST', '/_world/strange/_mock/reset', { origin })
    expect(status).toBe(403)
    expect(names()).toEqual(before)
  })
})

test('a client that always names its world can make it, seeded, and remove it', async () => {
  const headers = { 'x-mock-world': 'its-own' }
  const body = '{"name": "its-own", "seed": 1}'
  for (const _ of ['once', 'and again']) {
    const made = await ask('POST', '/_mock/worlds', headers, body)
    expect([made.status, JSON.parse(made.text)]).toMatchObject([201, { seed: '1' }])
    expect((await ask('DELETE', '/_mock/worlds/its-own', headers)).status).toBe(204)
  }
})

test('a world is left when its answer is over, however it ends', async () => {
  const app = buildApp()
  onTestFinished(() => app.close())
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  const current = () => {
    const world = app.worlds.enter('left')
    app.worlds.leave(world)
    return world
  }
  const before = current()
  const headers = { 'x-mock-world': 'left', 'x-access-token': tokens.channel }
  const url = '/v1/backend/conversation'
  for (const method of ['POST', 'GET', 'OPTIONS', 'PUT'] as const) {
    await app.inject({ method, url, headers })
    await (await fetch(address + url, { method, headers })).text()
  }
  await (
    await fetch(address + url, { method: 'POST', body: '{', headers: { ...headers, ...json } })
  ).text()
  // Its body never comes whole.
  const { port } = new URL(address)
  const socket = connect(Number(port), '127.0.0.1')
  const sent = { host: 'a', ...headers, ...json, 'content-length': '9' }
  const lines = Object.entries(sent).map(([name, value]) => `${name}: ${value}`)
  socket.write(`POST ${url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n{`)
  await new Promise((resolve) => setTimeout(resolve, 50))
  socket.destroy()
  app.worlds.reset('left')
  expect(current()).not.toBe(before)
  await expect.poll(() => before.database.open).toBe(false)
  expect(current().database.open).toBe(true)
})

describe('a page', () => {
  const named = { origin, 'x-mock-world': 'no name' }
  const path = '/v1/backend/channels/_conv_count'

  test('may read why its world was refused', async () => {
    for (const { status, headers } of [
      await ask('GET', path, named),
      await ask('GET', `/_world/no%20name${path}`, { origin }),
      await ask('GET', `/_world/one${path}`, { origin, 'x-mock-world': 'two' }),
    ]) {
      expect(status).toBe(400)
      expect(headers.get('x-mock-reason')).toContain('world')
      expect(headers.get('access-control-allow-origin')).toBe(origin)
    }
  })

  test('may name one, as its preflight says', async () => {
    const preflight = await ask('OPTIONS', path, {
      origin,
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'x-access-token,x-mock-world',
    })
    expect(preflight.headers.get('access-control-allow-headers')).toContain('x-mock-world')
    expect(preflight.headers.get('x-mock-reason')).toBeNull()
    const sent = { origin, 'x-mock-world': 'of-a-page', 'x-access-token': tokens.user }
    expect((await ask('GET', path, sent)).status).toBe(200)
  })
})

test('a log line has the world where it is not default', async () => {
  const lineOf = async (path: string, headers = {}) => {
    lines.length = 0
    await ask('GET', path, headers)
    return JSON.parse(lines.join(''))
  }
  expect(await lineOf('/', { 'x-mock-world': 'logged' })).toMatchObject({ world: 'logged' })
  expect(await lineOf('/')).not.toHaveProperty('world')
  expect(await lineOf('/', { 'x-mock-world': 'no name' })).not.toHaveProperty('world')
  const shown: string[] = []
  await using readable = await startGateway({
    log: 'human',
    logOutput: { write: (line) => void shown.push(line) },
  })
  await fetch(readable.url, { headers: { 'x-mock-world': 'logged' } })
  expect(shown.join('')).toMatch(/ 200 GET \/ in logged \d/)
})
