/** HEAD beside the GET whose route answers it, over a real port. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Gateway, startGateway } from '../../src/index.ts'
import { tokens } from '../helpers.ts'

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway.close())

const contact = { 'x-access-token': tokens.contact }
const user = { 'x-access-token': tokens.user }

/** Head and length of an answer, without what differs from request to request. */
async function ask(method: string, path: string, headers: Record<string, string>) {
  const response = await fetch(gateway.url + path, { method, headers })
  const said = Object.fromEntries(response.headers)
  for (const name of ['date', 'x-request-id', 'connection', 'keep-alive']) delete said[name]
  const text = await response.text()
  return { status: response.status, said, length: text.length }
}

test.each([
  ['a page', '/v1/backend/conversation_messages?limit=3', contact, 200],
  ['a page for a browser', '/v1/backend/account', { ...user, origin: 'http://a.example' }, 200],
  ['an address with a prefix', '/api/v1/backend/channels/_conv_count', user, 200],
  ['a query that is refused', '/v1/backend/conversation_messages?limit=x', contact, 400],
  ['nobody', '/v1/backend/account', {}, 401],
  ['what is not there', '/v1/backend/files/chat/none.png', {}, 404],
  ['the mock’s own', '/_mock/worlds', {}, 200],
  ['readiness', '/readyz', {}, 200],
])('%s has the head of its GET', async (_what, path, headers, status) => {
  const get = await ask('GET', path, headers)
  const head = await ask('HEAD', path, headers)
  expect(head).toEqual({ ...get, length: 0 })
  expect([head.status, head.said['content-length']]).toEqual([status, `${get.length}`])
})

test('a stub that says nothing has the head of its GET, whether it stands before an operation or not', async () => {
  for (const [path, override] of [
    ['/v1/backend/campaigns', false],
    ['/v1/backend/account', true],
  ] as const) {
    for (const status of [200, 204]) {
      using stubs = added({ method: 'GET', path, override, status })
      const get = await ask('GET', path, user)
      expect(await ask('HEAD', path, user)).toEqual(get)
      expect(get.said['x-mock-note']).toBe(`answered by ${stubs.id}`)
    }
  }
})

function added(stub: Parameters<ReturnType<Gateway['worlds']['get']>['stubs']['add']>[0]) {
  const { stubs } = gateway.worlds.get('default')
  const { id } = stubs.add(stub)
  return { id, [Symbol.dispose]: () => stubs.remove(id) }
}

test('an address that takes POST alone refuses it', async () => {
  const { status, said } = await ask('HEAD', '/v1/backend/login/sign_in', {})
  expect([status, said['x-mock-reason']]).toEqual([
    404,
    'no operation HEAD /v1/backend/login/sign_in: this address takes POST (signIn)',
  ])
})

test('it stays a HEAD to faults and to the journal', async () => {
  const { faults } = gateway.worlds.get('default')
  gateway.reset()
  faults.add({ match: { method: 'HEAD' }, effect: { kind: 'status', status: 503 }, times: 1 })
  expect((await ask('GET', '/v1/backend/account', user)).status).toBe(200)
  expect((await ask('HEAD', '/v1/backend/account', user)).status).toBe(503)
  const { requests } = await gateway.journal.list()
  expect(requests.map(({ method, response }) => [method, response?.status])).toEqual([
    ['HEAD', 503],
    ['GET', 200],
  ])
})
