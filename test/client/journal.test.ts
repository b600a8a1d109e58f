/** The journal through the client, over a real port: the same as the library gives. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectGateway, GatewayCallError, type MockWorld } from '../../src/client.ts'
import { type Gateway, startGateway } from '../../src/index.ts'
import { connect } from '../realtime/sockets.ts'
import { send } from './send.ts'

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway.close())

const newWorld = (timeout?: number) => connectGateway(gateway.url, { timeout }).worlds.create()
const inLibrary = ({ name }: MockWorld) => gateway.worlds.get(name)

const refusalOf = async (asking: Promise<unknown>) => {
  const error = await asking.catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(GatewayCallError)
  const { status, message, expected } = error as GatewayCallError
  return { status, message, expected }
}

test('lists, finds, gives curl and HAR as the library does, and forgets', async () => {
  const world = await newWorld()
  const { journal } = inLibrary(world)
  await send(world, 'one')
  await send(world, 'two')
  const { requests, total, dropped, last } = await world.journal.list()
  expect({ total, dropped, last: last > 0 }).toEqual({ total: 2, dropped: 0, last: true })
  expect(await world.journal.list()).toEqual(await journal.list())
  const [two, one] = requests
  const id = one?.id ?? 0
  expect(two?.request.body).toEqual({ type: 'text', text: 'two' })
  expect(await world.journal.find(id)).toEqual(one)
  expect(await world.journal.curl(id)).toBe(await journal.curl(id))
  expect(await world.journal.curl(id)).toContain(`curl '${world.url}/v1`)
  expect(await world.journal.har()).toEqual(await journal.har())
  expect(await world.journal.har({ body: { text: 'two' } })).toMatchObject({
    log: { entries: [{ _id: two?.id }] },
  })
  await world.journal.clear()
  expect(await world.journal.list()).toMatchObject({ total: 0, requests: [] })
  expect(await world.journal.find(id)).toBeUndefined()
  expect(await world.journal.curl(id)).toBeUndefined()
})

describe('a filter', () => {
  let world: MockWorld
  let before = 0
  beforeAll(async () => {
    world = await newWorld()
    await send(world, 'zero')
    before = (await world.journal.list()).last
    await send(world, 'one')
    await send(world, 'a & b = c?')
    await fetch(`${world.url}/v1/backend/conversation_messages`)
  })

  test.each([
    ['nothing', {}, 4],
    ['an operation', { operation: 'sendMessage' }, 3],
    ['a method', { method: 'GET' }, 1],
    ['a status', { status: 200 }, 3],
    ['a hundred of them', { status: '4xx' }, 1],
    ['a caller', { caller: 'none' }, 1],
    ['a text', { text: 'ZERO' }, 1],
    ['what an address would read', { text: 'a & b = c?' }, 1],
    ['a field', { body: { text: 'a & b = c?' } }, 1],
    ['two fields', { body: { text: 'one', type: 'text' } }, 1],
    ['two fields of which one is not so', { body: { text: 'one', type: 'image' } }, 0],
    ['no field', { body: {} }, 4],
    ['what is undefined', { operation: undefined, body: undefined } as object, 4],
  ])('of %s', async (_what, filter, total) => {
    expect((await world.journal.list(filter)).total).toBe(total)
    expect((await inLibrary(world).journal.list(filter)).total).toBe(total)
  })

  test('of what is later, and a page of it', async () => {
    expect((await world.journal.list({ since: before })).total).toBe(3)
    const { requests, total } = await world.journal.list({ limit: 1 })
    expect([requests.length, total]).toEqual([1, 4])
    const next = await world.journal.list({ limit: 1, before: requests[0]?.id ?? 0 })
    expect(next.requests[0]?.request.body).toEqual({ type: 'text', text: 'a & b = c?' })
  })

  test('of deeper fields, numbers and null', async () => {
    const nested = await newWorld()
    await nested.stubs.add({ method: 'POST', path: '/v1/backend/campaigns', status: 201 })
    await fetch(`${nested.url}/v1/backend/campaigns`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ items: [{ id: 7, note: null, is_new: true }] }),
    })
    const count = async (body: Record<string, string | number | boolean | null>) =>
      (await nested.journal.list({ body })).total
    expect(await count({ 'items.0.id': 7, 'items.0.note': null, 'items.0.is_new': true })).toBe(1)
    expect(await count({ 'items.0.id': 8 })).toBe(0)
  })
})

test('has unmatched requests, and what sockets were told', async () => {
  const world = await newWorld()
  await fetch(`${world.url}/v1/backend/channel/_conv_count`)
  const unmatched = await world.journal.unmatched({ limit: 5 })
  expect(unmatched).toMatchObject({
    total: 1,
    requests: [{ nearest: expect.stringContaining('/v1/backend/channels/_conv_count') }],
  })
  expect((await world.journal.unmatched({ since: unmatched.last })).total).toBe(0)
  const agent = await connect({ url: gateway.url }, { path: `/_world/${world.name}/ws` })
  const { id } = (await (await send(world, 'Hello')).json()) as { id: string }
  await expect.poll(() => agent.of('conversation.message_created').length).toBe(1)
  const events = await world.journal.events({ text: id })
  expect(events).toMatchObject({ total: 1, events: [{ event: 'conversation.message_created' }] })
  expect(events).toEqual(await inLibrary(world).journal.events({ text: id }))
  agent.socket.disconnect()
})

describe('waits', () => {
  test('for what is there already', async () => {
    const world = await newWorld()
    await send(world, 'one')
    expect(await world.journal.wait()).toMatchObject({ total: 1, timed_out: false })
  })

  test('for what comes later, longer than a call may take', async () => {
    const world = await newWorld(300)
    const waiting = world.journal.wait({ operation: 'sendMessage', count: 3, timeout: 20_000 })
    for (const text of ['one', 'two', 'three']) {
      await new Promise((resolve) => setTimeout(resolve, 400))
      await send(world, text)
    }
    const { requests, total, timed_out } = await waiting
    expect({ total, timed_out }).toEqual({ total: 3, timed_out: false })
    expect(requests[0]?.request.body).toEqual({ type: 'text', text: 'three' })
  })

  test('until the time is over', async () => {
    const world = await newWorld()
    await send(world, 'one')
    const began = performance.now()
    const waited = await world.journal.wait({ body: { text: 'two' }, timeout: 150 })
    expect(performance.now() - began).toBeGreaterThan(140)
    expect(waited).toMatchObject({ total: 0, requests: [], timed_out: true })
    expect(await world.journal.wait({ count: 2, timeout: 0 })).toMatchObject({
      total: 1,
      timed_out: true,
    })
  })

  test('until a signal ends it, with what has come', async () => {
    const world = await newWorld()
    await send(world, 'one')
    const signal = AbortSignal.timeout(100)
    expect(await world.journal.wait({ count: 5, signal })).toMatchObject({
      total: 1,
      timed_out: true,
    })
    // Over before it began.
    expect(await world.journal.wait({ count: 5, signal })).toMatchObject({ timed_out: true })
    expect(await world.journal.wait({ signal })).toMatchObject({ timed_out: false })
  })

  test('for a world that is removed meanwhile no longer, and makes none', async () => {
    const world = await newWorld(10_000)
    const waiting = world.journal.wait({ timeout: 25_000 })
    // The call has to be there before the world goes.
    await new Promise((resolve) => setTimeout(resolve, 200))
    await world.remove()
    expect(await waiting).toMatchObject({ timed_out: true })
    expect(gateway.worlds.list().map(({ name }) => name)).not.toContain(world.name)
  })
})

describe('refuses, with what would be right,', () => {
  test.each([
    ['an operation that there is not', { operation: 'send' }, 'operation: send is not known'],
    ['a status that is none', { status: '4x' }, 'status: expected 404, or 4xx'],
    ['a body that is none', { body: 'text' }, 'body is not known'],
    ['a list for a body', { body: ['text'] }, 'body is not known'],
    ['a field that is an object', { body: { a: { b: 1 } } }, 'body is not known'],
    ['a field of which nothing is said', { body: { a: undefined } }, 'body is not known'],
    ['a path that is none', { body: { '': 'x' } }, 'body. is not known'],
    ['a limit that is none', { limit: Number.NaN }, 'query.limit: expected a whole number'],
    ['a time that is none', { since: 'noon' }, 'since: expected the number of an entry'],
  ])('%s', async (_name, filter, message) => {
    const { journal } = await newWorld()
    for (const ask of [journal.list, journal.har]) {
      const refusal = await refusalOf(ask(filter as never))
      expect(refusal).toMatchObject({ status: 400, message: expect.stringContaining(message) })
      expect(refusal.expected).toContain('operation, method, status (404 or 4xx)')
    }
  })

  test.each([
    ['no whole number', 1.5],
    ['less than nothing', -1],
    ['more than ten minutes', 600_001],
    ['no end', Number.POSITIVE_INFINITY],
    ['no number', Number.NaN],
  ])('to wait for %s', async (_name, timeout) => {
    const { journal } = await newWorld()
    const { status, message, expected } = await refusalOf(journal.wait({ timeout }))
    expect(status).toBe(400)
    expect(message).toContain('timeout: expected a whole number')
    expect(expected).toContain('timeout (milliseconds, 600000 at most)')
  })

  test('an id that is none, and an event by its operation', async () => {
    const { journal } = await newWorld()
    expect(await refusalOf(journal.find('a/b' as never))).toMatchObject({ status: 400 })
    expect(await refusalOf(journal.events({ operation: 'sendMessage' } as never))).toMatchObject({
      status: 400,
      message: expect.stringContaining('field: operation is not known'),
    })
  })

  test('all where there is no journal', async () => {
    const without = await startGateway({ journalSize: 0 })
    const { journal } = connectGateway(without.url).world
    for (const ask of [journal.list, journal.wait, () => journal.find(1), journal.clear]) {
      expect(await refusalOf(ask())).toMatchObject({ status: 409 })
    }
    await without.close()
    await expect(journal.list()).rejects.toThrow(`GET ${without.url}/_mock/requests: `)
  })

  test('one request at an address that is no gateway’s', async () => {
    const { journal } = connectGateway(`${gateway.url}/elsewhere`).world
    expect(await refusalOf(journal.find(1))).toMatchObject({ status: 404, expected: '' })
  })
})
