import { type ClientRequest, request } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { mostValues } from '../../src/operations/search/large-bodies.ts'
import { build, ids, tokens } from '../helpers.ts'

const address = (operation: 'search' | 'fetch') =>
  `/v1/backend/meilisearch/${ids.organization}/${operation}`
const headers = { 'x-access-token': tokens.user }
const json = { ...headers, 'content-type': 'application/json' }
const each = <Item>(count: number, toItem: (at: number) => Item) =>
  Array.from({ length: count }, (_, at) => toItem(at))

function ask(app: ReturnType<typeof build>, operation: 'search' | 'fetch', payload: object) {
  return app.inject({ method: 'POST', url: address(operation), headers, payload })
}

/** A request that has been written, with its socket. */
async function sending(request: ClientRequest): Promise<{ socket: Socket }> {
  const { socket } = request
  if (socket !== null) return { socket }
  return new Promise((resolve) => request.once('socket', (socket) => resolve({ socket })))
}

/** The ids found, in order, and how many there are. */
async function found(app: ReturnType<typeof build>, body: object) {
  const answer = await ask(app, 'search', body)
  expect(answer.statusCode).toBe(200)
  const { hits, estimatedTotalHits } = answer.json().message
  return [hits.map((hit: { _id: string }) => hit._id), estimatedTotalHits]
}

describe('an answer that would be larger than 64 MB is refused', () => {
  test.each(['cropMarker', 'highlightPreTag', 'highlightPostTag'])(
    'for a long %s',
    async (name) => {
      const app = build()
      const q = 'the'
      const answer = await ask(app, 'search', {
        q,
        attributesToHighlight: ['*'],
        attributesToCrop: ['*'],
        cropLength: 1,
        [name]: 'x'.repeat(7_900_000),
      })
      expect([answer.statusCode, answer.json()]).toEqual([
        400,
        { code: 40000, message: 'Invalid request' },
      ])
      const reason = answer.headers['x-mock-reason']
      expect(reason).toMatch(/^The answer would be larger than 64 MB: it has \d+ MB so far\. /)
      expect(reason).toContain(`\`${name}\` is repeated`)
    },
  )

  test('and a shorter mark is repeated wherever it belongs', async () => {
    const app = build()
    const cropMarker = '…'.repeat(20_000)
    const body = { attributesToCrop: ['content.text'], cropLength: 1, limit: 50, cropMarker }
    const answer = await ask(app, 'search', body)
    expect(answer.statusCode).toBe(200)
    const { message } = answer.json()
    const plain = (await ask(app, 'search', { ...body, cropMarker: '…' })).json().message
    expect(JSON.stringify(message.hits).replaceAll(cropMarker, '…')).toBe(
      JSON.stringify(plain.hits),
    )
    expect(answer.headers['content-length']).toBe(String(Buffer.byteLength(answer.body)))
  })
})

describe('a long query finds what its beginning finds', () => {
  const queries: [name: string, long: string, short: string][] = [
    ['words', 'order '.repeat(1_300_000), 'order '.repeat(20)],
    ['a word with marks', `order${'\u0301'.repeat(3_900_000)}`, 'order'],
    ['marks', '\u0301'.repeat(3_900_000), '\u0301'.repeat(300)],
    ['U+FDFA', '\ufdfa'.repeat(2_600_000), '\ufdfa'.repeat(30)],
    ['one word', 'x'.repeat(7_900_000), 'x'.repeat(300)],
    ['Chinese', '我的訂單什麼時候可以送貨'.repeat(200_000), '我的訂單什麼時候可以送貨'.repeat(50)],
    ['control characters', `order${'\u0001'.repeat(1_000_000)}`, 'order'],
    // Meilisearch looks at a thousand tokens, and each space is one.
    ['spaces', `${' '.repeat(7_000_000)}order`, ' '.repeat(1_000)],
  ]
  test.each(queries)('of %s', async (_name, long, short) => {
    const app = build()
    expect(await found(app, { q: long })).toEqual(await found(app, { q: short }))
  })
})

