/** Worlds, snapshots and clocks over a real port, as test suites and browsers use them. */
import SQLite from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Gateway, startGateway } from '../../src/index.ts'
import { ids, tokens } from '../helpers.ts'

const agent = { 'x-access-token': tokens.user }
const guest = { 'x-access-token': tokens.channel }
const contact = { 'x-access-token': tokens.contact }

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway.close())

type Body = Record<string, unknown>

async function ask(
  method: string,
  path: string,
  { headers = {}, body }: { headers?: Record<string, string>; body?: unknown } = {},
): Promise<{ status: number; body: Body; text: string; reason: string | null }> {
  const response = await fetch(gateway.url + path, {
    method,
    headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json')
  return {
    status: response.status,
    body: isJson ? JSON.parse(text) : {},
    text,
    reason: response.headers.get('x-mock-reason'),
  }
}

const inWorld = (name: string, path: string) => `/_world/${name}${path}`
const createGuest = (prefix: string, headers = {}) =>
  ask('POST', `${prefix}/v1/backend/conversation`, { headers: { ...guest, ...headers } })
const countAll = async (prefix: string, headers = {}) => {
  const path = `${prefix}/v1/backend/channels/_conv_count`
  const { body } = await ask('GET', path, { headers: { ...agent, ...headers } })
  return body.all as number
}
const search = (prefix: string, q: string) =>
  ask('POST', `${prefix}/v1/backend/meilisearch/${ids.organization}/search`, {
    headers: agent,
    body: { q },
  })
const sendText = (prefix: string, text: string) =>
  ask('POST', `${prefix}/v1/backend/conversation_messages`, {
    headers: contact,
    body: { type: 'text', text },
  })
const hitsOf = ({ body }: { body: Body }) =>
  ((body.message as { hits: { text?: string }[] }).hits ?? []).length

describe('a request means a world', () => {
  test('by its address, a header or a cookie, each with rows of its own', async () => {
    const before = await countAll('')
    await createGuest('/_world/by-address')
    await createGuest('', { 'x-mock-world': 'by-header' })
    await createGuest('', { cookie: 'a=b; mock_world=by-cookie; c=d' })
    expect(await countAll('')).toBe(before)
    for (const name of ['by-address', 'by-header', 'by-cookie']) {
      expect(await countAll(inWorld(name, ''))).toBe(before + 1)
      expect(await countAll('', { 'x-mock-world': name })).toBe(before + 1)
      expect(await countAll('', { cookie: `mock_world=${name}` })).toBe(before + 1)
    }
  })

  test('in every form of an address, the mock’s own too', async () => {
    await createGuest('/_world/forms')
    const rows = await countAll('/_world/forms')
    for (const form of [
      '/api/channel-service/v1/channels/_conv_count',
      '/backend/v2/channels/_conv_count',
      '/v1/channels/_conv_count',
    ]) {
      expect((await ask('GET', `/_world/forms${form}`, { headers: agent })).body.all).toBe(rows)
    }
    expect((await ask('GET', '/_world/forms')).body).toMatchObject({ env: 'mock' })
    expect((await ask('GET', '/_world/forms/readyz')).status).toBe(200)
    const { status, reason } = await ask('GET', '/_world/forms/v1/backend/chanels/_conv_count')
    expect([status, reason]).toEqual([
      404,
      expect.stringContaining('nearest: GET /v1/backend/channels/_conv_count'),
    ])
  })

  test('an address and a header that disagree are refused, a cookie gives way', async () => {
    const path = '/_world/one/v1/backend/channels/_conv_count'
    const two = await ask('GET', path, { headers: { ...agent, 'x-mock-world': 'two' } })
    expect([two.status, two.body, two.reason]).toEqual([
      400,
      { code: 40_000, message: 'Invalid request' },
      'x-mock-world: two is not the world of the address, one',
    ])
    const cookie = await ask('GET', path, { headers: { ...agent, cookie: 'mock_world=two' } })
    expect(cookie.status).toBe(200)
  })

  test.each(['a b', 'a.b', 'ü', '%41', 'x'.repeat(65), '../x', 'a,b', ' ;'])(
    'the name %j is refused, and no other world is asked',
    async (name) => {
      const listed = async () => (await ask('GET', '/_mock/worlds')).text
      const before = await listed()
      const sent = encodeURI(name).replace('%25', '%')
      const answer = await ask(
        'POST',
        `/_world/${sent.replace('/', '%2F')}/v1/backend/conversation`,
        {
          headers: guest,
        },
      )
      expect([answer.status, answer.body]).toEqual([
        400,
        { code: 40_000, message: 'Invalid request' },
      ])
      expect(answer.reason).toContain('1 to 64 of A-Z a-z 0-9 _ -')
      const own = await ask('POST', `/_world/${sent.replace('/', '%2F')}/_mock/reset`)
      expect([own.status, own.body.message]).toEqual([
        400,
        expect.stringContaining('1 to 64 of A-Z a-z 0-9 _ -'),
      ])
      expect(JSON.parse(await listed()).worlds.length).toBe(JSON.parse(before).worlds.length)
    },
  )
})

describe('POST /_mock/worlds', () => {
  test('makes a world of a name of its own, or the one that is given', async () => {
    const made = await ask('POST', '/_mock/worlds')
    expect([made.status, made.body]).toEqual([
      201,
      {
        name: expect.stringMatching(/^[\w-]{1,64}$/),
        state: 'live',
        created_at: expect.any(String),
        last_used_at: expect.any(String),
        bytes: expect.any(Number),
        rows: expect.objectContaining({ conversations: expect.any(Number) }),
        clock: { now: expect.any(String), frozen: false, scale: 1 },
        seed: null,
      },
    ])
    const named = await ask('POST', '/_mock/worlds', { body: { name: 'named' } })
    expect(named.body.name).toBe('named')
    const again = await ask('POST', '/_mock/worlds', { body: { name: 'named' } })
    expect([again.status, again.body.message]).toEqual([
      409,
      'there is a world named already: DELETE it first, or reset it',
    ])
  })

  test('from another world or from a snapshot', async () => {
    await createGuest('/_world/origin')
    const rows = await countAll('/_world/origin')
    await ask('PUT', '/_world/origin/_mock/snapshots/of-origin')
    await createGuest('/_world/origin')
    await ask('POST', '/_mock/worlds', { body: { name: 'copy', from: { world: 'origin' } } })
    await ask('POST', '/_mock/worlds', { body: { name: 'old', from: { snapshot: 'of-origin' } } })
    expect(await countAll('/_world/copy')).toBe(rows + 1)
    expect(await countAll('/_world/old')).toBe(rows)
  })

  test.each([
    [{ nme: 'x' }, 400, 'nme is not known'],
    [{ name: 'a b' }, 400, 'a world’s name is 1 to 64'],
    [{ name: 7 }, 400, 'body.name must be a string, found a number'],
    [{ from: {} }, 400, 'body.from must NOT have fewer than 1'],
    [{ from: { world: 'default', snapshot: 'x' } }, 400, 'body.from must NOT have more than 1'],
    [{ from: { world: 'nobody' } }, 404, 'no world nobody'],
    [{ from: { snapshot: 'nothing' } }, 404, 'nothing'],
    [
      { clock: { now: 'tomorrow' } },
      400,
      'clock.now: expected a date and time with its offset or Z',
    ],
    [
      { clock: { now: '2022-02-30T00:00:00Z' } },
      400,
      'such as 2022-04-07T04:11:28.148Z, found 2022-02-30T00:00:00Z',
    ],
    [{ clock: { scale: -1 } }, 400, 'body.clock.scale must be >= 0'],
    [{ seed: 1.5 }, 400, 'body.seed'],
    [[], 400, 'body must be an object or null, found an array'],
  ])('%j is refused with what would be right, and makes none', async (body, status, words) => {
    const before = (await ask('GET', '/_mock/worlds')).body.worlds as unknown[]
    const answer = await ask('POST', '/_mock/worlds', { body })
    expect([answer.status, answer.body]).toEqual([
      status,
      { message: expect.stringContaining(words), expected: expect.any(String) },
    ])
    expect((await ask('GET', '/_mock/worlds')).body.worlds).toHaveLength(before.length)
  })
})

describe('worlds are listed, looked at and removed', () => {
  test('default first', async () => {
    await createGuest('/_world/listed')
    const { body } = await ask('GET', '/_mock/worlds')
    const names = (body.worlds as { name: string }[]).map(({ name }) => name)
    expect(names[0]).toBe('default')
    expect(names).toContain('listed')
  })

  test('rows by table, and gone when removed', async () => {
    await createGuest('/_world/gone')
    const rows = async (name: string) =>
      ((await ask('GET', `/_mock/worlds/${name}`)).body.rows as { conversations: number })
        .conversations
    await ask('POST', '/_mock/worlds', { body: { name: 'fresh' } })
    expect(await rows('gone')).toBe((await rows('fresh')) + 1)
    expect((await ask('DELETE', '/_mock/worlds/gone')).status).toBe(204)
    expect((await ask('GET', '/_mock/worlds/gone')).status).toBe(404)
    expect((await ask('DELETE', '/_mock/worlds/gone')).status).toBe(404)
    const kept = await ask('DELETE', '/_mock/worlds/default')
    expect([kept.status, kept.body.message]).toEqual([
      400,
      expect.stringContaining('default cannot be removed'),
    ])
  })
})

describe('snapshots', () => {
  test('are kept, restored, listed and removed; search goes with them', async () => {
    const world = '/_world/kept'
    await sendText(world, 'xylophone before')
    const saved = await ask('PUT', `${world}/_mock/snapshots/kept`)
    expect([saved.status, saved.body]).toEqual([
      200,
      {
        name: 'kept',
        world: 'kept',
        created_at: expect.any(String),
        bytes: expect.any(Number),
      },
    ])
    const rows = await countAll(world)
    await createGuest(world)
    await sendText(world, 'xylophone after')
    expect(hitsOf(await search(world, 'xylophone'))).toBe(2)
    const restored = await ask('POST', `${world}/_mock/snapshots/kept/restore`)
    expect([restored.status, restored.body.name]).toEqual([200, 'kept'])
    expect(await countAll(world)).toBe(rows)
    expect(hitsOf(await search(world, 'xylophone'))).toBe(1)
    const { body } = await ask('GET', '/_mock/snapshots')
    expect((body.snapshots as { name: string }[]).map(({ name }) => name)).toContain('kept')
    expect((await ask('DELETE', '/_mock/snapshots/kept')).status).toBe(204)
    expect((await ask('POST', `${world}/_mock/snapshots/kept/restore`)).status).toBe(404)
    expect(await countAll(world)).toBe(rows)
  })

  test('are downloaded as plain SQLite files, and taken again', async () => {
    await createGuest('/_world/moved')
    const rows = await countAll('/_world/moved')
    await ask('PUT', '/_world/moved/_mock/snapshots/moved')
    const response = await fetch(`${gateway.url}/_mock/snapshots/moved`)
    expect(response.headers.get('content-type')).toBe('application/vnd.sqlite3')
    const file = Buffer.from(await response.arrayBuffer())
    const database = new SQLite(file)
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok')
    database.close()
    const taken = await fetch(`${gateway.url}/_mock/snapshots/taken`, {
      method: 'PUT',
      headers: { 'content-type': 'application/vnd.sqlite3' },
      body: file,
    })
    expect([taken.status, await taken.json()]).toMatchObject([200, { name: 'taken', world: null }])
    await ask('POST', '/_world/elsewhere/_mock/snapshots/taken/restore')
    expect(await countAll('/_world/elsewhere')).toBe(rows)
  })

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['a text', Buffer.from('hello')],
    ['another program’s database', otherDatabase()],
    ['half a file', otherDatabase().subarray(0, 5_000)],
  ])('%s is refused by name', async (_name, body) => {
    const answer = await fetch(`${gateway.url}/_mock/snapshots/refused`, {
      method: 'PUT',
      headers: { 'content-type': 'application/octet-stream' },
      body: new Uint8Array(body),
    })
    expect([answer.status, await answer.json()]).toEqual([
      400,
      {
        message: expect.stringMatching(/^snapshot refused: the file is /),
        expected: expect.any(String),
      },
    ])
    expect((await ask('GET', '/_mock/snapshots/refused')).status).toBe(404)
  })

  test('of a name that cannot be, or with a body that is none, are refused', async () => {
    expect((await ask('PUT', '/_mock/snapshots/a.b')).status).toBe(400)
    const answer = await ask('PUT', '/_mock/snapshots/json', { body: { a: 1 } })
    expect([answer.status, answer.body.message]).toEqual([
      400,
      'body: neither none nor a SQLite file',
    ])
  })
})

