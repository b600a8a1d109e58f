/** Scenarios over a real port and in the library: whole, in order, and the same way twice. */
import { setTimeout as sleep } from 'node:timers/promises'
import SQLite from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Gateway, type Played, type Scenario, startGateway } from '../../src/index.ts'
import { ids, tokens } from '../helpers.ts'
import { asker } from './ask.ts'

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway.close())

const { ask, post, fresh } = asker(() => gateway)
const agent = { 'x-access-token': tokens.user }

const customers = {
  ann: {
    channel_type: 'whatsapp' as const,
    contact: { display_name: 'Ann Lee', phone_number: '+852 5123 4567' },
  },
  bo: { channel_type: 'web' as const },
}

/** Twenty steps of every kind. */
const twenty: Scenario = {
  name: 'twenty',
  customers,
  steps: [
    { inbound: { customer: 'ann', text: 'Is anybody there?' } },
    { after: 'PT2S', outbound: { customer: 'ann', as: 'bot', text: 'One moment.' } },
    { after: 'PT1M', inbound: { customer: 'bo', text: 'Hello' } },
    { conversations: { count: 7, channel_type: 'line', joined_by: [ids.user], status: 'active' } },
    { outbound: { customer: 'ann', email: 'carmen.lau@example.com', text: 'Good morning' } },
    { inbound: { customer: 'ann', message: { type: 'image', url: 'https://example.test/a.png' } } },
    {
      after: 'PT10M',
      inbound: { customer: 'bo', message: { type: 'quick_reply', title: 'Yes', payload: 'y' } },
    },
    { outbound: { customer: 'bo', text: 'Hello Bo' } },
    { inbound: { channel_type: 'email', text: 'A letter' } },
    { conversations: { count: 3, name: 'three' } },
    ...Array.from({ length: 10 }, (_, n) => ({
      after: `PT${n}S`,
      inbound: { customer: n % 2 === 0 ? 'ann' : 'bo', text: `Number ${n}` },
    })),
  ],
}

/** Every row of a world, table by table. */
function rowsOf(name: string): Record<string, unknown[]> {
  const world = gateway.worlds.get(name)
  world.save('rows')
  const database = new SQLite(Buffer.from(gateway.snapshots.read('rows')))
  const tables = database
    .prepare<[], string>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search_%'",
    )
    .pluck()
    .all()
  const rows = Object.fromEntries(
    tables.map((table) => [table, database.prepare(`SELECT * FROM "${table}"`).all()]),
  )
  database.close()
  return rows
}

