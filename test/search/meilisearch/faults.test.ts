import { describe, expect, test } from 'vitest'
import type { MeilisearchOptions } from '../../../src/index.ts'
import { build, client } from '../../helpers.ts'
import { send } from '../contract.ts'
import { type FakeMeilisearch, type Fault, startFakeMeilisearch } from '../fake-meilisearch.ts'
import { smallTokens, smallWorld } from '../small-world.ts'

const unavailable = { code: 99999, message: 'Service unavailable, please try again later' }
const fixtureIds = ['msg_1', 'msg_2', 'msg_3', 'note_1']

async function startGateway(fake: FakeMeilisearch, options: Partial<MeilisearchOptions> = {}) {
  const app = build({
    fixtures: [smallWorld],
    meilisearch: { url: fake.url, waitMs: 20_000, ...options },
  })
  await app.ready()
  const { post } = client(app, smallTokens.small)
  const search = (q = '') => post('/data-board/search/org_small', { q, limit: 1000 })
  const foundIds = async () =>
    (await search()).body.message.hits.map(({ _id }: { _id: string }) => _id)
  return { app, search, foundIds }
}

const idsIn = async (fake: FakeMeilisearch, uid = 'org_small') =>
  (await fake.documents(uid))?.map(({ _id }) => _id)

const startOf = async (fake: FakeMeilisearch, options: Partial<MeilisearchOptions> = {}) => {
  const app = build({ fixtures: [smallWorld], meilisearch: { url: fake.url, ...options } })
  await app.ready()
}

