/** Lists of more messages than one piece: the same answers, sent while they are read. */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import type { Database } from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import type { AppOptions } from '../../../src/options/app-options.ts'
import { build, client, ids, tokens } from '../../helpers.ts'
import { bytesOf, rawClient } from '../../http/raw-client.ts'

const url = '/v1/backend/conversation_messages'
const headers = { 'x-access-token': tokens.contact }

/** Texts of all sorts, some of them longer than a piece. */
const textOf = (n: number) =>
  `${n} ${'é"\\\n\u2028😀'.repeat(n % 7)}${n % 97 === 0 ? 'x'.repeat(200_000) : ''}`

/** Writes messages behind those of the contact's conversation, as if they had been sent. */
function store(database: Database, count: number, text: (n: number) => string): void {
  const insert = database.prepare(
    `INSERT INTO messages (id, conversation_id, "from", type, content, created_at, updated_at)
     VALUES (?, ?, ?, 'text', ?, ?, ?)`,
  )
  const now = '2023-01-01T00:00:00.000Z'
  database.transaction(() => {
    for (let n = 0; n < count; n += 1) {
      const content = JSON.stringify({ text: text(n) })
      insert.run(`msg_${n}`, ids.conversation, tokens.contact, content, now, now)
    }
  })()
}

describe('a long list is the short ones together', () => {
  const stored = 1_500
  const count = stored + 15
  const app = () => {
    const made = build()
    store(made.world.database, stored, textOf)
    return made
  }

  test('byte for byte, in the same order', async () => {
    const gateway = app()
    const parts: string[] = []
    for (let skip = 0; skip < count; skip += 10) {
      const page = await gateway.inject({ url: `${url}?limit=10&skip=${skip}`, headers })
      const [, data = ''] =
        /^\{"object_name":"list","data":\[(.*)\],"nested"/s.exec(page.body) ?? []
      parts.push(data)
    }
    const whole = await gateway.inject({ url: `${url}?limit=1000000000`, headers })

    expect(whole.statusCode).toBe(200)
    expect(whole.headers['content-type']).toBe('application/json; charset=utf-8')
    const expected = `{"object_name":"list","data":[${parts.join(',')}],"nested":{},"has_more":false,"count":${count},"total":${count}}`
    expect(whole.body === expected, 'the texts are equal').toBe(true)
  })

  test.each([
    [50, 0],
    [51, 0],
    [200, 0],
    [201, 7],
    [500, 98],
    [500, 0],
    [501, 98],
    [1_000, 500],
    [1_514, 0],
    [1_515, 0],
    [1_516, 0],
    [1_516, 1],
    [9_007_199_254_740_991, 1_400],
    [9_007_199_254_740_991, 1_515],
  ])('limit=%d, skip=%d', async (limit, skip) => {
    const { status, body } = await client(app(), tokens.contact).get(
      `${url}?limit=${limit}&skip=${skip}`,
    )
    const total = Math.min(limit, count - skip)
    expect([status, body.count, body.total]).toEqual([200, count, total])
    expect(body.has_more).toBe(skip + total < count)
    expect(body.data).toHaveLength(total)
    const newest = stored - 1 - skip
    const shown = Math.min(total, Math.max(0, newest + 1))
    expect(body.data.slice(0, shown).map(({ id }: { id: string }) => id)).toEqual(
      Array.from({ length: shown }, (_, n) => `msg_${newest - n}`),
    )
  })

  test('HEAD answers its head', async () => {
    const gateway = app()
    const answer = await gateway.inject({ method: 'HEAD', url: `${url}?limit=2000`, headers })
    expect([answer.statusCode, answer.body]).toEqual([200, ''])
  })
})

describe('an answer of more than 64 MiB', () => {
  const text = (n: number) => `${n} ${'x'.repeat(900_000)}`
  const refused = { code: 40000, message: 'Invalid request parameters' }

  test('is refused with a limit that would do, and that one does', async () => {
    const app = build()
    store(app.world.database, 100, text)
    const contact = client(app, tokens.contact)

    const { status, body, reason } = await contact.get(`${url}?limit=1000000`)
    expect([status, body]).toEqual([400, refused])
    const [, limit] =
      /^limit: these 115 messages make an answer of more than 64 MiB, .* ask with limit=(\d+) or less/.exec(
        String(reason),
      ) ?? []
    const long = await app.inject({ url: `${url}?limit=${limit}`, headers })
    expect(long.statusCode).toBe(200)
    expect(long.json().total).toBe(Number(limit))
    const bytes = Buffer.byteLength(long.body)
    expect(bytes).toBeLessThanOrEqual(64 * 1024 * 1024)
    expect(bytes).toBeGreaterThan(64 * 1024 * 1024 - 1_000_000)
    expect((await contact.get(`${url}?limit=${Number(limit) + 1}`)).status).toBe(400)
  })
})

/** A gateway whose list is longer than what the system takes on its way to a client. */
async function listen(options: AppOptions = {}) {
  const app = build(options)
  store(app.world.database, 40_000, (n) => `${n} ${'x'.repeat(1_000)}`)
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  return { app, port, at: `http://127.0.0.1:${port}${url}` }
}

/** A client that has read the beginning of the list of everything. */
async function begin(port: number) {
  const reader = await rawClient(port, 20_000)
  reader.socket.once('data', () => reader.socket.pause())
  reader.socket.write(bytesOf({ url: `${url}?limit=1000000000`, token: tokens.contact }))
  await once(reader.socket, 'data')
  return reader
}

const isComplete = (received: string) => received.endsWith('\r\n0\r\n\r\n')
/** The body without the sizes of its chunks. JSON has no such line ends of its own. */
const bodyOf = (received: string) =>
  received.slice(received.indexOf('\r\n\r\n') + 2).replace(/\r\n[0-9a-f]+\r\n/g, '')

describe('while a long list is being sent', () => {
  test('messages are stored and found, and are not in it', async () => {
    const { port, at } = await listen()
    const reader = await begin(port)
    const sent = await fetch(at, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ type: 'text', text: 'in between' }),
    })
    expect(sent.status).toBe(200)
    reader.socket.resume()
    await expect.poll(() => isComplete(reader.received()), { timeout: 20_000 }).toBe(true)

    const list = JSON.parse(bodyOf(reader.received()))
    expect([list.count, list.total, list.has_more]).toEqual([40_015, 40_015, false])
    expect(list.data[0].id).toBe('msg_39999')
    expect(new Set(list.data.map(({ id }: { id: string }) => id)).size).toBe(40_015)
  })

  test('resets leave it as it was, and nothing behind when it is over', async () => {
    const { app, port, at } = await listen()
    const { database } = app.world
    const copies = database.prepare('SELECT count(*) FROM temp.sqlite_schema').pluck()
    const readers = [await begin(port), await begin(port)]
    app.world.reset()
    expect(copies.get()).toBeGreaterThan(0)
    const left = await begin(port)
    store(database, 600, () => 'later')
    const later = fetch(`${at}?limit=1000000`, { headers })
    app.world.reset()
    left.socket.destroy()
    for (const { socket } of readers) socket.resume()
    for (const { received } of readers) {
      await expect.poll(() => isComplete(received()), { timeout: 20_000 }).toBe(true)
      const list = JSON.parse(bodyOf(received()))
      expect(new Set(list.data.map(({ id }: { id: string }) => id)).size).toBe(40_015)
    }
    expect((await later).status).toBe(200)
    expect([15, 615]).toContain(((await (await later).json()) as { total: number }).total)
    await expect.poll(() => copies.get(), { timeout: 20_000 }).toBe(0)
    expect((await fetch(`${at}?limit=1000`, { headers })).status).toBe(200)
  })

  test('a reset while it is measured changes nothing of it, nor of its refusal', async () => {
    const app = build()
    const contact = client(app, tokens.contact)
    for (const [length, status] of [
      [100, 200],
      [900_000, 400],
    ] as const) {
      store(app.world.database, length === 100 ? 20_000 : 100, () => 'x'.repeat(length))
      const list = contact.get(`${url}?limit=1000000`)
      for (let turn = 0; turn < 3; turn += 1) await setImmediate()
      app.world.reset()
      expect((await list).status).toBe(status)
    }
  })

  test('rows that are taken away by hand cut it off', async () => {
    const { app, port } = await listen()
    const reader = await begin(port)
    app.world.database.exec('DELETE FROM messages')
    reader.socket.resume()

    expect(isComplete(await reader.ended)).toBe(false)
  })

  test('close cuts it off after the grace', async () => {
    const { app, port } = await listen({ closeGraceMs: 200 })
    const reader = await begin(port)
    await app.close()
    reader.socket.resume()

    expect(isComplete(await reader.ended)).toBe(false)
  })

  test('clients that leave are no failure, and close need not wait for them', async () => {
    const lines: string[] = []
    const logOutput = { write: (line: string) => lines.push(line) }
    const { app, port, at } = await listen({ closeGraceMs: 60_000, log: 'json', logOutput })
    for (let n = 0; n < 5; n += 1) (await begin(port)).socket.destroy()
    expect((await fetch(`${at}?limit=1`, { headers })).status).toBe(200)

    const began = performance.now()
    await app.close()
    expect(performance.now() - began).toBeLessThan(10_000)
    expect(lines.map((line) => JSON.parse(line).level).filter((level) => level >= 50)).toEqual([])
  })
})
