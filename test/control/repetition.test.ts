/** The same calls to a world with a frozen clock and a seed get the same bytes, over a real port. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { readDocumentedExamples } from '../../src/control/openapi.ts'
import { type Gateway, startGateway } from '../../src/index.ts'
import type { CallerKind } from '../../src/operations/directory/callers.ts'
import type { Operation } from '../../src/operations/operation.ts'
import { tokens } from '../helpers.ts'
import { credentialOf, requestAs, type TestRequest, validRequest } from '../operations/requests.ts'

let gateway: Gateway
let operations: readonly Operation[]
beforeAll(async () => {
  gateway = await startGateway()
  const app = buildApp()
  await app.ready()
  operations = app.operations
  await app.close()
})
afterAll(() => gateway.close())

const kinds = Object.keys(credentialOf) as CallerKind[]
const clock = { now: '2022-04-07T04:11:28.148Z', frozen: true }

/** Every operation as every kind of caller, the refused ones too, and the documented examples. */
function script(): TestRequest[] {
  // What is deleted is not there for others.
  const isLast = ({ method }: Operation) => Number(method === 'DELETE')
  const inOrder = operations.toSorted((one, other) => isLast(one) - isLast(other))
  const asEverybody = inOrder.flatMap((operation) => [
    validRequest(operation),
    ...kinds.map((kind) => requestAs(operation, kind)),
  ])
  const documented = [...readDocumentedExamples().values()].map(({ request }) => {
    const { body, ...rest } = request
    return { ...rest, ...(typeof body === 'object' && body !== null && { payload: body }) }
  })
  return [...asEverybody, ...documented]
}

/** A login token is used up by what takes it. */
async function signedIn(world: string, request: TestRequest): Promise<TestRequest> {
  const text = JSON.stringify(request)
  if (!text.includes(tokens.login)) return request
  const answer = await fetch(`${gateway.url}/_world/${world}/v1/backend/login/sign_in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"email":"carmen.lau@example.com","password":"secret"}',
  })
  const { token } = (await answer.json()) as { token: string }
  return JSON.parse(text.replaceAll(tokens.login, token))
}

/** All of an answer but the time of the machine, which Node writes. */
async function ask(world: string, request: TestRequest) {
  const { method, url, headers, payload } = await signedIn(world, request)
  const response = await fetch(`${gateway.url}/_world/${world}${url}`, {
    method,
    headers: payload === undefined ? headers : { 'content-type': 'application/json', ...headers },
    body: typeof payload === 'object' ? JSON.stringify(payload) : payload,
  })
  // The address of an uploaded file has the world's name, of the same length for both.
  const nameless = (text: string) => text.replaceAll(`/_world/${world}/`, '/_world/')
  const { date, ...others } = Object.fromEntries(response.headers)
  expect(date).toBeDefined()
  return { url, status: response.status, headers: others, text: nameless(await response.text()) }
}

async function run(world: string) {
  const answers = []
  for (const request of script()) answers.push(await ask(world, request))
  gateway.worlds.get(world).clock.advance(3_600_000)
  for (const request of script()) answers.push(await ask(world, request))
  return answers
}

test('answers and their headers, for every operation', async () => {
  gateway.worlds.create({ name: 'first', seed: 'script', clock })
  gateway.worlds.create({ name: 'again', seed: 'script', clock })
  const answers = await run('first')
  expect(await run('again')).toEqual(answers)
  gateway.worlds.get('first').reset()
  expect(await run('first')).toEqual(answers)
  expect(operations.length).toBeGreaterThan(0)
  const isAnswered = ({ url }: Operation) => {
    const address = new RegExp(`^${url.replaceAll(/:\w+/g, '[^/]+')}(?:\\?|$)`)
    return answers.some((answer) => answer.status < 300 && address.test(answer.url))
  }
  // An uploaded file has a name of its world's own.
  const files = '/v1/backend/files/chat/:name'
  expect(operations.filter((one) => !isAnswered(one)).map(({ url }) => url)).toEqual([files])
  expect(answers.filter(({ status }) => status >= 500)).toEqual([])
})

test('other bytes with another seed, or without one', async () => {
  gateway.worlds.create({ name: 'seeded', seed: 'script', clock })
  gateway.worlds.create({ name: 'other', seed: 'another', clock })
  gateway.worlds.create({ name: 'random', clock })
  const [request] = script().filter(({ url }) => url === '/v1/backend/conversation')
  if (request === undefined) throw new Error('no conversation is begun')
  const answers = await Promise.all(
    ['seeded', 'other', 'random'].map((world) => ask(world, request)),
  )
  expect(new Set(answers.map(({ text }) => text)).size).toBe(3)
  expect(new Set(answers.map(({ headers }) => headers['x-request-id'])).size).toBe(3)
})

test('a request’s own id goes before the seed’s', async () => {
  gateway.worlds.create({ name: 'named', seed: 'script', clock })
  const own = { method: 'GET', url: '/', headers: { 'x-request-id': 'my own' } } as const
  expect((await ask('named', own)).headers['x-request-id']).toBe('my own')
  const made = { method: 'GET', url: '/', headers: {} } as const
  const first = (await ask('named', made)).headers['x-request-id']
  gateway.worlds.get('named').reset()
  expect((await ask('named', made)).headers['x-request-id']).toBe(first)
})