function otherDatabase(): Buffer {
  const database = new SQLite(':memory:')
  database.exec('CREATE TABLE t (x); INSERT INTO t VALUES (zeroblob(20000))')
  return database.serialize()
}

describe('the clock', () => {
  test('is set, frozen, scaled and moved on, for one world', async () => {
    const clock = '/_world/timed/_mock/clock'
    const now = '2022-04-07T04:11:28.148Z'
    const set = await ask('PUT', clock, { body: { now, frozen: true } })
    expect(set.body).toEqual({ now, frozen: true, scale: 1 })
    expect((await createGuest('/_world/timed')).body).toMatchObject({ timestamp: now })
    for (const [body, after] of [
      [{ ms: 1_000 }, '2022-04-07T04:11:29.148Z'],
      [{ by: 'P1DT2H' }, '2022-04-08T06:11:29.148Z'],
      [{ by: '-PT0.5S' }, '2022-04-08T06:11:28.648Z'],
      [{ by: 'P2W' }, '2022-04-22T06:11:28.648Z'],
    ] as const) {
      expect((await ask('POST', `${clock}/advance`, { body })).body.now).toBe(after)
    }
    expect((await ask('GET', '/_mock/clock')).body).toMatchObject({ frozen: false, scale: 1 })
    const offset = await ask('PUT', clock, { body: { now: '2022-04-07T06:11:28+02:00' } })
    expect(offset.body.now).toBe('2022-04-07T04:11:28.000Z')
    await ask('PUT', clock, { body: { frozen: false, scale: 1e6 } })
    const early = Date.parse((await ask('GET', clock)).body.now as string)
    await new Promise((resolve) => setTimeout(resolve, 20))
    const late = Date.parse((await ask('GET', clock)).body.now as string)
    expect(late - early).toBeGreaterThan(10_000_000)
    await ask('POST', '/_world/timed/_mock/reset')
    expect((await ask('GET', clock)).body).toMatchObject({ frozen: false, scale: 1 })
  })

  test('tokens expire by it', async () => {
    const world = '/_world/expiring'
    const headers = { 'x-access-token': tokens.expired }
    const path = `${world}/v1/backend/channels/_conv_count`
    expect((await ask('GET', path, { headers })).status).toBe(401)
    await ask('PUT', `${world}/_mock/clock`, { body: { now: '2000-01-01T00:00:00Z' } })
    expect((await ask('GET', path, { headers })).status).toBe(200)
  })

  test.each([
    ['PUT', '', {}],
    ['PUT', '', undefined],
    ['PUT', '', { now: '2022-04-07' }],
    ['PUT', '', { now: '2022-04-07T04:11:28' }],
    ['PUT', '', { now: '2023-02-29T00:00:00Z' }],
    ['PUT', '', { frozen: 'yes' }],
    ['PUT', '', { scale: -1 }],
    ['PUT', '', { speed: 2 }],
    ['POST', '/advance', {}],
    ['POST', '/advance', { ms: '1000' }],
    ['POST', '/advance', { ms: 1.5 }],
    ['POST', '/advance', { ms: 1e300 }],
    ['POST', '/advance', { ms: 9e15 }],
    ['POST', '/advance', { by: '1 hour' }],
    ['POST', '/advance', { by: 'P' }],
    ['POST', '/advance', { by: 'PT' }],
    ['POST', '/advance', { by: 'P1Y' }],
    ['POST', '/advance', { by: 'P1D', ms: 1 }],
  ])('%s %s %j is refused with what would be right', async (method, path, body) => {
    const clock = '/_world/standing/_mock/clock'
    await ask('PUT', clock, { body: { now: '2022-04-07T04:11:28.148Z', frozen: true } })
    const answer = await ask(method, clock + path, { body })
    expect([answer.status, answer.body]).toEqual([
      400,
      { message: expect.any(String), expected: expect.stringMatching(/now|ms|time/) },
    ])
    expect((await ask('GET', clock)).body.now).toBe('2022-04-07T04:11:28.148Z')
  })
})

