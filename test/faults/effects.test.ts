/** What each fault does, over a real socket. */
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type FaultEffect, type Gateway, type NewFault, startGateway } from '../../src/index.ts'
import { ids, tokens } from '../helpers.ts'

const messages = '/v1/backend/conversation_messages'
const views = '/v2/backend/team_conversations/_views_count'
const agent = { 'x-access-token': tokens.user }
const contact = { 'x-access-token': tokens.contact }

let gateway: Gateway
let lines: string[] = []
beforeAll(async () => {
  gateway = await startGateway({
    log: 'json',
    logOutput: { write: (line: string) => void lines.push(line) },
  })
})
afterAll(() => gateway.close())
beforeEach(() => {
  gateway.reset()
  lines = []
})

const add = (fault: NewFault) => gateway.worlds.get('default').faults.add(fault)

async function ask(path: string, options: RequestInit = {}) {
  const response = await fetch(gateway.url + path, options)
  const text = await response.text()
  return { status: response.status, text, headers: response.headers }
}

const get = (path: string, headers: Record<string, string> = agent) => ask(path, { headers })
const send = (text: string, headers: Record<string, string> = {}) =>
  ask(messages, {
    method: 'POST',
    headers: { ...contact, 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ type: 'text', text }),
  })

/** How many messages of the contact's conversation have this text. */
async function stored(text: string): Promise<number> {
  const { data } = JSON.parse((await get(messages, contact)).text)
  return data.filter(({ content }: { content: { text?: string } }) => content.text === text).length
}

/** What comes over the wire, until the connection ends. */
function raw(
  path: string,
  headers: Record<string, string> = agent,
): Promise<{ bytes: string; error?: string }> {
  return new Promise((resolve) => {
    let bytes = ''
    let error: string | undefined
    const socket = connect(gateway.port, '127.0.0.1', () => {
      const [[name, value] = []] = Object.entries(headers)
      socket.write(
        `GET ${path} HTTP/1.1\r\nhost: x\r\n${name}: ${value}\r\nconnection: close\r\n\r\n`,
      )
    })
    socket.on('data', (chunk) => {
      bytes += chunk
    })
    socket.on('error', ({ code }: NodeJS.ErrnoException) => {
      error = code
    })
    socket.on('close', () => resolve({ bytes, ...(error && { error }) }))
  })
}

const failing = (effect: FaultEffect, more: Partial<NewFault> = {}) => add({ effect, ...more })
const logged = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>)

describe('status', () => {
  test.each([
    [400, { code: 40000, message: 'Invalid request parameters' }],
    [401, { code: 40001, message: 'Unauthorized' }],
    [403, { code: 40003, message: 'No permission' }],
    [404, { code: 40004, message: 'Not found' }],
    [429, { message: 'Too many requests, please try again later.' }],
    [500, { code: 99999, message: 'Service unavailable, please try again later' }],
  ] as const)('%s has the gateway’s own body', async (status, body) => {
    failing({ kind: 'status', status }, { match: { operation: 'listMessages' } })
    const answer = await get(messages, contact)
    expect([answer.status, JSON.parse(answer.text)]).toEqual([status, body])
    expect(answer.headers.get('x-mock-reason')).toBe(`fault: status (fault-${idOfLast()})`)
    expect(answer.headers.get('retry-after')).toBe(status === 429 ? '1' : null)
  })

  test.each([502, 503, 504] as const)('%s is a proxy’s page', async (status) => {
    failing({ kind: 'status', status })
    const { status: answered, text, headers } = await get(messages, contact)
    expect([answered, headers.get('content-type')]).toEqual([status, 'text/html'])
    expect(text).toMatch(`<title>${status} `)
  })

  test('says when to come again', async () => {
    failing({ kind: 'status', status: 503, retry_after: 7 })
    expect((await get(messages, contact)).headers.get('retry-after')).toBe('7')
  })

  test('comes before anybody asks who it is, and pages may read it', async () => {
    failing({ kind: 'status', status: 500 })
    const answer = await get(messages, { origin: 'https://page.example' })
    expect(answer.status).toBe(500)
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://page.example')
  })

  test('of a caller or a body hits only who is known and what is right', async () => {
    failing({ kind: 'status', status: 500 }, { match: { caller: 'contact', body: { text: 'no' } } })
    expect((await send('yes')).status).toBe(200)
    expect((await send('no', { 'x-access-token': 'acc_nobody' })).status).toBe(401)
    expect((await send('no')).status).toBe(500)
    expect(await stored('no')).toBe(0)
  })
})

