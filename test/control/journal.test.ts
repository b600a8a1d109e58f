/** The journal over a real port: what it keeps, how it is asked, and waiting for more. */
import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { randomId } from '../../src/base/ids.ts'
import { type Gateway, startGateway } from '../../src/index.ts'
import { build, ids, tokens } from '../helpers.ts'

const messages = '/v1/backend/conversation_messages'
const agent = { 'x-access-token': tokens.user }
const contact = { 'x-access-token': tokens.contact }

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway.close())
beforeEach(() => fetch(`${gateway.url}/_mock/requests`, { method: 'DELETE' }))

type Json = Record<string, unknown>

async function read(path: string): Promise<Json & { requests: Json[]; events: Json[] }> {
  const response = await fetch(gateway.url + path)
  return { status: response.status, ...((await response.json()) as Json) } as never
}

function send(text: string, prefix = '', headers: Record<string, string> = contact) {
  return fetch(gateway.url + prefix + messages, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ type: 'text', text }),
  })
}

const createGuest = (url: string) =>
  fetch(`${url}/v1/backend/conversation`, {
    method: 'POST',
    headers: { 'x-access-token': tokens.channel },
  })

const texts = ({ requests }: { requests: Json[] }) =>
  requests.map(({ request }) => (request as { body: Json }).body.text)