test('64 worlds at once see their own rows and nobody else’s', async () => {
  const before = await countAll('')
  const counts = await Promise.all(
    Array.from({ length: 64 }, async (_, n) => {
      const world = `/_world/parallel-${n}`
      for (let made = 0; made < n % 7; made += 1) await createGuest(world)
      await sendText(world, `parallel${n}`)
      const found = await Promise.all([n, (n + 1) % 64].map((m) => search(world, `parallel${m}`)))
      expect(found.map(({ status }) => status)).toEqual([200, 200])
      return (await countAll(world)) - before - (n % 7)
    }),
  )
  expect(counts).toEqual(new Array(64).fill(0))
  expect(await countAll('')).toBe(before)
})

test('resetting and restoring during writes and searches loses no answer', async () => {
  const world = '/_world/restless'
  await ask('PUT', `${world}/_mock/snapshots/restless`)
  let isOver = false
  const statuses = new Map<number, number>()
  const busy = Array.from({ length: 8 }, async (_, n) => {
    while (!isOver) {
      const { status } = (await [
        () => createGuest(world),
        () => search(world, 'hello'),
        () => sendText(world, 'restless'),
        () => ask('GET', `${world}/v1/backend/conversation_messages`, { headers: contact }),
      ][n % 4]?.()) ?? { status: 0 }
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
    }
  })
  for (let n = 0; n < 100; n += 1) {
    const path = n % 2 === 0 ? '/_mock/reset' : '/_mock/snapshots/restless/restore'
    expect((await ask('POST', world + path)).status).toBe(200)
  }
  isOver = true
  await Promise.all(busy)
  expect([...statuses.keys()]).toEqual([200])
})