describe('before the work', () => {
  test('delay: the answer comes later', async () => {
    failing({ kind: 'delay', ms: [120, 160] })
    const began = performance.now()
    expect((await get(messages, contact)).status).toBe(200)
    expect(performance.now() - began).toBeGreaterThan(115)
  })

  test('delay: who hangs up meanwhile has sent nothing', async () => {
    failing({ kind: 'delay', ms: 400 }, { match: { operation: 'sendMessage' } })
    const gone = AbortSignal.timeout(40)
    await expect(
      ask(messages, {
        method: 'POST',
        headers: { ...contact, 'content-type': 'application/json' },
        body: '{"type":"text","text":"too late"}',
        signal: gone,
      }),
    ).rejects.toThrow()
    await sleep(600)
    expect(await stored('too late')).toBe(0)
  })

  test('slow-commit: who hangs up meanwhile has sent it all the same', async () => {
    failing({ kind: 'slow-commit', ms: 500 }, { match: { operation: 'sendMessage' } })
    await expect(
      ask(messages, {
        method: 'POST',
        headers: { ...contact, 'content-type': 'application/json' },
        body: '{"type":"text","text":"late"}',
        signal: AbortSignal.timeout(40),
      }),
    ).rejects.toThrow()
    expect(await stored('late')).toBe(0)
    await sleep(600)
    expect(await stored('late')).toBe(1)
  })

  test('reset: not a byte', async () => {
    failing({ kind: 'reset' })
    expect(await raw(messages)).toEqual({ bytes: '', error: 'ECONNRESET' })
    await expect
      .poll(() => logged().find(({ fault }) => fault !== undefined))
      .toMatchObject({
        url: messages,
        fault: `reset (fault-${idOfLast()})`,
      })
    expect(logged().find(({ fault }) => fault !== undefined)).not.toHaveProperty('status')
  })

  test('hang: no answer, until somebody gives up', async () => {
    failing({ kind: 'hang' })
    const waiting = ask(messages, { headers: agent, signal: AbortSignal.timeout(200) })
    await expect(waiting).rejects.toThrow(/timeout|aborted/)
  })

  test('hang: a server that closes does not wait for it', async () => {
    const other = await startGateway()
    other.worlds.get('default').faults.add({ effect: { kind: 'hang' } })
    const hanging = fetch(other.url + messages, { headers: agent }).catch(() => 'ended')
    await sleep(50)
    await other.close()
    expect(await hanging).toBe('ended')
  })
})

describe('of the answer', () => {
  test('slow-body: whole, in pieces', async () => {
    const whole = (await get(messages, contact)).text
    failing({ kind: 'slow-body', ms: 200 })
    const began = performance.now()
    const response = await fetch(gateway.url + messages, { headers: contact })
    const headAfter = performance.now() - began
    let pieces = 0
    let text = ''
    for await (const chunk of response.body ?? []) {
      pieces += 1
      text += new TextDecoder().decode(chunk as Uint8Array)
    }
    expect(text).toBe(whole)
    expect(pieces).toBeGreaterThan(3)
    expect(performance.now() - began - headAfter).toBeGreaterThan(100)
  })

  test('cut-body: half of what was announced', async () => {
    failing({ kind: 'cut-body' })
    const { bytes } = await raw(messages, contact)
    const [head = '', body = ''] = bytes.split('\r\n\r\n')
    const announced = Number(/content-length: (\d+)/i.exec(head)?.[1])
    expect(head).toMatch('HTTP/1.1 200 OK')
    expect(Buffer.byteLength(body)).toBe(Math.floor(announced / 2))
    await expect(get(messages, contact)).rejects.toThrow()
  })

  test('malformed-json: a whole answer that nobody can read', async () => {
    failing({ kind: 'malformed-json' })
    const { status, text, headers } = await get(messages, contact)
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8'])
    expect(() => JSON.parse(text)).toThrow(SyntaxError)
  })

  test.each(['slow-body', 'cut-body', 'malformed-json'] as const)(
    '%s leaves a HEAD',
    async (kind) => {
      failing(kind === 'slow-body' ? { kind, ms: 10 } : { kind })
      const { status, headers } = await ask(messages, { method: 'HEAD', headers: contact })
      expect(status).toBe(200)
      expect(Number(headers.get('content-length'))).toBeGreaterThan(100)
    },
  )
})