describe('a request', () => {
  test('is there with all that is known of it', async () => {
    const response = await send('Hello', '/_world/mine')
    const { requests, total, dropped, last } = await read('/_world/mine/_mock/requests')
    expect({ total, dropped, count: requests.length }).toEqual({ total: 1, dropped: 0, count: 1 })
    expect(requests[0]).toEqual({
      id: last,
      time: expect.stringMatching(/^20\d\d-.*Z$/),
      world: 'mine',
      method: 'POST',
      url: `/_world/mine${messages}`,
      operation: 'sendMessage',
      caller: 'contact',
      request_id: response.headers.get('x-request-id'),
      request: {
        headers: expect.objectContaining({
          'content-type': 'application/json',
          'x-access-token': '***',
        }),
        body: { type: 'text', text: 'Hello' },
        is_cut: false,
      },
      response: {
        status: 200,
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'x-request-id': response.headers.get('x-request-id'),
        },
        body: { ...((await response.json()) as Json), from: '***' },
        is_cut: false,
      },
      ms: expect.any(Number),
      is_answered: true,
      rows: { messages: 1, conversations: 1 },
      reason: null,
      note: null,
      fault: null,
      nearest: null,
    })
  })

  test('has the address as it was asked for, whatever it means', async () => {
    await fetch(`${gateway.url}/api/channel-service/v1/conversation_messages?limit=2`, {
      headers: contact,
    })
    const { requests } = await read('/_mock/requests')
    expect(requests[0]).toMatchObject({
      url: '/api/channel-service/v1/conversation_messages?limit=2',
      operation: 'listMessages',
    })
    expect(requests[0]?.rows).toEqual({})
  })

  test('that was refused has the reason, and what nothing has read', async () => {
    await fetch(`${gateway.url + messages}?limt=1`, { headers: contact })
    await fetch(gateway.url + messages, { headers: { 'x-access-token': 'acc_nobody' } })
    const { requests } = await read('/_mock/requests')
    expect(requests).toMatchObject([
      {
        caller: null,
        response: { status: 401, body: { code: 40001, message: 'Unauthorized' } },
        reason: 'the access token is not known in this world',
      },
      { note: expect.stringContaining('limt'), reason: null },
    ])
  })

  test('has the rows of each table, and none of what was taken back', async () => {
    const app = build({
      newId: (kind) => (kind === 'conversation' ? ids.otherConversation : randomId(kind)),
    })
    const headers = { 'x-access-token': tokens.channel }
    const made = await app.inject({ method: 'POST', url: '/v1/backend/conversation', headers })
    expect(made.statusCode).toBe(500)
    await createGuest(gateway.url)
    const listed = await app.inject({ url: '/_mock/requests' })
    const [taken] = listed.json().requests
    expect([taken.response.status, taken.rows]).toEqual([500, {}])
    const { requests } = await read('/_mock/requests')
    expect(requests[0]).toMatchObject({ rows: { conversations: 1, contacts: 1 } })
  })

  test('stays when the rows of its world are those of a snapshot', async () => {
    const { url, journal } = gateway.worlds.create({ name: 'restored' })
    await createGuest(url)
    await fetch(`${url}/_mock/snapshots/here`, { method: 'PUT' })
    await fetch(`${url}/_mock/snapshots/here/restore`, { method: 'POST' })
    await createGuest(url)
    expect(await journal.list()).toMatchObject({ total: 2, dropped: 0 })
  })

  test('without a socket is answered too', async () => {
    const app = build()
    await app.inject({ url: messages, headers: contact })
    const listed = await app.inject({ url: '/_mock/requests' })
    expect(listed.json()).toMatchObject({ requests: [{ is_answered: true }] })
  })

  test('whose caller hangs up is there once, without an answer', async () => {
    const socket = connect(gateway.port, '127.0.0.1')
    await once(socket, 'connect')
    socket.write(
      `POST ${messages} HTTP/1.1\r\nhost: x\r\nx-access-token: ${tokens.contact}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"type":`,
    )
    await sleep(50)
    socket.resetAndDestroy()
    await expect.poll(async () => (await read('/_mock/requests')).total).toBe(1)
    await sleep(20)
    const { requests, total } = await read('/_mock/requests')
    expect(total).toBe(1)
    expect(requests[0]).toMatchObject({
      operation: 'sendMessage',
      response: null,
      is_answered: false,
      reason: 'body: the caller hung up',
    })
    expect(requests[0]?.rows).toEqual({})
  })

  test('of the mock’s own is none', async () => {
    for (const path of ['/livez', '/readyz', '/_mock/worlds', '/_mock/nothing'])
      await read(path).catch(() => undefined)
    expect(await read('/_mock/requests')).toMatchObject({ total: 0 })
  })

  test('with a long body has the beginning of it', async () => {
    await send('x'.repeat(20_000))
    await fetch(`${gateway.url + messages}?limit=1`, { headers: contact })
    const { requests } = await read('/_mock/requests')
    for (const message of [requests[0]?.response, requests[1]?.request]) {
      expect(message).toMatchObject({ is_cut: true, body: expect.stringMatching(/x{99}$/) })
    }
    const [, sent] = requests as { request: { body: string } }[]
    expect(sent?.request.body).toHaveLength(16_384)
  })

  test('that uploads a file has its size, not its contents', async () => {
    const form = new FormData()
    form.append('file', new Blob(['the contents'], { type: 'text/plain' }), 'a.txt')
    const { url } = (await (
      await fetch(`${gateway.url + messages}/_fileupload`, {
        method: 'POST',
        headers: agent,
        body: form,
      })
    ).json()) as { url: string }
    await fetch(url)
    const { requests } = await read('/_mock/requests')
    expect(JSON.stringify(requests)).not.toContain('the contents')
    expect(requests).toMatchObject([
      {
        operation: 'getUploadedFile',
        response: {
          body: expect.stringContaining('(12 bytes of text/plain'),
          headers: { etag: expect.any(String) },
        },
      },
      {
        request: { body: '(a form with a.txt: 12 bytes of text/plain)' },
        rows: { uploads: 1 },
      },
    ])
  })

  test('goes with its world', async () => {
    await send('Hello', '/_world/gone')
    await fetch(`${gateway.url}/_world/gone/v1/backend/nowhere`)
    await fetch(`${gateway.url}/_mock/worlds/gone`, { method: 'DELETE' })
    expect(await read('/_world/gone/_mock/requests')).toMatchObject({ total: 0 })
    expect(await read('/_world/gone/_mock/requests/unmatched')).toMatchObject({ total: 0 })
    await send('Hello', '/_world/again')
    await fetch(`${gateway.url}/_world/again/_mock/reset`, { method: 'POST' })
    expect(await read('/_world/again/_mock/requests')).toMatchObject({ total: 0 })
  })

  test('is in the journal of its world alone, and none is made to be read', async () => {
    await send('Hello', '/_world/one')
    expect(await read('/_mock/requests')).toMatchObject({ total: 0 })
    expect(await read('/_world/none/_mock/requests')).toMatchObject({ total: 0, requests: [] })
    expect(gateway.worlds.list().map(({ name }) => name)).not.toContain('none')
  })
})