test('the library does the same without HTTP', async () => {
  const world = gateway.worlds.create({ name: 'of-library', seed: 1 })
  const post = async () => (await createGuest('', world.headers)).body.id
  const id = await post()
  world.save('of-library')
  await post()
  expect(world.describe().rows.conversations).toBe(
    gateway.worlds.get('of-library').describe().rows.conversations,
  )
  world.restore('of-library')
  const rows = await countAll('/_world/of-library')
  expect(
    (await fetch(`${world.url}/v1/backend/conversation`, { method: 'POST', headers: guest }))
      .status,
  ).toBe(200)
  expect(await countAll('/_world/of-library')).toBe(rows + 1)
  world.reset()
  expect(await post()).toBe(id)
  // Its rows have ids that the seed gave before: the next ones are others.
  world.reset()
  world.restore('of-library')
  const later = await post()
  expect(later).not.toBe(id)
  world.restore('of-library')
  expect(await post()).toBe(later)
  const copy = gateway.worlds.create({ seed: 1, from: { world: 'of-library' } })
  expect((await createGuest('', copy.headers)).status).toBe(200)
  world.clock.set({ now: '2022-04-07T04:11:28.148Z', frozen: true })
  world.clock.advance(1_000)
  expect(world.clock.state().now).toBe('2022-04-07T04:11:29.148Z')
  gateway.snapshots.write('again', gateway.snapshots.read('of-library'))
  expect(gateway.snapshots.list().map(({ name }) => name)).toContain('again')
  world.remove()
  expect(gateway.worlds.list().map(({ name }) => name)).not.toContain('of-library')
  expect(() => world.describe()).toThrow('no world of-library')
})
