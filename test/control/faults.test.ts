/** Faults as calls: what is refused, and what is listed. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Gateway, startGateway } from '../../src/index.ts'
import { build, tokens } from '../helpers.ts'

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway.close())
beforeEach(() => gateway.reset())

async function ask(method: string, path: string, body?: unknown) {
  const response = await fetch(gateway.url + path, {
    method,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  const text = await response.text()
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
}

describe('a rule that cannot be', () => {
  test.each([
    [{}, 'body.effect is missing'],
    [{ effect: 'reset' }, 'body.effect must be an object, found a string'],
    [{ effect: {} }, 'body.effect.kind is missing'],
    [{ effect: { kind: 'explode' } }, 'body.effect.kind must be one of status, delay'],
    [{ effect: { kind: 'status' } }, 'body.effect.status is missing'],
    [{ effect: { kind: 'status', status: 418 } }, 'body.effect.status must be one of 400, 401'],
    [{ effect: { kind: 'status', status: 500, retry_after: 1 } }, 'effect.retry_after: nobody'],
    [{ effect: { kind: 'delay', ms: -1 } }, 'body.effect.ms must be >= 0'],
    [{ effect: { kind: 'delay', ms: 1e9 } }, 'body.effect.ms must be <= 600000'],
    [{ effect: { kind: 'delay', ms: [1] } }, 'body.effect.ms must NOT have fewer than 2 items'],
    [{ effect: { kind: 'delay', ms: [200, 50] } }, 'effect.ms: 200 is more than 50'],
    [{ effect: { kind: 'reset', ms: 5 } }, 'ms is not known'],
    [{ effect: { kind: 'search-lag' } }, 'effect: search-lag takes ms or searches'],
    [{ effect: { kind: 'search-lag', ms: 1, searches: 1 } }, 'effect: search-lag takes ms or'],
    [{ effect: { kind: 'stale-counts', requests: 0 } }, 'body.effect.requests must be >= 1'],
    [{ effect: { kind: 'reset' }, tims: 1 }, 'tims is not known'],
    [{ effect: { kind: 'reset' }, times: 0 }, 'body.times must be >= 1'],
    [{ effect: { kind: 'reset' }, probability: 2 }, 'body.probability must be <= 1'],
    [{ effect: { kind: 'reset' }, match: { method: 'get' } }, 'body.match.method must be one of'],
    [{ effect: { kind: 'reset' }, match: { path: 'x' } }, 'body.match.path must match pattern'],
    [{ effect: { kind: 'reset' }, match: { caller: 'bot' } }, 'body.match.caller must be one of'],
    [{ effect: { kind: 'reset' }, match: { url: '/' } }, 'url is not known'],
    [{ effect: { kind: 'reset' }, match: { body: { a: {} } } }, 'body.match.body.a must be'],
    [
      { effect: { kind: 'reset' }, match: { operation: 'sendMesage' } },
      'match.operation: no operation sendMesage',
    ],
  ])('%j is refused', async (rule, message) => {
    const { status, body } = await ask('POST', '/_mock/faults', rule)
    expect([status, body.message.startsWith(message) ? message : body.message]).toEqual([
      400,
      message,
    ])
    expect(body.expected).not.toBe('')
    expect((await ask('GET', '/_mock/faults')).body).toEqual({ faults: [] })
    // The library says the same.
    expect(() => gateway.worlds.get('default').faults.add(rule as never)).toThrow()
  })

  test('of an unknown operation is told the nearest and all that there are', async () => {
    const rule = { effect: { kind: 'reset' }, match: { operation: 'sendMesage' } }
    const { expected } = (await ask('POST', '/_mock/faults', rule)).body
    expect(expected).toMatch(/^did you mean `sendMessage`\? one of getGateway, getViewsCount, /)
  })
})

test('what is listed says how often each was met, and keeps credentials to itself', async () => {
  const rule = {
    match: { token: tokens.contact, operation: 'listMessages' },
    effect: { kind: 'status', status: 500 },
    times: 2,
    after: 1,
  }
  const { status, body } = await ask('POST', '/_mock/faults', rule)
  const { id } = body
  const listed = { ...rule, id, match: { ...rule.match, token: '***' } }
  expect([status, body]).toEqual([201, { ...listed, seen: 0, hits: 0, hits_left: 2 }])
  const statuses: number[] = []
  for (const token of [tokens.contact, tokens.contact, tokens.user, tokens.contact]) {
    const headers = { 'x-access-token': token }
    const path = '/v1/backend/conversation_messages?conversation_id=conv_testing_conversation1'
    statuses.push((await fetch(gateway.url + path, { headers })).status)
  }
  expect(statuses).toEqual([200, 500, 200, 500])
  expect((await ask('GET', '/_mock/faults')).body).toEqual({
    faults: [{ ...listed, seen: 3, hits: 2, hits_left: 0 }],
  })
})

test('one is removed, then all; what is not there is 404', async () => {
  const add = async () =>
    (await ask('POST', '/_mock/faults', { effect: { kind: 'reset' } })).body.id as string
  const [one, two] = [await add(), await add()]
  expect(await ask('DELETE', '/_mock/faults/nobody')).toEqual({
    status: 404,
    body: { message: 'no fault nobody', expected: `one of ${one}, ${two}` },
  })
  expect((await ask('DELETE', `/_mock/faults/${one}`)).status).toBe(204)
  expect((await ask('GET', '/_mock/faults')).body.faults).toHaveLength(1)
  expect((await ask('DELETE', '/_mock/faults')).status).toBe(204)
  expect((await ask('GET', '/_mock/faults')).body).toEqual({ faults: [] })
})

test('there is a bound', async () => {
  const { faults } = gateway.worlds.get('default')
  for (let n = 0; n < 1_000; n++) faults.add({ effect: { kind: 'reset' }, times: 1 })
  const { status, body } = await ask('POST', '/_mock/faults', { effect: { kind: 'reset' } })
  expect([status, body.message]).toEqual([409, 'there are 1000 rules already'])
})

test('the mock’s own calls meet no faults', async () => {
  await ask('POST', '/_mock/faults', { effect: { kind: 'reset' } })
  expect((await ask('GET', '/_mock/worlds')).status).toBe(200)
  expect((await fetch(`${gateway.url}/livez`)).status).toBe(200)
})

test('a world that searches by a Meilisearch cannot lag', () => {
  const app = build({ meilisearch: { url: 'http://127.0.0.1:9' } })
  const lag = { effect: { kind: 'search-lag', searches: 1 } } as const
  expect(() => app.worlds.faultsOf('default').add(lag, [])).toThrow('a Meilisearch searches here')
  app.worlds.create({ name: 'other' })
  expect(app.worlds.faultsOf('other').add(lag, []).id).toBe('fault-1')
})