describe('a scenario', () => {
  test('of 20 steps gives the same bytes in two worlds of a seed', async () => {
    const settings = { seed: 'twice', clock: { now: '2026-01-31T09:00:00.000Z', frozen: true } }
    const one = gateway.worlds.create(settings)
    const other = gateway.worlds.create(settings)
    const first = await post(one.name, '/_mock/scenarios', twenty)
    const again = await post(other.name, '/_mock/scenarios', twenty)
    expect(first.status).toBe(200)
    expect(again.body).toEqual(first.body)
    expect(first.body.steps).toHaveLength(20)
    const rows = rowsOf(one.name)
    expect(JSON.stringify(rowsOf(other.name))).toBe(JSON.stringify(rows))
    const fixture = gateway.worlds.create(settings).describe().rows
    expect(one.describe().rows).toMatchObject({
      conversations: (fixture.conversations ?? 0) + 13,
      contacts: (fixture.contacts ?? 0) + 13,
    })
    // And the same once more in the library, in a world that was started over. Only requests have ids.
    one.reset()
    expect(await one.play(twenty)).toEqual(first.body)
    const { meta, ...played } = rowsOf(one.name)
    expect(JSON.stringify({ meta: rows.meta, ...played })).toBe(JSON.stringify(rows))
    expect(JSON.stringify(meta).replace(/\W+request\W+1/, '')).not.toContain('request')
  })

  test('moves the clock on, and what is due by then', async () => {
    const world = fresh()
    const { status, body } = await post(world, '/_mock/scenarios', {
      starts_at: '2026-01-31T09:00:00.000Z',
      customers,
      steps: [
        { inbound: { customer: 'ann', text: 'A' } },
        { outbound: { customer: 'ann', text: 'B' } },
        { after: 'PT1M', inbound: { customer: 'ann', text: 'C' } },
        { after: 'P2D', inbound: { customer: 'bo', text: 'D' } },
        { outbound: { customer: 'ann', as: 'bot', text: 'E' } },
      ],
    })
    expect(status).toBe(200)
    expect(body.steps.map(({ at, status }: Record<string, string>) => [at, status])).toEqual([
      ['2026-01-31T09:00:00.000Z', 'rep needed'],
      ['2026-01-31T09:00:00.000Z', 'active'],
      ['2026-01-31T09:01:00.000Z', 'rep needed'],
      ['2026-02-02T09:01:00.000Z', 'rep needed'],
      // A day after Ann had written.
      ['2026-02-02T09:01:00.000Z', 'closed'],
    ])
    const clock = await ask(world, 'GET', '/_mock/clock')
    expect(clock.body).toEqual({ now: '2026-02-02T09:01:00.000Z', frozen: true, scale: 1 })
    const { conversation_id } = body.customers.ann
    const path = `/v1/backend/conversation_messages?type=conversation_id&q=${conversation_id}`
    expect((await ask(world, 'GET', path, agent)).body.count).toBe(4)
  })

  test('waits for the clock where it is told so', async () => {
    const world = gateway.worlds.create({ clock: { scale: 600 } })
    const began = performance.now()
    const now = Date.parse(world.clock.state().now)
    const { steps } = await world.play({
      time: 'wait',
      steps: [
        { inbound: { text: 'A' } },
        { after: 'PT1M', inbound: { text: 'B' } },
        { after: 'PT1M', inbound: { text: 'C' } },
      ],
    })
    expect(performance.now() - began).toBeGreaterThan(180)
    // Each is due by when the one before it was, so that they do not drift.
    const late = steps.map(({ at }) => Date.parse(at) - now)
    expect(late[1]).toBeGreaterThanOrEqual(60_000)
    expect(late[2]).toBeGreaterThanOrEqual(120_000)
  })

  test('knows the customer again who has a number, and makes another guest', async () => {
    const world = gateway.worlds.create()
    const scenario: Scenario = {
      customers,
      steps: [
        { inbound: { customer: 'ann', text: 'A' } },
        { inbound: { customer: 'bo', text: 'B' } },
      ],
    }
    const first = await world.play(scenario)
    const again = await world.play(scenario)
    expect(again.customers.ann).toEqual(first.customers.ann)
    expect(again.customers.bo).not.toEqual(first.customers.bo)
  })

  test('stops when its world is reset, and when its caller has left', async () => {
    const slow: Scenario = {
      time: 'wait',
      steps: [{ inbound: { text: 'A' } }, { after: 'PT1S', inbound: { text: 'B' } }],
    }
    const world = gateway.worlds.create()
    const { rows } = world.describe()
    const playing = world.play(slow)
    await sleep(200)
    world.reset()
    await expect(playing).rejects.toThrow('steps[1].inbound: step 2 failed: the world w-')
    expect(world.describe().rows).toEqual(rows)

    const left = fresh()
    const controller = new AbortController()
    const call = fetch(`${gateway.url}/_world/${left}/_mock/scenarios`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(slow),
      signal: controller.signal,
    })
    await sleep(300)
    controller.abort()
    await expect(call).rejects.toThrow()
    await sleep(1_300)
    const after = gateway.worlds.get(left).describe().rows
    expect(after.messages).toBe((rows.messages ?? 0) + 1)
  })
})