describe('what was asked is done, and', () => {
  test('commit-then-drop: the answer is lost', async () => {
    failing({ kind: 'commit-then-drop' }, { match: { operation: 'sendMessage' }, times: 1 })
    await expect(send('once')).rejects.toThrow()
    expect(await stored('once')).toBe(1)
    await expect.poll(() => logged().some(({ fault }) => fault !== undefined)).toBe(true)
  })

  test('commit-then-500: the answer says the contrary', async () => {
    failing({ kind: 'commit-then-500' }, { match: { operation: 'sendMessage' }, times: 1 })
    const { status, text, headers } = await send('done')
    expect([status, JSON.parse(text).code]).toEqual([500, 99999])
    expect(headers.get('x-mock-note')).toMatch('commit-then-500')
    expect(await stored('done')).toBe(1)
  })

  test('a request that is refused anyway uses up no turn', async () => {
    failing({ kind: 'commit-then-drop' }, { match: { operation: 'sendMessage' }, times: 1 })
    expect((await send('')).status).toBe(400)
    await expect(send('now')).rejects.toThrow()
  })

  test('stale-counts: so many counts are those from before', async () => {
    const before = (await get(views)).text
    const match = { operation: 'createConversation' }
    failing({ kind: 'stale-counts', requests: 2 }, { match, times: 1 })
    const headers = { 'x-access-token': tokens.channel }
    await ask('/v1/backend/conversation', { method: 'POST', headers })
    expect((await get(views)).text).toBe(before)
    expect((await get(views)).text).toBe(before)
    expect((await get(views)).text).not.toBe(before)
  })

  test('search-lag: so many searches do not see it', async () => {
    const hits = async () => {
      const { text } = await ask(`/v1/backend/meilisearch/${ids.organization}/search`, {
        method: 'POST',
        headers: { ...agent, 'content-type': 'application/json' },
        body: '{"q":"quetzalcoatl"}',
      })
      return JSON.parse(text).message.hits.length
    }
    failing({ kind: 'search-lag', searches: 2 }, { match: { operation: 'sendMessage' }, times: 1 })
    await send('quetzalcoatl')
    expect([await hits(), await hits(), await hits()]).toEqual([0, 0, 1])
  })

  test('search-lag: for a time of the world’s clock', async () => {
    const { clock } = gateway
    clock.set({ frozen: true })
    const search = async () => {
      const { text } = await ask(`/v1/backend/meilisearch/${ids.organization}/search`, {
        method: 'POST',
        headers: { ...agent, 'content-type': 'application/json' },
        body: '{"q":"huitzilopochtli"}',
      })
      return JSON.parse(text).message.hits.length
    }
    failing({ kind: 'search-lag', ms: 500 }, { match: { operation: 'sendMessage' }, times: 1 })
    await send('huitzilopochtli')
    expect([await search(), await search()]).toEqual([0, 0])
    clock.advance(500)
    expect(await search()).toBe(1)
  })
})

describe('for one request, by its header', () => {
  const with_ = (text: string, path = messages) => get(path, { ...contact, 'x-mock-fault': text })

  test('at its arrival and at its work', async () => {
    expect((await with_('status=503')).status).toBe(503)
    await expect(send('by header', { 'x-mock-fault': 'commit-then-drop' })).rejects.toThrow()
    expect(await stored('by header')).toBe(1)
    expect((await get(messages, contact)).status).toBe(200)
  })

  test.each([
    [
      'status=418',
      'fault.effect.status must be one of 400, 401, 403, 404, 429, 500, 502, 503, 504',
    ],
    ['delay=200..50', 'effect.ms: 200 is more than 50'],
    ['delay=999999999', 'fault.effect.ms must be <= 600000'],
    ['explode', 'no effect explode: one of status=503, delay=200 or 50..200'],
  ])('%s is refused', async (text, reason) => {
    const { status, headers } = await with_(text)
    expect(status).toBe(400)
    expect(headers.get('x-mock-reason')).toMatch(`x-mock-fault: ${reason}`)
  })

  test('pages may send it', async () => {
    const { headers } = await ask(messages, {
      method: 'OPTIONS',
      headers: { origin: 'https://page.example', 'access-control-request-method': 'GET' },
    })
    expect(headers.get('access-control-allow-headers')).toMatch('x-mock-fault')
  })
})

test('of 1,000 requests at once two are hit by `times: 2`', async () => {
  failing({ kind: 'status', status: 503 }, { match: { operation: 'getViewsCount' }, times: 2 })
  const statuses = await Promise.all(
    Array.from({ length: 1_000 }, async () => (await get(views)).status),
  )
  expect(statuses.filter((status) => status === 503)).toHaveLength(2)
  expect(statuses.filter((status) => status === 200)).toHaveLength(998)
})

test('a world’s faults are its own; they stay while it is parked and go with its reset', async () => {
  const small = await startGateway({ maxLiveWorlds: 1 })
  const one = small.worlds.create({ name: 'one' })
  one.faults.add({ effect: { kind: 'status', status: 503 } })
  const statusOf = async (url: string) => (await fetch(url + messages, { headers: contact })).status
  for (const name of ['two', 'three', 'four', 'five', 'six', 'seven']) {
    expect(await statusOf(small.worlds.create({ name }).url)).toBe(200)
  }
  await expect
    .poll(() => small.worlds.list().find(({ name }) => name === 'one')?.state)
    .toBe('parked')
  expect(await statusOf(one.url)).toBe(503)
  one.reset()
  expect(await statusOf(one.url)).toBe(200)
  await small.close()
})

/** Ids count on over resets of a world. */
function idOfLast(): string {
  const last = gateway.worlds.get('default').faults.list().at(-1)
  return last?.id.replace('fault-', '') ?? ''
}
