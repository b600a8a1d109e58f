/** The journal as the library gives it: the same as over HTTP. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Gateway, startGateway } from '../../src/index.ts'
import { tokens } from '../helpers.ts'
import { connect } from '../realtime/sockets.ts'

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway.close())

function send(url: string, text: string) {
  return fetch(`${url}/v1/backend/conversation_messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-access-token': tokens.contact },
    body: JSON.stringify({ type: 'text', text }),
  })
}

test('lists, finds, waits, gives curl and HAR, and forgets', async () => {
  const world = gateway.worlds.create()
  await send(world.url, 'one')
  const waiting = world.journal.wait({ operation: 'sendMessage', count: 2 })
  await send(world.url, 'two')
  expect(await waiting).toMatchObject({ total: 2, timed_out: false })
  const { requests, dropped } = await world.journal.list({ body: { text: 'two' } })
  expect(dropped).toBe(0)
  const [two] = requests
  expect(await world.journal.find(two?.id ?? 0)).toEqual(two)
  expect(await world.journal.curl(two?.id ?? 0)).toContain(
    `curl '${gateway.url}/_world/${world.name}/v1`,
  )
  expect(await world.journal.har()).toMatchObject({ log: { entries: [{}, {}] } })
  const over = await (await fetch(`${world.url}/_mock/requests`)).json()
  expect(await world.journal.list()).toEqual(over)
  world.journal.clear()
  expect(await world.journal.list()).toMatchObject({ total: 0 })
  expect(await world.journal.find(two?.id ?? 0)).toBeUndefined()
  expect(await world.journal.curl(two?.id ?? 0)).toBeUndefined()
})

test('waits for a world that is not there yet, and ends by a signal', async () => {
  const world = gateway.worlds.get('later')
  const waiting = world.journal.wait({ timeout: 5_000 })
  await send(world.url, 'one')
  expect(await waiting).toMatchObject({ total: 1, timed_out: false })
  const ending = world.journal.wait({ count: 5, signal: AbortSignal.timeout(20) })
  expect(await ending).toMatchObject({ total: 1, timed_out: true })
})

test('has unmatched requests, and what sockets were told', async () => {
  const world = gateway.worlds.create()
  await fetch(`${world.url}/v1/backend/channel/_conv_count`)
  expect(await world.journal.unmatched()).toMatchObject({
    total: 1,
    requests: [{ nearest: expect.stringContaining('/v1/backend/channels/_conv_count') }],
  })
  const agent = await connect({ url: gateway.url }, { path: `/_world/${world.name}/ws` })
  const message = (await (await send(world.url, 'Hello')).json()) as { id: string }
  await expect.poll(() => agent.of('conversation.message_created').length).toBe(1)
  const { events, total, dropped } = await world.journal.events({ text: message.id })
  expect({ total, dropped }).toEqual({ total: 1, dropped: 0 })
  expect(events[0]).toMatchObject({
    world: world.name,
    event: 'conversation.message_created',
    organization_id: 'org_imbrace',
    sockets: 1,
    payload: agent.of('conversation.message_created')[0],
    is_cut: false,
  })
  agent.socket.disconnect()
})

describe('refuses', () => {
  test.each([
    ['an operation that there is not', { operation: 'send' }, 'operation: send is not known'],
    ['a field that is none', { statuss: 200 }, 'field: statuss is not known: did you mean status?'],
    ['a body that is none', { body: 'x' }, 'body: expected an object of paths and values'],
    ['a path that is none', { body: { '': 'x' } }, 'body: expected the path of a field'],
    [
      'a field that is an object',
      { body: { a: { b: 1 } } },
      'found an object; a deeper field has a path: a.id',
    ],
    ['a field that is a list', { body: { a: [1] } }, 'body.a: expected a text, a number, true'],
    ['a field of which nothing is said', { body: { a: undefined } }, 'found nothing'],
    [
      'a limit that is none',
      { limit: 1.5 },
      'limit: expected a whole number from 1 to 1000, found 1.5',
    ],
  ])('%s', async (_name, filter, message) => {
    await expect(gateway.journal.list(filter as never)).rejects.toThrow(message)
  })

  test('all where there is no journal', async () => {
    const without = await startGateway({ journalSize: 0 })
    await expect(without.journal.list()).rejects.toThrow('start with a journalSize of 1 or more')
    await expect(without.journal.wait()).rejects.toThrow('there is no journal')
    await without.close()
    await expect(without.journal.list()).rejects.toThrow('closed')
  })
})