describe('a Meilisearch that fails', () => {
  test('stopped: messages are taken, searches fail; back again: all is found once', async () => {
    const fake = await startFakeMeilisearch()
    const { app, search, foundIds } = await startGateway(fake, { waitMs: 100 })
    await fake.stop()
    const idle = await search()
    expect(idle).toMatchObject({ status: 500, body: unavailable })
    const sent = []
    for (let n = 0; n < 20; n += 1) sent.push(await send(app, `parcel ${n}`))
    expect(await search('parcel')).toMatchObject({ status: 500, body: unavailable })
    await fake.restart()
    await expect.poll(async () => (await search()).status).toBe(200)
    expect(await foundIds()).toEqual([...fixtureIds, ...sent])
  })

  test('restarted empty while idle: the next search finds everything', async () => {
    const fake = await startFakeMeilisearch()
    const { app, foundIds } = await startGateway(fake)
    const sent = await send(app, 'parcel')
    expect(await foundIds()).toEqual([...fixtureIds, sent])
    await fake.restart({ isEmpty: true })
    expect(await foundIds()).toEqual([...fixtureIds.slice(0, 3), 'note_1', sent])
  })

  test('restarted empty while nobody asks: it is filled again', async () => {
    const fake = await startFakeMeilisearch()
    const { app, search } = await startGateway(fake, { checkMs: 20 })
    const sent = await send(app, 'parcel')
    await search()
    await fake.restart({ isEmpty: true })
    await expect.poll(() => idsIn(fake)).toEqual([...fixtureIds, sent])
  })

  test('restarted empty before a write: nothing of what was there before is lost', async () => {
    const fake = await startFakeMeilisearch()
    const { app, foundIds } = await startGateway(fake)
    const before = await send(app, 'parcel')
    expect(await foundIds()).toEqual([...fixtureIds, before])
    await fake.restart({ isEmpty: true })
    const after = await send(app, 'another')
    expect(await foundIds()).toEqual([...fixtureIds, before, after])
    expect(fake.uids()).toEqual(
      expect.arrayContaining(['org_small', 'org_other', 'org_silent', 'brd_small', 'brd_open']),
    )
  })

  test('restarted empty under many searches and messages: all find what was sent before', async () => {
    const fake = await startFakeMeilisearch()
    const { app, search, foundIds } = await startGateway(fake)
    const sent = [await send(app, 'parcel')]
    expect(await foundIds()).toEqual([...fixtureIds, ...sent])
    await fake.restart({ isEmpty: true })
    const ask = async (n: number) => {
      const id = await send(app, `parcel unique${n}`)
      sent.push(id)
      const { body } = await search(`unique${n}`)
      return body.message.hits[0]?._id === id
    }
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => ask(n)))
    expect(answers).toEqual(answers.map(() => true))
    expect((await foundIds()).sort()).toEqual([...fixtureIds, ...sent].sort())
  })

  test('failing at tasks it has taken: messages are sent again', async () => {
    const fake = await startFakeMeilisearch()
    const { app, search, foundIds } = await startGateway(fake, { waitMs: 50 })
    const error = { message: 'no space left', code: 'no_space_left_on_device' }
    const task = { type: 'documentAdditionOrUpdate', status: 'failed', error }
    fake.fault = (request) =>
      request.startsWith('GET /tasks') ? { status: 200, text: JSON.stringify(task) } : undefined
    const sent = await send(app, 'parcel')
    expect(await search()).toMatchObject({ status: 500, body: unavailable })
    fake.fault = () => undefined
    await expect.poll(async () => (await search()).status).toBe(200)
    expect(await foundIds()).toEqual([...fixtureIds, sent])
  })

  test('an index deleted by hand is made again', async () => {
    const fake = await startFakeMeilisearch()
    const { foundIds } = await startGateway(fake)
    await fetch(`${fake.url}/indexes/org_small`, { method: 'DELETE' })
    await expect.poll(() => fake.uids()).not.toContain('org_small')
    expect(await foundIds()).toEqual(fixtureIds)
  })

  test('slow: a search waits for the messages before it, but not for ever', async () => {
    const fake = await startFakeMeilisearch()
    const { app, search } = await startGateway(fake, { waitMs: 150 })
    fake.taskMs = 600
    await send(app, 'parcel')
    expect(await search('parcel')).toMatchObject({ status: 500, body: unavailable })
    await expect.poll(async () => (await search('parcel')).status, { timeout: 5_000 }).toBe(200)
    expect((await search('parcel')).body.message.hits).toHaveLength(1)
  })

  test('slow: the search of a board does not wait for messages', async () => {
    const fake = await startFakeMeilisearch()
    const { app } = await startGateway(fake, { waitMs: 100 })
    fake.taskMs = 60_000
    await send(app, 'parcel')
    const { status } = await client(app, smallTokens.small).post('/data-board/search/brd_small', {})
    expect(status).toBe(200)
  })

  test('slow: with time enough the search finds them', async () => {
    const fake = await startFakeMeilisearch()
    const { app, search } = await startGateway(fake)
    fake.taskMs = 300
    for (let n = 0; n < 3; n += 1) await send(app, 'parcel')
    expect((await search('parcel')).body.message.hits).toHaveLength(3)
  })

  test('silent: a search fails in time', async () => {
    const fake = await startFakeMeilisearch()
    const { search } = await startGateway(fake, { timeoutMs: 150 })
    fake.fault = () => 'silence'
    expect(await search()).toMatchObject({ status: 500, body: unavailable })
  })

  const faults: [string, Fault][] = [
    [
      '500',
      { status: 500, text: '{"message":"no","code":"internal","type":"internal","link":""}' },
    ],
    ['500 without a body', { status: 500, text: '' }],
    [
      '429',
      { status: 429, text: '{"message":"busy","code":"too_many","type":"system","link":""}' },
    ],
    ['rubbish', { status: 200, text: '<html>hello</html>' }],
    ['JSON that is not its own', { status: 200, text: '{"results":"none"}' }],
    ['an array', { status: 200, text: '[]' }],
    ['a redirect', { status: 302, text: '' }],
    ['a key it does not take any more', { status: 403, text: '{"message":"","type":"auth"}' }],
  ]
  for (const [name, fault] of faults) {
    test(`answering ${name}: messages wait until it is over`, async () => {
      const fake = await startFakeMeilisearch()
      const { app, search, foundIds } = await startGateway(fake, { waitMs: 50 })
      fake.fault = () => fault
      expect(await search()).toMatchObject({ status: 500, body: unavailable })
      const sent = [await send(app, 'one'), await send(app, 'two')]
      expect(await search()).toMatchObject({ status: 500, body: unavailable })
      fake.fault = () => undefined
      await expect.poll(async () => (await search()).status).toBe(200)
      expect(await foundIds()).toEqual([...fixtureIds, ...sent])
    })
  }

  test('failing at every fifth request: nothing is lost or doubled', async () => {
    const fake = await startFakeMeilisearch()
    const { app, foundIds } = await startGateway(fake)
    let count = 0
    fake.fault = (request) => {
      count += 1
      const isOurs = !request.endsWith('/search')
      return isOurs && count % 5 === 0 ? { status: 503, text: '{}' } : undefined
    }
    const sent = []
    for (let n = 0; n < 30; n += 1) sent.push(await send(app, `parcel ${n}`))
    expect(await foundIds()).toEqual([...fixtureIds, ...sent])
  })
})

describe('a reset', () => {
  test('leaves exactly the documents of the fixture', async () => {
    const fake = await startFakeMeilisearch()
    const { app, foundIds } = await startGateway(fake)
    for (let n = 0; n < 5; n += 1) await send(app, 'parcel')
    app.world.reset()
    expect(await foundIds()).toEqual(fixtureIds)
    expect(await idsIn(fake)).toEqual(fixtureIds)
    expect(await idsIn(fake, 'brd_small')).toEqual(['bi_1', 'bi_2', 'bi_3'])
  })

  test('in the middle of slow writes leaves nothing of them', async () => {
    const fake = await startFakeMeilisearch()
    const { app, foundIds } = await startGateway(fake)
    fake.taskMs = 40
    await send(app, 'parcel')
    await new Promise((resolve) => setImmediate(resolve))
    await send(app, 'parcel')
    app.world.reset()
    app.world.reset()
    expect(await foundIds()).toEqual(fixtureIds)
    const sent = await send(app, 'parcel')
    expect(await foundIds()).toEqual([...fixtureIds, sent])
  })

  test('during a search has it asked again: it may have met an index half filled', async () => {
    const fake = await startFakeMeilisearch()
    const { app, foundIds } = await startGateway(fake)
    await send(app, 'parcel')
    let resets = 0
    fake.fault = (request) => {
      if (!request.endsWith('/search') || resets === 3) return undefined
      resets += 1
      app.world.reset()
      return { status: 200, text: '{"hits":[],"query":"","processingTimeMs":0,"limit":1000}' }
    }
    expect(await foundIds()).toEqual(fixtureIds)
    expect(resets).toBe(3)
  })
})