describe('a step that waits for clients', () => {
  const guided = {
    customers,
    steps: [
      { inbound: { customer: 'bo', text: 'Hello' } },
      {
        wait_for: { operation: 'sendMessage', status: 200, body: { text: 'Hi Bo' }, timeout: 5000 },
      },
      { inbound: { customer: 'bo', text: 'Thank you' } },
    ],
  }
  const send = (world: string, conversation_id: string, text: string) =>
    ask(world, 'POST', '/v1/backend/conversation_messages', agent, {
      conversation_id,
      type: 'text',
      text,
    })

  test.each([
    ['the library', (name: string) => gateway.worlds.get(name).play(guided)],
    ['HTTP', async (name: string) => (await post(name, '/_mock/scenarios', guided)).body as Played],
  ])('goes on when they have asked, by %s', async (_what, play) => {
    const world = fresh()
    // Before it has begun: this one does not count.
    await send(world, ids.conversation, 'Hi Bo')
    let isOver = false
    const playing = play(world).finally(() => {
      isOver = true
    })
    const path = '/v2/backend/team_conversations?view=rep+needed&limit=1'
    let room: { conversation_id: string; latest_message: { content: { text: string } } }
    for (;;) {
      room = (await ask(world, 'GET', path, agent)).body.data[0]
      if (room.latest_message.content.text === 'Hello') break
      await sleep(20)
    }
    await send(world, room.conversation_id, 'Another text')
    await sleep(100)
    expect(isOver).toBe(false)
    await send(world, room.conversation_id, 'Hi Bo')
    const { steps } = await playing
    expect(steps).toMatchObject([
      { did: 'inbound', status: 'rep needed' },
      { did: 'wait_for', requests: 1 },
      { did: 'inbound', conversation_id: room.conversation_id },
    ])
  })

  test('gives up when they do not, and says what was done', async () => {
    const world = fresh()
    const { status, body } = await post(world, '/_mock/scenarios', {
      steps: [{ inbound: { text: 'A' } }, { wait_for: { count: 2, timeout: 100 } }],
    })
    expect(status).toBe(409)
    expect(body).toEqual({
      message:
        'steps[1].wait_for: step 2 failed: 0 of 2 such requests came within 100 ms; step 1 is done and stays',
      expected: 'GET /_mock/requests lists those that did',
    })
  })

  test('is refused where no journal is kept', async () => {
    const without = await startGateway({ journalSize: 0 })
    const world = without.worlds.get('default')
    await expect(world.play(guided)).rejects.toThrow(
      'steps[1].wait_for.count: nobody counts requests',
    )
    await expect(world.play({ steps: guided.steps.slice(2), customers })).resolves.toBeDefined()
    await without.close()
  })
})

