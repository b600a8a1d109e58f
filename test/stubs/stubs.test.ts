/** Answers for addresses that no operation has, over a real port. */
import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Gateway, type NewStub, startGateway } from '../../src/index.ts'
import { stubAddress } from '../../src/stubs/address.ts'
import { render } from '../../src/stubs/render.ts'
import { tokens } from '../helpers.ts'
import { scratchFolder } from '../process/run.ts'

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway.close())
beforeEach(() => gateway.reset())

async function ask(path: string, options: RequestInit = {}) {
  const response = await fetch(gateway.url + path, options)
  const text = await response.text()
  return { status: response.status, text, headers: response.headers }
}

const call = (method: string, path: string, body?: unknown) =>
  ask(path, {
    method,
    ...(body !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  })

const add = (stub: NewStub) => gateway.worlds.get('default').stubs.add(stub)

describe('an address', () => {
  test.each([
    ['/a/{id}', '/a/7', { id: '7' }],
    ['/a/{id}', '/a/7/', { id: '7' }],
    ['/a/{id}', '/a/x%20y', { id: 'x y' }],
    ['/a/{id}', '/a/x%ff', { id: 'x%ff' }],
    ['/a/{id}', '/a/7/8', undefined],
    ['/a/{id}/b/{n}', '/a/7/b/8', { id: '7', n: '8' }],
    ['/a/*', '/a/7/8', {}],
    ['/a.b', '/axb', undefined],
  ])('%s fits %s: %o', (pattern, path, found) => {
    expect(stubAddress(pattern).read(path)).toEqual(found)
  })
})

describe('what was sent stands in', () => {
  const sent = {
    path: { id: '7' },
    query: { q: 'hello' },
    header: { 'x-user-id': 'u_1' },
    body: { tags: ['a'], deep: [{ n: 1 }], no: false },
    now: '2024-01-01T00:00:00.000Z',
  }
  test.each([
    ['{{path.id}}', '7'],
    ['{{ query.q }}!', 'hello!'],
    ['{{header.x-user-id}}', 'u_1'],
    ['{{body.tags}}', ['a']],
    ['tags: {{body.tags}}', 'tags: ["a"]'],
    ['{{body.deep.0.n}}', 1],
    ['{{body.no}}', false],
    ['{{now}}', sent.now],
    ['{{body.nothing}}', null],
    ['<{{body.nothing}}>', '<>'],
    ['{{body.tags.length}}', 1],
    ['{{constructor.name}}', null],
    [{ a: ['{{path.id}}', 1, null] }, { a: ['7', 1, null] }],
  ])('%j: %j', (value, rendered) => {
    expect(render(value, sent)).toEqual(rendered)
  })
})

test('what is sent comes back as the stub has it, without a credential', async () => {
  add({
    method: 'POST',
    path: '/v1/backend/campaigns/{id}',
    status: 201,
    headers: { 'x-campaign': '{{path.id}}' },
    body: { id: '{{path.id}}', name: '{{body.name}}', q: '{{query.q}}' },
  })
  const { status, text, headers } = await call('POST', '/v1/backend/campaigns/42?q=x', {
    name: 'Spring',
  })
  expect([status, text, headers.get('x-campaign')]).toEqual([
    201,
    '{"id":"42","name":"Spring","q":"x"}',
    '42',
  ])
  expect(headers.get('x-mock-note')).toMatch(/^answered by stub-\d+$/)
})

test('the journal has what was sent to a stub, and an answer without a body', async () => {
  add({ method: 'PUT', path: '/v1/backend/campaigns/{id}', status: 204 })
  await call('PUT', '/v1/backend/campaigns/7', { name: 'Autumn', password: 'secret' })
  const { journal } = gateway.worlds.get('default')
  const { requests } = await journal.list({ body: { name: 'Autumn' } })
  expect(requests).toMatchObject([
    {
      answered_by: expect.stringMatching(/^stub-\d+$/),
      request: { body: { name: 'Autumn', password: '***' }, is_cut: false },
      response: { status: 204, body: null, is_cut: false },
      is_answered: true,
    },
  ])
})

test('under the other forms of an address too', async () => {
  add({ method: 'GET', path: '/v1/backend/team_conversations/x/y', body: 'found' })
  expect((await call('GET', '/channel-service/v1/team_conversations/x/y')).text).toBe('found')
  expect((await call('GET', '/api/v1/team_conversations/x/y')).text).toBe('found')
})

test('a text, nothing at all, a HEAD, a body that is no JSON', async () => {
  add({ method: 'GET', path: '/a', body: 'hello {{query.q}}' })
  add({ method: 'DELETE', path: '/a', status: 204 })
  add({ method: 'PUT', path: '/a', body: { echo: '{{body}}' } })
  const text = await call('GET', '/a?q=x')
  expect([text.text, text.headers.get('content-type')]).toEqual([
    'hello x',
    'text/plain; charset=utf-8',
  ])
  expect((await call('DELETE', '/a')).status).toBe(204)
  expect((await call('HEAD', '/a')).status).toBe(200)
  const form = await ask('/a', { method: 'PUT', body: 'a=1&b=2' })
  expect(form.text).toBe('{"echo":"a=1&b=2"}')
})

test('an operation answers itself, unless the stub says otherwise', async () => {
  const counts = '/v1/backend/channels/_conv_count'
  add({ method: 'GET', path: counts, body: { all: 'mine' } })
  expect((await call('GET', counts)).status).toBe(401)
  add({ method: 'GET', path: counts, body: { all: 'mine' }, override: true })
  expect((await call('GET', counts)).text).toBe('{"all":"mine"}')
})

test.each([
  ['GET', '/v1/backend/channels/_conv_count', 'getTeamChannelCounts'],
  ['GET', '/channel-service/v1/channels/_conv_count', 'getTeamChannelCounts'],
  ['GET', '/v1/backend/team_conversations/{id}', 'getTeamConversation'],
  ['POST', '/v1/backend/channels/_conv_count', undefined],
  ['GET', '/v1/backend/campaigns/{id}', undefined],
  ['GET', '/v1/backend/*', undefined],
])('of %s %s is said who answers it: %s', async (method, path, operation) => {
  const { status, headers } = await call('POST', '/_mock/stubs', { method, path, body: 'x' })
  expect(status).toBe(201)
  expect(headers.get('x-mock-note')).toBe(
    operation === undefined
      ? null
      : `${operation} answers this address: the stub does with "override": true`,
  )
  const overriding = { method, path, body: 'x', override: true }
  expect((await call('POST', '/_mock/stubs', overriding)).headers.get('x-mock-note')).toBeNull()
})

test('the one with the longest words answers, of equals the latest', async () => {
  add({ method: 'GET', path: '/x/*', body: 'rest' })
  add({ method: 'GET', path: '/x/{id}', body: 'one' })
  add({ method: 'GET', path: '/x/new', body: 'old' })
  add({ method: 'GET', path: '/x/new', body: 'new' })
  expect((await call('GET', '/x/new')).text).toBe('new')
  expect((await call('GET', '/x/7')).text).toBe('one')
  expect((await call('GET', '/x/7/8')).text).toBe('rest')
})

test('they are a world’s own, and go with its reset', async () => {
  await call('POST', '/_world/mine/_mock/stubs', { method: 'GET', path: '/mine', body: 'mine' })
  expect((await call('GET', '/_world/mine/mine')).text).toBe('mine')
  expect((await call('GET', '/mine')).status).toBe(404)
  await call('POST', '/_world/mine/_mock/reset')
  expect((await call('GET', '/_world/mine/mine')).status).toBe(404)
})

test('an unknown address makes no world', async () => {
  await call('GET', '/_world/never/nowhere')
  expect(gateway.worlds.list().map(({ name }) => name)).not.toContain('never')
})

test('a fault by its path hits an address that only a stub has', async () => {
  add({ method: 'GET', path: '/flaky', body: 'well' })
  gateway.worlds.get('default').faults.add({
    match: { path: '/flaky' },
    effect: { kind: 'status', status: 500 },
    times: 1,
  })
  expect((await call('GET', '/flaky')).status).toBe(500)
  expect((await call('GET', '/flaky')).text).toBe('well')
})

test('pages may ask', async () => {
  add({ method: 'GET', path: '/a', body: 'x' })
  const { headers } = await ask('/a', { headers: { origin: 'https://page.example' } })
  expect(headers.get('access-control-allow-origin')).toBe('https://page.example')
})

describe('a stub that cannot be', () => {
  test.each([
    [{}, 'body.method is missing'],
    [{ method: 'GET' }, 'body.path is missing'],
    [{ method: 'get', path: '/a' }, 'body.method must be one of GET, POST'],
    [{ method: 'GET', path: 'a' }, 'body.path must match pattern'],
    [{ method: 'GET', path: '/a?b' }, 'body.path must match pattern'],
    [{ method: 'GET', path: '/a*b' }, 'body.path must match pattern'],
    [{ method: 'GET', path: '/{a' }, 'body.path must match pattern'],
    [{ method: 'GET', path: '/a', status: 100 }, 'body.status must be >= 200'],
    [{ method: 'GET', path: '/a', headers: { 'a b': 'c' } }, 'a b is not known'],
    [{ method: 'GET', path: '/a', headers: { a: 'b\r\nc: d' } }, 'body.headers.a must match'],
    [{ method: 'GET', path: '/a', text: 'x' }, 'text is not known'],
  ])('%j is refused', async (stub, message) => {
    const { status, text } = await call('POST', '/_mock/stubs', stub)
    const body = JSON.parse(text)
    expect([status, body.message.startsWith(message) ? message : body.message]).toEqual([
      400,
      message,
    ])
    expect(JSON.parse((await call('GET', '/_mock/stubs')).text)).toEqual({ stubs: [] })
    expect(() => add(stub as never)).toThrow()
  })
})

test('they are listed, removed one by one and all together', async () => {
  const { id } = add({ method: 'GET', path: '/a' })
  await call('GET', '/a')
  const listed = { id, method: 'GET', path: '/a', hits: 1 }
  expect(JSON.parse((await call('GET', '/_mock/stubs')).text)).toEqual({ stubs: [listed] })
  const unknown = await call('DELETE', '/_mock/stubs/nobody')
  expect([unknown.status, JSON.parse(unknown.text).expected]).toEqual([404, `one of ${id}`])
  expect((await call('DELETE', `/_mock/stubs/${id}`)).status).toBe(204)
  add({ method: 'GET', path: '/b' })
  expect((await call('DELETE', '/_mock/stubs')).status).toBe(204)
  expect((await call('GET', '/b')).status).toBe(404)
})

describe('in files', () => {
  function folder(files: Record<string, string>): string {
    const path = join(scratchFolder(), 'stubs')
    mkdirSync(path)
    for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text)
    return path
  }

  test('they are there in every world, after a reset too', async () => {
    const stubs = folder({
      'one.json': '{"method":"GET","path":"/one","body":1}',
      'two.json': '[{"method":"GET","path":"/two","body":2}]',
      'notes.txt': 'no stub',
    })
    const other = await startGateway({ stubs: [stubs] })
    const text = async (path: string) => (await fetch(other.url + path)).text()
    expect([await text('/one'), await text('/_world/new/two')]).toEqual(['1', '2'])
    other.worlds.get('default').stubs.clear()
    expect(await text('/one')).toMatch('Not Found')
    other.reset()
    expect(await text('/one')).toBe('1')
    await other.close()
  })

  test('of those that an operation answers is said so at the start', async () => {
    const reached = '{"method":"GET","path":"/one","body":1}'
    const unreached = '{"method":"POST","path":"/v2/backend/conversation_messages"}'
    const stubs = [folder({ 'a.json': `[${reached},${unreached}]` })]
    const lines: string[] = []
    const other = await startGateway({
      stubs,
      log: 'json',
      logOutput: { write: (line) => lines.push(line) },
    })
    await other.close()
    const messages = lines.map((line) => (JSON.parse(line) as { message?: string }).message)
    expect(messages.filter((message) => message?.startsWith('stubs'))).toEqual([
      'stubs: POST /v2/backend/conversation_messages: sendMessage answers this address: the stub does with "override": true',
    ])
  })

  test.each([
    [{ 'a.json': '{' }, /stubs: .*a\.json: Expected property name/],
    [{ 'a.json': '{"path":"/a"}' }, /stubs: .*a\.json: stub\.method is missing/],
    [
      { 'a.json': '[{"method":"GET","path":"/a"},7]' },
      /stubs: .*a\.json\[1\]: stub must be an object/,
    ],
  ])('%j stops the start', async (files, message) => {
    await expect(startGateway({ stubs: [folder(files)] })).rejects.toThrow(message)
  })

  test('so does a folder that is not there', async () => {
    await expect(startGateway({ stubs: ['/nowhere/at/all'] })).rejects.toThrow(/stubs: cannot read/)
  })
})