describe('the start', () => {
  test('fills all indexes, each with its settings', async () => {
    const fake = await startFakeMeilisearch()
    await startGateway(fake)
    expect(await idsIn(fake)).toEqual(fixtureIds)
    expect(await idsIn(fake, 'org_other')).toEqual(['msg_9'])
    expect(await idsIn(fake, 'org_silent')).toEqual([])
    expect(await idsIn(fake, 'brd_open')).toEqual([1])
  })

  test('waits until Meilisearch is healthy', async () => {
    const fake = await startFakeMeilisearch()
    let unhealthy = 3
    fake.fault = () => {
      unhealthy -= 1
      return unhealthy >= 0 ? { status: 503, text: '' } : undefined
    }
    const { foundIds } = await startGateway(fake)
    expect(await foundIds()).toEqual(fixtureIds)
  })

  const refusals: [string, (fake: FakeMeilisearch) => Promise<void>, RegExp][] = [
    [
      'without a Meilisearch',
      async (fake) => {
        await fake.stop()
        await startOf(fake, { startMs: 10 })
      },
      /^no healthy Meilisearch at http:\/\/127\.0\.0\.1:\d+ within 10 ms: start it/,
    ],
    [
      'while it fails',
      async (fake) => {
        fake.fault = (request) =>
          request === 'GET /health' ? undefined : { status: 500, text: '{}' }
        await startOf(fake, { startMs: 10 })
      },
      /^Meilisearch fails: /,
    ],
    [
      'with settings it does not take',
      async (fake) => {
        fake.fault = (request) =>
          request.endsWith('/settings')
            ? { status: 400, text: '{"message":"Unknown field `x`","code":"bad_request"}' }
            : undefined
        await startOf(fake)
      },
      /^search index org_\w+: Unknown field `x`$/,
    ],
    [
      'on somebody else’s index',
      async (fake) => {
        await fetch(`${fake.url}/indexes/brd_small/documents`, {
          method: 'POST',
          body: '[{"_id":"theirs"}]',
        })
        await expect.poll(() => fake.uids()).toEqual(['brd_small'])
        await startOf(fake)
      },
      /^the Meilisearch has an index brd_small that no gateway made/,
    ],
  ]
  for (const [name, start, message] of refusals) {
    test(`fails ${name}`, async () => {
      const fake = await startFakeMeilisearch()
      await expect(start(fake)).rejects.toMatchObject({
        name: 'StartError',
        message: expect.stringMatching(message),
      })
    })
  }

  test('fails with a wrong key', async () => {
    const fake = await startFakeMeilisearch('right')
    await expect(startOf(fake, { key: 'wrong' })).rejects.toMatchObject({
      name: 'StartError',
      message: 'Meilisearch refuses: The provided API key is invalid.',
    })
  })

  test('leaves somebody else’s indexes as they are, beside our own under a prefix', async () => {
    const fake = await startFakeMeilisearch()
    await fetch(`${fake.url}/indexes/org_small/documents`, {
      method: 'POST',
      body: '[{"_id":"theirs"}]',
    })
    const { foundIds } = await startGateway(fake, { prefix: 'mock_' })
    expect(await foundIds()).toEqual(fixtureIds)
    expect(await idsIn(fake)).toEqual(['theirs'])
    expect(await idsIn(fake, 'mock_org_small')).toEqual(fixtureIds)
  })

  test('comes about without a Meilisearch where it is optional, and catches up', async () => {
    const fake = await startFakeMeilisearch()
    await fake.stop()
    const { app, search, foundIds } = await startGateway(fake, {
      optional: true,
      startMs: 10,
      waitMs: 50,
    })
    const sent = await send(app, 'parcel')
    expect(await search()).toMatchObject({ status: 500, body: unavailable })
    await fake.restart()
    await expect.poll(async () => (await search()).status).toBe(200)
    expect(await foundIds()).toEqual([...fixtureIds, sent])
  })

  test('of a second gateway with the same names takes over, and the first one lets go', async () => {
    const fake = await startFakeMeilisearch()
    const first = await startGateway(fake, { waitMs: 50 })
    const second = await startGateway(fake)
    const sent = await send(second.app, 'parcel')
    await send(first.app, 'of the first')
    expect(await first.search()).toMatchObject({ status: 500, body: unavailable })
    expect(await second.foundIds()).toEqual([...fixtureIds, sent])
  })
})