describe('is refused as a whole before its first step:', () => {
  const hello = { inbound: { customer: 'ann', text: 'A' } }
  const scenario = (...steps: object[]) => ({ customers, steps: [hello, ...steps] })
  test.each([
    [{}, 400, /body\.steps is missing/, /"steps": \[/],
    [{ steps: [] }, 400, /body\.steps must NOT have fewer than 1 items/, /./],
    [
      { steps: Array.from({ length: 1001 }, () => ({ inbound: { text: 'A' } })) },
      400,
      /more than 1000/,
      /./,
    ],
    [scenario({}), 400, /steps\[1\]: does nothing/, /one of inbound, outbound/],
    [
      scenario({ ...hello, outbound: { customer: 'ann', text: 'A' } }),
      400,
      /inbound and outbound/,
      /./,
    ],
    [scenario({ inbond: {} }), 400, /inbond is not known/, /did you mean inbound/],
    [
      scenario({ inbound: { customer: 'an', text: 'A' } }),
      400,
      /steps\[1\]\.inbound\.customer: no "an"/,
      /ann/,
    ],
    [scenario({ inbound: { customer: '__proto__', text: 'A' } }), 400, /no "__proto__"/, /./],
    [
      scenario({ inbound: { customer: 'ann', channel_type: 'web', text: 'A' } }),
      400,
      /channel_type: beside/,
      /./,
    ],
    [scenario({ inbound: { customer: 'ann' } }), 400, /steps\[1\]\.inbound\.text: nothing/, /./],
    [
      scenario({ outbound: { customer: 'bo', text: 'A' } }),
      400,
      /bo has written nothing/,
      /earlier/,
    ],
    [
      scenario({ outbound: { customer: 'ann', email: 'x@y.z', text: 'A' } }),
      404,
      /steps\[1\]\.outbound\.email: no user/,
      /such as/,
    ],
    [
      scenario({ outbound: { conversation_id: 'conv_x', text: 'A' } }),
      404,
      /conversation_id: no conv/,
      /./,
    ],
    [
      scenario({ conversations: { count: 1, team_id: 't_x' } }),
      404,
      /steps\[1\]\.conversations\.team_id/,
      /./,
    ],
    [
      scenario(
        { conversations: { count: 1, name: 'a' } },
        { conversations: { count: 1, name: 'a' } },
      ),
      409,
      /steps\[2\]/,
      /./,
    ],
    [
      scenario({ wait_for: { operation: 'sendMesage' } }),
      400,
      /steps\[1\]\.wait_for\.operation: sendMesage/,
      /sendMessage/,
    ],
    [scenario({ wait_for: { status: 'ok' } }), 400, /wait_for\.status: expected 404/, /./],
    [scenario({ wait_for: { count: 0 } }), 400, /count must be >= 1/, /./],
    [scenario(...Array.from({ length: 25 }, () => ({ wait_for: {} }))), 400, /may wait 250 s/, /./],
    [
      scenario({ wait_for: { operation: 'sendMesage' } }),
      400,
      /steps\[1\]\.wait_for\.operation: sendMesage/,
      /"sendMessage"/,
    ],
    [scenario({ wait_for: { status: 'ok' } }), 400, /wait_for\.status: expected 404/, /./],
    [scenario({ wait_for: { count: 0 } }), 400, /count must be >= 1/, /./],
    [scenario(...Array.from({ length: 25 }, () => ({ wait_for: {} }))), 400, /may wait 250 s/, /./],
    [scenario({ after: 'soon', ...hello }), 400, /steps\[1\]\.after: no duration/, /PT1M/],
    [scenario({ after: '-PT1S', ...hello }), 400, /before the step before/, /./],
    [scenario({ after: 'P9999999D', ...hello }), 400, /out of the years/, /./],
    [
      { steps: Array.from({ length: 11 }, () => ({ conversations: { count: 10_000 } })) },
      400,
      /make 110000 conversations/,
      /100000 at most/,
    ],
    [{ ...scenario(), starts_at: 'noon' }, 400, /starts_at: no time/, /./],
    [{ ...scenario(), time: 'skip' }, 400, /time must be one of advance, wait/, /./],
    [
      { ...scenario({ after: 'PT5M', ...hello }), time: 'wait' },
      400,
      /steps: may wait 300 s/,
      /240 s at most/,
    ],
    [
      { customers: { ann: { contact_id: 'con_x' } }, steps: [hello] },
      404,
      /customers\.ann\.contact_id/,
      /./,
    ],
    ['scenario', 400, /./, /./],
  ])('%j', async (body, status, message, expected) => {
    await ask('refused', 'GET', '/_mock/clock')
    const world = gateway.worlds.get('refused')
    const { rows, clock } = world.describe()
    const answer = await post('refused', '/_mock/scenarios', body)
    expect(answer.body).toEqual({
      message: expect.stringMatching(message),
      expected: expect.stringMatching(expected),
    })
    expect(answer.status).toBe(status)
    const after = world.describe()
    expect(after.rows).toEqual(rows)
    expect(after.clock.frozen).toBe(clock.frozen)
    await expect(world.play(body as never)).rejects.toThrow(/: /)
    expect(world.describe().rows).toEqual(rows)
  })

  test('waiting for a clock that stands still', async () => {
    const world = gateway.worlds.create({ clock: { frozen: true } })
    const waiting = { ...scenario({ after: 'PT1S', ...hello }), time: 'wait' } as Scenario
    await expect(world.play(waiting)).rejects.toThrow('would never end')
  })
})

test('a step that fails says which, and those before it stay', async () => {
  const world = gateway.worlds.create({ clock: { scale: 1000 } })
  const before = world.describe().rows
  const playing = world.play({
    time: 'wait',
    steps: [
      { inbound: { text: 'A' } },
      { inbound: { text: 'B' } },
      { after: 'PT10M', inbound: { text: 'C' } },
    ],
  })
  await sleep(200)
  world.clock.set({ frozen: true })
  await expect(playing).rejects.toThrow(
    'steps[2].inbound: step 3 failed: the world’s clock was stopped; steps 1 to 2 are done and stay: a clock that runs',
  )
  const after = world.describe().rows
  expect(after.messages).toBe((before.messages ?? 0) + 2)
  expect(after.contacts).toBe((before.contacts ?? 0) + 2)
})