describe('a list', () => {
  beforeEach(async () => {
    for (const text of ['one', 'two', 'three']) await send(text)
    await fetch(gateway.url + messages, { headers: contact })
    await fetch(`${gateway.url}/v2/backend/team_conversations/_views_count`, { headers: agent })
    await fetch(gateway.url + messages)
  })

  test.each([
    ['', 6],
    ['operation=sendMessage', 3],
    ['operation=sendMessage&body.text=two', 1],
    ['body.text=tw', 0],
    ['method=POST', 3],
    ['status=401', 1],
    ['status=2xx', 5],
    ['status=4xx', 1],
    ['caller=user', 1],
    ['caller=none', 1],
    ['text=THREE', 2],
    ['text=_views_count', 1],
    ['since=2020-01-01T00:00:00Z', 6],
    ['since=9999-01-01T00:00:00Z', 0],
  ])('of %s has %i', async (query, total) => {
    expect(await read(`/_mock/requests?${query}`)).toMatchObject({ total })
  })

  test('has the newest first, and goes on before and since an entry', async () => {
    const all = await read('/_mock/requests?operation=sendMessage')
    expect(texts(all)).toEqual(['three', 'two', 'one'])
    const [, two] = all.requests
    const page = await read(`/_mock/requests?operation=sendMessage&limit=1&before=${two?.id}`)
    expect(page).toMatchObject({ total: 3 })
    expect(texts(page)).toEqual(['one'])
    expect(texts(await read(`/_mock/requests?operation=sendMessage&since=${two?.id}`))).toEqual([
      'three',
    ])
  })

  test.each([
    ['operation=sendMesage', 'operation: sendMesage is not known: did you mean sendMessage?'],
    ['method=get', 'method: get is not known: did you mean GET? expected GET, POST'],
    ['caller=bot', 'caller: bot is not known: expected user, api_key'],
    ['status=600', 'status: expected 404, or 4xx for all of its hundred, found 600'],
    ['since=yesterday', 'since: expected the number of an entry, or a time such as'],
    ['limit=0', 'limit: expected a whole number from 1 to 1000, found 0'],
    ['limit=many', 'query.limit: expected a whole number, found many'],
    ['limit=1&limit=2', 'query.limit must be sent once, not 2 times'],
    ['text=', 'text: expected a text of one character or more'],
    ['kind=thing', 'query.kind: thing'],
    ['opration=sendMessage', 'opration is not known'],
  ])('of %s is refused', async (query, message) => {
    const answer = await read(`/_mock/requests?${query}`)
    expect(answer).toMatchObject({ status: 400, message: expect.stringContaining(message) })
    expect(answer.expected).toContain('operation, method, status (404 or 4xx)')
  })

  test('is emptied', async () => {
    expect((await fetch(`${gateway.url}/_mock/requests`, { method: 'DELETE' })).status).toBe(204)
    expect(await read('/_mock/requests')).toMatchObject({ total: 0, dropped: 0 })
  })
})