describe('a filter of very many clauses gives the right answer', () => {
  const values = each(20_000, (at) => (at === 19_999 ? 'text' : `t${at}`))
  const filters: [name: string, filter: unknown][] = [
    ['20,000 clauses joined by OR', values.map((value) => `type = ${value}`).join(' OR ')],
    ['20,000 values', `type IN [${values.join(', ')}]`],
    ['20,000 clauses in a list', [values.map((value) => `type = ${value}`)]],
    ['20,000 lists', values.map(() => ['type = text', 'type = nothing'])],
    [
      '20,000 inequalities',
      values
        .slice(0, -1)
        .map((value) => `type != ${value}`)
        .join(' AND '),
    ],
    ['20,000 clauses that nest', values.map((value) => `(type = ${value})`).join(' OR ')],
    ['300,000 values', `type IN [${each(300_000, String).join(',')}, text]`],
    ['300,000 times the same clause', each(300_000, () => 'type = text').join(' OR ')],
  ]
  test.each(filters)('%s', async (name, filter) => {
    const app = build()
    const shown = { limit: 3, sort: ['created_at:asc'] }
    const plain = name === '20,000 inequalities' ? undefined : 'type = text'
    expect(await found(app, { ...shown, filter })).toEqual(
      await found(app, { ...shown, filter: plain }),
    )
  })

  test('and says what is wrong with its last one', async () => {
    const app = build()
    const good = each(20_000, () => 'type = text')
    const answer = await ask(app, 'search', { filter: [...good, 'nothing = 1'].join(' OR ') })
    expect(answer.statusCode).toBe(400)
    const { message } = answer.json()
    expect(message.slice(0, message.indexOf('. '))).toBe(
      `Index \`${ids.organization}\`: Attribute \`nothing\` is not filterable`,
    )
    // The engine shows the filter as it has written it out again.
    expect(message.slice(message.indexOf('\n'), message.indexOf(') OR '))).toBe(
      '\n420003:420010 ("type" = "text"',
    )
  })
})

describe('values that take the square of their length elsewhere', () => {
  test.each([
    ['digits that are no number', `type = ${'1'.repeat(1_000_000)}x`],
    ['marks in no order', `type = "a${'\u0301\u0316'.repeat(1_000_000)}"`],
    ['a vector part that is no name', `_vectors.a.${'x'.repeat(1_000_000)} EXISTS`],
    ['a long beginning', `type STARTS WITH ${'x'.repeat(5_000_000)}`],
  ])('%s', async (_name, filter) => {
    const app = build()
    const answer = await ask(app, 'search', { filter })
    expect([200, 400]).toContain(answer.statusCode)
    if (answer.statusCode === 200) expect(answer.json().message.hits).toEqual([])
  })
})

describe('a body', () => {
  test.each([
    ['lists', { filter: each(mostValues, () => '').map(() => []) }],
    ['texts', { attributesToRetrieve: each(mostValues + 1, String) }],
    ['keys', Object.fromEntries(each(mostValues + 1, String).map((key) => [`k${key}`, 1]))],
  ])('of too many %s is refused', async (_name, body) => {
    const answer = await ask(build(), 'search', body)
    expect([answer.statusCode, answer.json()]).toEqual([
      400,
      { code: 40000, message: 'Invalid request' },
    ])
    expect(answer.headers['x-mock-reason']).toBe(
      `body: more than ${mostValues} values in lists and objects`,
    )
  })

  test('of very many names is answered', async () => {
    const app = build()
    const names = each(mostValues - 1_000, (at) => `name${at}`)
    const [plain] = await found(app, { q: 'order' })
    for (const name of ['attributesToHighlight', 'attributesToCrop', 'attributesToRetrieve']) {
      expect(await found(app, { q: 'order', [name]: ['_id', ...names] })).toEqual([
        plain,
        expect.any(Number),
      ])
    }
  })
})

/** How long work took, and the longest that nothing else could be done meanwhile, in ms. */
async function pausesOf(work: Promise<unknown>): Promise<{ whole: number; longest: number }> {
  const began = performance.now()
  let isDone = false
  const done = work.finally(() => {
    isDone = true
  })
  let longest = 0
  for (let last = began; !isDone; ) {
    await setImmediate()
    const now = performance.now()
    longest = Math.max(longest, now - last)
    last = now
  }
  await done
  return { whole: performance.now() - began, longest }
}

test('ranking of long messages holds up nobody for long', async () => {
  const app = build()
  const text = 'a aa bb aaab '.repeat(15_000)
  for (let count = 0; count < 30; count += 1) {
    const sent = await app.inject({
      method: 'POST',
      url: '/v1/backend/conversation_messages',
      headers: { 'x-access-token': tokens.contact },
      payload: { type: 'text', text },
    })
    expect(sent.statusCode).toBe(200)
  }
  // The first search reads the messages.
  await ask(app, 'search', { limit: 1 })
  for (const q of ['a a a a a a a a a a', 'bb aaa bb aaa bb']) {
    const search = ask(app, 'search', { q, attributesToRetrieve: ['_id'], limit: 1_000 })
    const { whole, longest } = await pausesOf(search)
    expect((await search).json().message.hits.length).toBeGreaterThanOrEqual(30)
    expect(longest).toBeLessThan(Math.max(100, whole / 4))
  }
})

