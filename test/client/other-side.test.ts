/** The other side of a conversation through the client, over a real port. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectGateway, GatewayCallError, type MockWorld } from '../../src/client.ts'
import { type Gateway, startGateway } from '../../src/index.ts'
import { send } from './send.ts'

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway.close())

const seeded = { seed: 'a test', clock: { now: '2024-01-01T00:00:00.000Z', frozen: true } }
const newWorld = (timeout?: number) =>
  connectGateway(gateway.url, { timeout }).worlds.create(seeded)

test('a customer and an agent write, as through the library', async () => {
  const world = await newWorld()
  const same = gateway.worlds.create(seeded)
  const hello = { channel_type: 'whatsapp', text: 'Hello' } as const
  const { contact, conversation, message } = await world.inbound(hello)
  expect({ contact, conversation, message }).toEqual(await same.inbound(hello))
  const answer = { contact_id: contact.id, as: 'bot', text: 'One moment.' } as const
  const said = await world.outbound(answer)
  expect(said).toEqual(await same.outbound(answer))
  expect(said.conversation.id).toBe(conversation.id)
})

test('a minted token is one of its world, until it ends', async () => {
  const world = await newWorld()
  const minted = await world.mintToken({
    kind: 'user',
    email: 'carmen.lau@example.com',
    expires_in: 'PT1H',
  })
  expect(minted.expires_at).toBe('2024-01-01T01:00:00.000Z')
  const status = async () =>
    (await fetch(`${world.url}/v1/backend/channels`, { headers: minted.headers })).status
  expect(await status()).toBe(200)
  await world.clock.advance('PT2H')
  expect(await status()).toBe(401)
})

test('many conversations are made', async () => {
  const world = await newWorld()
  const before = (await world.describe()).rows.conversations ?? 0
  const made = await world.makeConversations({ count: 300, channel_type: 'whatsapp' })
  expect(made).toMatchObject({ conversations: 300 })
  expect((await world.describe()).rows.conversations).toBe(before + 300)
})

test('a scenario is played to its end, longer than a call may take', async () => {
  const world = await newWorld(400)
  const playing = world.play({
    name: 'hello',
    customers: { ann: { channel_type: 'whatsapp' } },
    steps: [
      { inbound: { customer: 'ann', text: 'Is anybody there?' } },
      { wait_for: { operation: 'sendMessage' } },
      { after: 'PT1M', outbound: { customer: 'ann', text: 'Good morning' } },
    ],
  })
  await new Promise((resolve) => setTimeout(resolve, 800))
  await send(world, 'Hello')
  const { name, steps, customers } = await playing
  expect(name).toBe('hello')
  expect(steps.map(({ did }) => did)).toEqual(['inbound', 'wait_for', 'outbound'])
  expect(customers.ann?.conversation_id).toBe(steps[0]?.conversation_id)
  expect((await world.clock.state()).now).toBe('2024-01-01T00:01:00.000Z')
})

test.each<[string, (world: MockWorld) => Promise<unknown>, number, string, string]>([
  [
    'a channel that there is not',
    (world) => world.inbound({ channel_id: 'nowhere', text: 'Hello' }),
    404,
    'channel_id',
    'one of',
  ],
  [
    'a message that says nothing',
    (world) => world.outbound({ contact_id: 'con_test_contact' }),
    400,
    'text',
    '{',
  ],
  [
    'a token for nobody',
    (world) => world.mintToken({ kind: 'user' }),
    400,
    'user_id: user is for somebody',
    'a user_id or an email',
  ],
  [
    'too many conversations',
    (world) => world.makeConversations({ count: 10_001 }),
    400,
    'body.count',
    '10,000 at most',
  ],
  [
    'a step that does nothing',
    (world) => world.play({ steps: [{ inbound: { text: 'Hello' } }, {}] }),
    400,
    'steps[1]: does nothing',
    'wait_for',
  ],
  [
    'what is not said at all',
    (world) => world.inbound(undefined as never),
    400,
    'body',
    'channel_type',
  ],
])('%s is refused, and nothing is written', async (_what, ask, status, message, expected) => {
  const world = await newWorld()
  const { rows } = await world.describe()
  const refusal = await ask(world).catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(GatewayCallError)
  expect(refusal).toMatchObject({
    status,
    message: expect.stringContaining(message),
    expected: expect.stringContaining(expected),
  })
  expect((await world.describe()).rows).toEqual(rows)
})