describe('another gateway', () => {
  test('is asked for what is not served, and not told who asks', async () => {
    const upstream = await startGateway()
    const echo = {
      path: '{{path.id}}',
      token: '{{header.x-access-token}}',
      sent: '{{body}}',
      q: '{{query.q}}',
    }
    const { stubs } = upstream.worlds.get('default')
    stubs.add({
      method: 'POST',
      path: '/v1/backend/other/{id}',
      body: echo,
      headers: { 'set-cookie': 'a=1' },
    })
    const near = await startGateway({ upstream: upstream.url })
    const post = (url: string) =>
      fetch(`${url}/v1/backend/other/7?q=x&access_token=acc_secret`, {
        method: 'POST',
        headers: { 'x-access-token': tokens.user, 'content-type': 'application/json' },
        body: '{"n":1}',
      })
    const answer = await post(near.url)
    expect(await answer.json()).toEqual({ path: '7', token: null, sent: { n: 1 }, q: 'x' })
    expect(answer.headers.get('x-mock-note')).toBe(`answered by ${upstream.url}`)
    expect(answer.headers.get('set-cookie')).toBe('a=1')
    const told = await startGateway({ upstream: upstream.url, upstreamCredentials: true })
    expect(await (await post(told.url)).json()).toMatchObject({ token: tokens.user })
    // A world before the address is this gateway's own.
    expect(await (await post(`${near.url}/_world/mine`)).json()).toMatchObject({ path: '7' })
    for (const one of [near, told, upstream]) await one.close()
  })

  test('that cannot be reached is 502; an operation is not asked of it', async () => {
    const near = await startGateway({ upstream: 'http://127.0.0.1:9' })
    const lost = await fetch(`${near.url}/v1/backend/other`)
    expect([lost.status, await lost.json()]).toEqual([502, { message: 'Bad Gateway' }])
    expect(lost.headers.get('x-mock-reason')).toMatch(
      'upstream: http://127.0.0.1:9 cannot be reached',
    )
    expect((await fetch(`${near.url}/v1/backend/channels/_conv_count`)).status).toBe(401)
    await near.close()
  })

  test('that asks this one in turn ends at once', async () => {
    const upstream = await startGateway({ port: 0, upstream: 'http://127.0.0.1:9' })
    const near = await startGateway({ upstream: upstream.url })
    const answer = await fetch(`${near.url}/nowhere`)
    expect(answer.status).toBe(502)
    await near.close()
    await upstream.close()
  })
})

test('the calls of docs/stubs.md work as they are written', async () => {
  const page = readFileSync(new URL('../../docs/stubs.md', import.meta.url), 'utf8')
  const [, calls = ''] = /^```sh\n(.*?)^```$/ms.exec(page) ?? []
  const text = calls.replaceAll('http://127.0.0.1:9001', gateway.url)
  const { stdout } = await promisify(execFile)('bash', ['-ec', text])
  expect(stdout).toMatch(/\{"id":"42","name":"Spring"\}$/)
})