describe('an expensive search', () => {
  const expensive = { filter: each(40_000, (at) => `type != x${at}`).join(' AND '), limit: 1 }

  test('does not hold up a cheap one, nor a write', async () => {
    const app = build()
    await ask(app, 'search', {})
    const ended: string[] = []
    const note = (name: string) => () => ended.push(name)
    const long = ask(app, 'search', expensive)
    const done = long.then(note('expensive'))
    // The cheap ones begin when the expensive one is at work.
    await new Promise((resolve) => setTimeout(resolve, 50))
    await ask(app, 'search', { q: 'order', limit: 1 }).then(note('cheap'))
    await app.inject({ url: '/livez' }).then(note('livez'))
    await done
    expect(ended).toEqual(['cheap', 'livez', 'expensive'])
    expect((await long).statusCode).toBe(200)
  })

  test('is right although messages are stored meanwhile, which are found', async () => {
    const app = build()
    const before = (await ask(app, 'search', {})).json().message.estimatedTotalHits
    const long = ask(app, 'search', expensive)
    const sent = await app.inject({
      method: 'POST',
      url: '/v1/backend/conversation_messages',
      headers: { 'x-access-token': tokens.contact },
      payload: { type: 'text', text: 'quokkas everywhere' },
    })
    expect(sent.statusCode).toBe(200)
    const [hits] = await found(app, { q: 'quokkas' })
    expect(hits).toHaveLength(1)
    const { estimatedTotalHits } = (await long).json().message
    expect([before, before + 1]).toContain(estimatedTotalHits)
  })

  test('takes its turn among others, each with its own answer', async () => {
    const app = build()
    const total = (await ask(app, 'search', {})).json().message.estimatedTotalHits
    const answers = await Promise.all(
      each(6, Number).map((offset) => ask(app, 'search', { ...expensive, offset })),
    )
    for (const [offset, answer] of answers.entries()) {
      expect(answer.json().message).toMatchObject({ offset, estimatedTotalHits: total })
    }
  })

  test('is given up when its client hangs up', async () => {
    const app = build()
    await app.listen({ port: 0 })
    const { port } = app.server.address() as AddressInfo
    const closed = () =>
      new Promise<void>((resolve) => {
        app.server.once('request', (_request, response) => response.once('close', resolve))
      })
    const filter = each(200_000, (at) => `type != x${at}`).join(' AND ')
    const body = JSON.stringify({ filter, limit: 1 })
    const send = () => {
      const sent = request({ port, method: 'POST', path: address('search'), headers: json })
      sent.on('error', () => undefined)
      sent.on('response', (response) => response.resume())
      return sent.end(body)
    }
    // The first search reads the index, and is no measure.
    await ask(app, 'search', {})

    const whole = closed()
    const began = performance.now()
    send()
    await whole
    const took = performance.now() - began

    for (const hangUp of ['destroy', 'resetAndDestroy'] as const) {
      const given = closed()
      const again = performance.now()
      const { socket } = await sending(send())
      setTimeout(() => socket[hangUp](), took / 10)
      await given
      expect(performance.now() - again).toBeLessThan(took / 2)
    }
  })

  test('of a client that ends its half of the connection is answered', async () => {
    const app = build()
    await app.listen({ port: 0 })
    const { port } = app.server.address() as AddressInfo
    const body = JSON.stringify(expensive)
    const head = `POST ${address('search')} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-access-token: ${tokens.user}\r\n`
    const socket = connect({ port, allowHalfOpen: true })
    socket.end(
      `${head}content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    )
    const answer = await text(socket)
    expect(answer).toContain('HTTP/1.1 200 OK')
    expect(answer).toContain('"estimatedTotalHits"')
  })

  test('whose client hangs up while it waits makes room for others', async () => {
    const app = build()
    await app.listen({ port: 0 })
    const { port } = app.server.address() as AddressInfo
    const url = `http://127.0.0.1:${port}${address('search')}`
    const body = JSON.stringify(expensive)
    const send = (signal?: AbortSignal) =>
      fetch(url, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body,
        signal,
      })
    const controller = new AbortController()
    const given = Array.from({ length: 12 }, () => send(controller.signal).catch(() => 'gone'))
    setTimeout(() => controller.abort(), 200)
    await Promise.all(given)
    expect((await send()).status).toBe(200)
  })
})