describe('one request', () => {
  test('is looked at by its number, in its own world', async () => {
    await send('Hello')
    const { last } = await read('/_mock/requests')
    expect(await read(`/_mock/requests/${last}`)).toMatchObject({ id: last, method: 'POST' })
    expect(await read(`/_world/other/_mock/requests/${last}`)).toMatchObject({
      status: 404,
      message: `no request ${last}; 0 have left the journal`,
      expected: 'the id of a request that GET /_mock/requests lists',
    })
    expect(await read('/_mock/requests/x')).toMatchObject({ status: 400 })
  })

  test('is given as curl, for a shell', async () => {
    await send(`It's "here"`)
    const { last } = await read('/_mock/requests')
    const text = await (await fetch(`${gateway.url}/_mock/requests/${last}/curl`)).text()
    expect(text).toContain(`curl '${gateway.url}${messages}' \\\n  --request POST`)
    expect(text).toContain("--header 'x-access-token: ***'")
    expect(text).toContain(`--data-raw '{"type":"text","text":"It'\\''s \\"here\\""}'`)
  })

  test('is an entry of an HTTP Archive', async () => {
    await send('one')
    await send('two')
    const { log } = (await read('/_mock/requests.har')) as never as {
      log: { entries: { request: Json; response: Json }[] }
    }
    expect(log).toMatchObject({ version: '1.2', creator: { name: 'imbrace-gateway-mock' } })
    expect(log.entries.map(({ request }) => (request.postData as Json).text)).toEqual([
      '{"type":"text","text":"one"}',
      '{"type":"text","text":"two"}',
    ])
    expect(log.entries[0]?.request.url).toBe(gateway.url + messages)
    expect(log.entries[0]?.response).toMatchObject({
      status: 200,
      content: { mimeType: 'application/json; charset=utf-8' },
    })
  })
})

describe('an unknown address', () => {
  test('is listed apart, with what it is near to, and makes no world', async () => {
    await fetch(`${gateway.url}/_world/lost/v1/backend/conversation_mesages`, { headers: contact })
    await fetch(`${gateway.url}/v1/backend/nothing/at/all`)
    const { requests, total } = await read('/_world/lost/_mock/requests/unmatched')
    expect(total).toBe(1)
    expect(requests[0]).toMatchObject({
      world: 'lost',
      url: '/_world/lost/v1/backend/conversation_mesages',
      operation: null,
      response: { status: 404 },
      nearest: 'nearest: GET /v1/backend/conversation_messages (listMessages)',
    })
    expect(gateway.worlds.list().map(({ name }) => name)).not.toContain('lost')
    expect(await read('/_mock/requests/unmatched')).toMatchObject({ total: 1 })
    expect(await read('/_mock/requests?status=404')).toMatchObject({ total: 1 })
    const { id } = requests[0] ?? {}
    expect(await read(`/_world/lost/_mock/requests/${id}`)).toMatchObject({ id })
  })

  test('is not pushed out by traffic', async () => {
    const small = await startGateway({ journalSize: 3 })
    await fetch(`${small.url}/v1/backend/nowhere`)
    for (let n = 0; n < 5; n += 1) await fetch(`${small.url}${messages}`, { headers: contact })
    const listed = async (path: string) => (await fetch(small.url + path)).json()
    expect(await listed('/_mock/requests')).toMatchObject({ total: 3, dropped: 3 })
    expect(await listed('/_mock/requests/unmatched')).toMatchObject({ total: 1, dropped: 0 })
    await small.close()
  })
})

