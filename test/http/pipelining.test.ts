/** Several requests on one connection before the first is answered: each gets its own answer. */
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { tokens } from '../helpers.ts'
import { bytesOf, rawClient, statusesOf } from './raw-client.ts'

const messages = '/v1/backend/conversation_messages'
const slow = '/slow'
const app = buildApp()
// An answer that lets others wait, as a search by a distant engine does.
app.get(slow, async () => {
  await new Promise((resolve) => setTimeout(resolve, 100))
  return { slow: true }
})
let begun = 0
app.get('/counted', async () => {
  begun += 1
  return 'x'.repeat(100_000)
})
let port = 0
beforeAll(async () => {
  await app.listen({ port: 0, host: '127.0.0.1' })
  port = (app.server.address() as AddressInfo).port
})
afterAll(() => app.close())

const send = (text: string) =>
  bytesOf({
    method: 'POST',
    url: messages,
    token: tokens.contact,
    body: JSON.stringify({ type: 'text', text }),
  })

function stored(text: string): unknown {
  return app.world.database
    .prepare("SELECT count(*) FROM messages WHERE content ->> 'text' = ?")
    .pluck()
    .get(text)
}

const broken: [name: string, bytes: string, status: number][] = [
  ['words', 'hello there\r\n\r\n', 400],
  ['a method nobody has', 'FROB / HTTP/1.1\r\nhost: x\r\n\r\n', 400],
  ['a header without a colon', 'GET / HTTP/1.1\r\nhost: x\r\nnonsense\r\n\r\n', 400],
  ['headers too large', `GET / HTTP/1.1\r\nhost: x\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
  [
    'a chunk of no size',
    `POST ${messages} HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nZZ\r\n\r\n`,
    400,
  ],
  ['a tunnel', 'CONNECT example.org:443 HTTP/1.1\r\nhost: x\r\n\r\n', 400],
]

describe('a broken request behind good ones leaves them their answers', () => {
  for (const [name, bytes, status] of broken) {
    test(`${name}, behind one`, async () => {
      const client = await rawClient(port)
      client.socket.write(send(`before ${name}`) + bytes)

      expect(statusesOf(await client.ended)).toEqual([200, status])
      expect(stored(`before ${name}`)).toBe(1)
    })

    test(`${name}, behind two, the first of them slow`, async () => {
      const client = await rawClient(port)
      client.socket.write(bytesOf({ url: slow }) + send(`before late ${name}`) + bytes)

      const text = await client.ended
      expect(statusesOf(text)).toEqual([200, 200, status])
      expect(text.indexOf('"slow":true')).toBeLessThan(text.indexOf(`before late ${name}`))
      expect(text).toMatch(
        /x-mock-reason: \S.*\r\nconnection: close\r\n\r\n\{"code":40000,[^}]*\}$/,
      )
    })
  }

  test('and nothing behind it is done', async () => {
    const client = await rawClient(port)
    client.socket.write(`${send('before')}FROB / HTTP/1.1\r\n\r\n${send('never begun')}`)

    expect(statusesOf(await client.ended)).toEqual([200, 400])
    expect(stored('never begun')).toBe(0)
  })
})

describe('an expectation that cannot be met', () => {
  const expectation = bytesOf({ url: '/', headers: ['expect: tea'] })

  test('leaves those before and behind it their answers', async () => {
    const client = await rawClient(port)
    client.socket.write(bytesOf({ url: slow }) + send('before tea') + expectation + send('after'))

    await expect.poll(client.statuses).toEqual([200, 200, 417, 200])
    expect([stored('before tea'), stored('after')]).toEqual([1, 1])
  })

  test('ends the connection when a body would follow', async () => {
    const client = await rawClient(port)
    client.socket.write(
      send('before') +
        `POST ${messages} HTTP/1.1\r\nhost: x\r\nexpect: tea\r\ncontent-length: 9\r\n\r\n`,
    )

    expect(statusesOf(await client.ended)).toEqual([200, 417])
  })
})

test('requests of one connection are done and answered in their order', async () => {
  const client = await rawClient(port)
  const list = bytesOf({ url: `${messages}?limit=1`, token: tokens.contact })
  client.socket.write(bytesOf({ url: slow }) + send('one') + list + send('two') + list)

  await expect.poll(client.statuses).toEqual([200, 200, 200, 200, 200])
  const texts = [...client.received().matchAll(/"text":"(\w+)"/g)].map(([, text]) => text)
  expect(texts).toEqual(['one', 'one', 'two', 'two'])
})

test('a thousand requests in one piece are all answered', async () => {
  const client = await rawClient(port)
  client.socket.write(bytesOf({ url: '/livez' }).repeat(1_000))

  await expect.poll(() => client.statuses().length).toBe(1_000)
})

test('a client that has said all before the answer comes still gets it', async () => {
  const client = await rawClient(port)
  client.socket.end(bytesOf({ url: slow }) + send('last words'))

  expect(statusesOf(await client.ended)).toEqual([200, 200])
})

test('what is asked behind a last request is not begun', async () => {
  const client = await rawClient(port)
  client.socket.write(bytesOf({ url: slow, headers: ['connection: close'] }) + send('too late'))

  expect(statusesOf(await client.ended)).toEqual([200])
  expect(stored('too late')).toBe(0)
})

test('requests whose answers nobody takes are not begun, until somebody does', async () => {
  const client = await rawClient(port, 30_000)
  client.socket.pause()
  client.socket.write(bytesOf({ url: '/counted' }).repeat(1_000))
  await new Promise((resolve) => setTimeout(resolve, 500))
  // As many as the system takes on its way: a few megabytes.
  expect(begun).toBeGreaterThan(0)
  expect(begun).toBeLessThan(200)

  client.socket.resume()
  await expect.poll(() => begun, { timeout: 20_000 }).toBe(1_000)
  await expect.poll(() => client.statuses().length, { timeout: 20_000 }).toBe(1_000)
})
