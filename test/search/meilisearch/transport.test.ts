/** What goes over the wire to a Meilisearch, and what a broken one does to a search. */
import { expect, test } from 'vitest'
import type { MeilisearchOptions } from '../../../src/index.ts'
import { build, client } from '../../helpers.ts'
import { send } from '../contract.ts'
import { type FakeMeilisearch, type Fault, startFakeMeilisearch } from '../fake-meilisearch.ts'
import { smallTokens, smallWorld } from '../small-world.ts'

async function startGateway(fake: FakeMeilisearch, options: Partial<MeilisearchOptions> = {}) {
  const app = build({ fixtures: [smallWorld], meilisearch: { url: fake.url, ...options } })
  await app.ready()
  const { post } = client(app, smallTokens.small)
  const search = (body: object = {}) => post('/data-board/search/org_small', body)
  return { app, post, search }
}

test('every request asks for a plain answer: compressed ones come in packets that wait', async () => {
  const fake = await startFakeMeilisearch()
  const { app, post, search } = await startGateway(fake)
  await send(app, 'parcel')
  expect((await search({ q: 'parcel' })).body.message.hits).toHaveLength(1)
  await post('/data-board/search/org_small/fetch', { filter: 'type = text' })
  const asked = fake.requests.map((request) => request.replace(/\d+$/, 'N'))
  expect(new Set(asked)).toEqual(
    new Set([
      'GET /health',
      'GET /indexes',
      ...['org_small', 'org_other', 'org_silent', 'brd_small', 'brd_open'].flatMap((uid) => [
        `PATCH /indexes/${uid}/settings`,
        ...(uid === 'org_silent' ? [] : [`POST /indexes/${uid}/documents`]),
      ]),
      'POST /indexes',
      'GET /tasks/N',
      'GET /indexes/imbrace-gateway-mock/documents',
      'POST /indexes/imbrace-gateway-mock/documents',
      'POST /indexes/org_small/search',
      'POST /indexes/org_small/documents/fetch',
    ]),
  )
  const encodings = fake.headers.map((headers) => headers['accept-encoding'])
  expect(encodings).toEqual(encodings.map(() => 'identity'))
})

test('one connection carries search after search', async () => {
  const fake = await startFakeMeilisearch()
  const { search } = await startGateway(fake)
  await search()
  const before = fake.connections
  for (let n = 0; n < 5; n += 1) expect((await search()).status).toBe(200)
  expect(fake.connections).toBe(before)
})

test('connections that Meilisearch has closed meanwhile cost no search its answer', async () => {
  const fake = await startFakeMeilisearch()
  const { search } = await startGateway(fake)
  await Promise.all(Array.from({ length: 8 }, () => search()))
  for (let n = 0; n < 3; n += 1) {
    await fake.restart()
    expect(await search()).toMatchObject({ status: 200 })
  }
})

test('a key goes along with searches and with writes', async () => {
  const fake = await startFakeMeilisearch('a key')
  const { search } = await startGateway(fake, { key: 'a key' })
  await search()
  const keys = new Set(fake.headers.slice(1).map((headers) => headers.authorization))
  expect(keys).toEqual(new Set(['Bearer a key']))
})

const json = (status: number, body: object): Fault => ({ status, text: JSON.stringify(body) })
const envelope = (code: string, type: string) => ({ message: 'no', code, type, link: '' })
const faults: [string, Fault, RegExp][] = [
  [
    'no answer in time',
    'silence',
    /^Meilisearch at http:\/\/127\.0\.0\.1:\d+ has not answered within 300 ms \(--meilisearch-timeout\)$/,
  ],
  [
    'half an answer in time',
    'half and silence',
    /^Meilisearch at \S+ has not answered within 300 ms \(--meilisearch-timeout\)$/,
  ],
  ['an answer cut off', 'half and an end', /^Meilisearch at \S+: aborted$/],
  [
    'a page of a proxy',
    { status: 502, text: '<html>Bad Gateway</html>' },
    /^Meilisearch at \S+ answered 502 without a JSON object$/,
  ],
  ['a list', json(200, [1]), /^Meilisearch at \S+ answered 200 without a JSON object$/],
  ['nothing', { status: 200, text: '' }, /^Meilisearch at \S+ answered 200 without a JSON object$/],
  ['something else', json(200, {}), /^the answer of Meilisearch holds neither hits nor results$/],
  [
    'a full queue',
    json(503, envelope('too_many_search_requests', 'system')),
    /^the search engine answered 503 too_many_search_requests$/,
  ],
  [
    'a bug of its own',
    json(500, envelope('internal', 'internal')),
    /^the search engine answered 500 internal$/,
  ],
  [
    'a key that has expired',
    json(403, envelope('invalid_api_key', 'auth')),
    /^Meilisearch does not take --meilisearch-key: no$/,
  ],
]
for (const [name, fault, reason] of faults) {
  test(`${name}: the documented failure, and its reason`, async () => {
    const fake = await startFakeMeilisearch()
    const { search } = await startGateway(fake, { timeoutMs: 300 })
    fake.fault = (request) => (request.endsWith('/search') ? fault : undefined)
    const answer = await search()
    expect(answer).toMatchObject({
      status: 500,
      body: { code: 99999, message: 'Service unavailable, please try again later' },
    })
    expect(answer.reason).toMatch(reason)
    fake.fault = () => undefined
    expect((await search()).status).toBe(200)
  })
}

test('an answer beyond all measure: the documented failure, and what to ask for', async () => {
  const fake = await startFakeMeilisearch()
  const { search } = await startGateway(fake)
  const text = JSON.stringify({ hits: [], filler: 'x'.repeat(65 * 1024 * 1024) })
  fake.fault = (request) => (request.endsWith('/search') ? { status: 200, text } : undefined)
  const { status, reason } = await search()
  expect(status).toBe(500)
  expect(reason).toMatch(/ has answered more than 64 MiB: ask for fewer or shorter documents$/)
})
