/** A clock or ids that cannot be used: said in a sentence, at the cost of one request. */
import { describe, expect, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { type AppOptions, StartError, startGateway } from '../../src/index.ts'
import { build, client, ids, tokens, writesTo } from '../helpers.ts'
import { startFakeMeilisearch } from '../search/fake-meilisearch.ts'

const messages = '/v1/backend/conversation_messages'
const unavailable = { code: 99999, message: 'Service unavailable, please try again later' }
const hello = { type: 'text', text: 'Hello' }

/** What a careless caller passes, whatever the types say. */
const asClock = (clock: () => unknown) => clock as NonNullable<AppOptions['clock']>
const asNewId = (newId: (kind: string) => unknown) => newId as NonNullable<AppOptions['newId']>

describe('a clock that cannot be used fails the request and says why', () => {
  const clocks: [name: string, clock: () => unknown, reason: string][] = [
    [
      'an invalid date',
      () => new Date(Number.NaN),
      'clock: returned Invalid Date, which is no time of the years 0 to 9999',
    ],
    [
      'the year 10000',
      () => new Date(Date.UTC(10_000, 0)),
      'which is no time of the years 0 to 9999',
    ],
    [
      'a year before 0',
      () => new Date(Date.parse('0000-01-01T00:00:00Z') - 1),
      'which is no time of the years 0 to 9999',
    ],
    ['a number', () => 1_650_000_000_000, 'clock: returned 1650000000000 instead of a Date'],
    ['a text', () => '2022-04-07', 'clock: returned "2022-04-07" instead of a Date'],
    ['nothing', () => undefined, 'clock: returned undefined instead of a Date'],
    [
      'an error',
      () => {
        throw new Error('no battery')
      },
      'clock: threw Error: no battery',
    ],
  ]
  test.each(clocks)('%s', async (_name, clock, reason) => {
    const app = build({ clock: asClock(clock) })
    const asContact = client(app, tokens.contact)
    const before = writesTo(app.world.database)
    for (const answer of [
      await asContact.post(messages, hello),
      await client(app, tokens.channel).post('/v1/backend/conversation'),
      await client(app, tokens.expired).get('/v1/backend/channels/_conv_count'),
      await client(app, tokens.userOfTwo).post(
        `/v1/backend/meilisearch/${ids.organization}/search`,
        {},
      ),
    ]) {
      expect(answer).toMatchObject({ status: 500, body: unavailable })
      expect(answer.reason).toContain(reason)
    }
    expect(writesTo(app.world.database), 'nothing is written').toBe(before)
    expect((await asContact.get(messages)).status).toBe(200)
  })

  test('the first and the last time that can be written are taken', async () => {
    for (const time of ['0000-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z']) {
      const { status, body } = await client(
        build({ clock: () => new Date(time) }),
        tokens.contact,
      ).post(messages, hello)
      expect([status, body.created_at]).toEqual([200, time])
    }
  })

  test('a Date of another realm is one', async () => {
    const { runInNewContext } = await import('node:vm')
    const clock = () => runInNewContext('new Date(0)')
    const { status } = await client(build({ clock }), tokens.contact).post(messages, hello)
    expect(status).toBe(200)
  })
})

describe('a newId that cannot be used fails the request and says why', () => {
  const failing: [name: string, newId: (kind: string) => unknown, reason: RegExp][] = [
    [
      'an error',
      () => {
        throw new Error('no more')
      },
      /^newId: threw Error: no more$/,
    ],
    ['nothing', () => undefined, /^newId: returned undefined for \w+: expected an id as a text$/],
    ['a number', () => 7, /^newId: returned 7 for \w+: expected an id as a text$/],
    ['an empty text', () => '', /^newId: returned "" for \w+: expected an id as a text$/],
    [
      'the same each time',
      (kind) => `${kind}_1`,
      /^newId: returned an id that is there already \(UNIQUE .+ messages\.id\)$/,
    ],
  ]
  test.each(failing)('%s, for a message', async (_name, newId, reason) => {
    const failingFor = (kind: string) => (kind === 'message' ? newId(kind) : `${kind}_1`)
    const app = build({ newId: asNewId(failingFor) })
    const asContact = client(app, tokens.contact)
    const first = await asContact.post(messages, hello)
    const answer = first.status === 200 ? await asContact.post(messages, hello) : first

    expect(answer).toMatchObject({ status: 500, body: unavailable })
    expect(answer.reason).toMatch(reason)
    expect((await asContact.get(messages)).body.count).toBe(first.status === 200 ? 16 : 15)
  })

  test.each(failing.slice(0, -1))('%s, for a request', async (_name, newId, reason) => {
    await using gateway = await startGateway({ newId: asNewId(newId) })
    const asContact = { 'x-access-token': tokens.contact }
    for (const url of [messages, '/nowhere', '/v1/backend/%FF']) {
      const answer = await fetch(gateway.url + url, { headers: asContact })
      expect([answer.status, await answer.json()]).toEqual([500, unavailable])
      expect(answer.headers.get('x-mock-reason')).toMatch(reason)
      expect(answer.headers.get('x-request-id')).toBe(null)
    }
    const headers = { ...asContact, 'x-request-id': 'my own' }
    const answer = await fetch(gateway.url + messages, { headers })
    expect([answer.status, answer.headers.get('x-request-id')]).toEqual([200, 'my own'])
  })

  test('an id that cannot stand in a header', async () => {
    const answer = await build({ newId: () => 'one\ntwo' }).inject({ url: messages })
    expect([answer.statusCode, answer.headers['x-mock-reason']]).toEqual([
      500,
      'newId: returned "one\\ntwo" for request: expected an id as a text',
    ])
  })
})

describe('an option that cannot be used is refused at the start', () => {
  test.each<[AppOptions, string]>([
    [{ clock: asClock(7 as never) }, 'clock: expected a function that returns a Date, found 7'],
    [{ newId: asNewId('id' as never) }, 'newId: expected a function that returns a text, found "i'],
    [{ requestTimeout: -1 }, 'requestTimeout: expected a whole number of milliseconds from 0'],
    [{ requestTimeout: 2 ** 31 }, 'to 2147483647, found 2147483648'],
    [{ closeGraceMs: 0.5 }, 'closeGraceMs: expected a whole number of milliseconds from 0'],
    [{ closeGraceMs: Number.NaN }, 'found NaN'],
  ])('%o', (options, sentence) => {
    expect(() => buildApp(options)).toThrow(StartError)
    expect(() => buildApp(options)).toThrow(sentence)
  })

  test('a newId that fails while a Meilisearch is filled', async () => {
    const { url } = await startFakeMeilisearch()
    const starting = startGateway({ newId: asNewId(() => undefined), meilisearch: { url } })
    await expect(starting).rejects.toThrow('newId: returned undefined for generation')
  })
})