describe('waiting', () => {
  const wait = (query: string) => read(`/_mock/requests/wait?${query}`)

  test('is over when enough have come, those already there among them', async () => {
    await send('one')
    const first = await wait('operation=sendMessage&count=1')
    expect(texts(first)).toEqual(['one'])
    const waiting = wait('operation=sendMessage&count=3')
    await sleep(50)
    await send('two')
    await fetch(gateway.url + messages, { headers: contact })
    await send('three')
    const answer = await waiting
    expect(answer).toMatchObject({ total: 3, timed_out: false, dropped: 0 })
    expect(texts(answer)).toEqual(['three', 'two', 'one'])
  })

  test('looks at bodies, and only at what came since', async () => {
    await send('same')
    const { last } = await read('/_mock/requests')
    const waiting = wait(`body.text=same&since=${last}`)
    await send('other')
    await send('same')
    expect(texts(await waiting)).toEqual(['same'])
  })

  test('ends with what there is when the time is over', async () => {
    await send('one')
    const answer = await wait('operation=sendMessage&count=2&timeout=50')
    expect(answer).toMatchObject({ status: 200, total: 1, timed_out: true })
  })

  test('for a world that is not there makes it', async () => {
    const waiting = read('/_world/early/_mock/requests/wait?count=1')
    await sleep(20)
    await send('Hello', '/_world/early')
    expect(texts(await waiting)).toEqual(['Hello'])
  })

  test('ends with its world', async () => {
    const waiting = read('/_world/short/_mock/requests/wait?count=1')
    await expect.poll(() => gateway.worlds.list().map(({ name }) => name)).toContain('short')
    await sleep(50)
    gateway.worlds.get('short').remove()
    expect(await waiting).toMatchObject({ timed_out: true })
  })

  test.each([
    ['count=0', 'count: expected a whole number from 1 to 1000, found 0'],
    ['timeout=600001', 'timeout: expected a whole number from 0 to 600000, found 600001'],
    ['operation=nothing', 'operation: nothing is not known'],
    ['limit=1', 'limit is not known'],
  ])('with %s is refused at once', async (query, message) => {
    expect(await wait(query)).toMatchObject({
      status: 400,
      message: expect.stringContaining(message),
    })
  })

  test('keeps no server from closing, nor does one who has hung up', async () => {
    const closing = await startGateway()
    const left = request(`${closing.url}/_mock/requests/wait?timeout=60000`)
    left.on('error', () => undefined).end()
    const waiting = fetch(`${closing.url}/_mock/requests/wait?timeout=60000`)
    await sleep(100)
    left.destroy()
    const began = performance.now()
    await closing.close()
    expect(await (await waiting).json()).toMatchObject({ timed_out: true })
    expect(performance.now() - began).toBeLessThan(4_000)
  })
})

describe('without a journal', () => {
  test('all its calls say so', async () => {
    const without = await startGateway({ journalSize: 0 })
    await fetch(without.url + messages, { headers: contact })
    for (const path of ['', '/1', '/1/curl', '/wait', '/unmatched', '.har']) {
      const response = await fetch(`${without.url}/_mock/requests${path}`)
      expect([response.status, await response.json()]).toEqual([
        409,
        { message: 'there is no journal', expected: 'start with a --journal-size of 1 or more' },
      ])
    }
    const cleared = await fetch(`${without.url}/_mock/requests`, { method: 'DELETE' })
    expect(cleared.status).toBe(409)
    await without.close()
  })
})

test('a world that is parked keeps its journal', async () => {
  const few = await startGateway({ maxLiveWorlds: 1 })
  const post = (world: string, text: string) =>
    fetch(`${few.url}/_world/${world}${messages}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...contact },
      body: JSON.stringify({ type: 'text', text }),
    })
  const listed = async (world: string) =>
    (await (await fetch(`${few.url}/_world/${world}/_mock/requests`)).json()) as {
      requests: Json[]
    }
  await post('a', 'one')
  await post('a', 'two')
  const before = await listed('a')
  await post('b', 'other')
  const states = () => Object.fromEntries(few.worlds.list().map(({ name, state }) => [name, state]))
  await expect.poll(states).toMatchObject({ a: 'parked' })
  expect(await listed('a')).toEqual({ ...before, last: expect.any(Number) })
  expect(states()).toMatchObject({ a: 'parked' })
  await post('a', 'three')
  expect(texts(await listed('a'))).toEqual(['three', 'two', 'one'])
  await few.close()
})
