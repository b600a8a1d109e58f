/** `close` ends, whatever clients hold open, and no answer that can still be given is lost. */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { type AppOptions, startGateway } from '../../src/index.ts'
import { tokens } from '../helpers.ts'
import { scratchFolder } from '../process/run.ts'
import { bytesOf, rawClient, statusesOf } from './raw-client.ts'

const messages = '/v1/backend/conversation_messages'
const post = bytesOf({
  method: 'POST',
  url: messages,
  token: tokens.contact,
  body: JSON.stringify({ type: 'text', text: 'Hello' }),
})
const bodyAt = post.indexOf('{"type"')

/** What a client has sent when it falls silent. None of it has an answer to come. */
const nothingOwed: [name: string, sent: string, answers: number[]][] = [
  ['nothing', '', []],
  ['half a request line', 'GET /v1/back', []],
  ['half the headers', 'GET / HTTP/1.1\r\nhost: x\r\nx-access', []],
  ['no body', post.slice(0, bodyAt), []],
  ['half a body', post.slice(0, bodyAt + 10), []],
  ['a request that was answered', post, [200]],
  ['half a request behind one that was answered', post + post.slice(0, 20), [200]],
]

/** A gateway with an operation that answers after a time, as a search by a distant engine does. */
async function listen(slowMs: number, options: AppOptions = {}) {
  const app = buildApp(options)
  app.get('/slow', async () => {
    await new Promise((resolve) => setTimeout(resolve, slowMs))
    return { slow: true }
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  return { app, port: (app.server.address() as AddressInfo).port }
}

async function timeOf(work: Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work
  return performance.now() - began
}

describe('a connection that owes no answer is closed at once, after', () => {
  test.each(nothingOwed)('%s', async (_name, sent, answers) => {
    const db = join(scratchFolder(), 'gateway.sqlite')
    const gateway = await startGateway({ db, closeGraceMs: 60_000 })
    const client = await rawClient(gateway.port)
    client.socket.write(sent)
    await expect.poll(client.statuses).toEqual(answers)

    // The grace is a minute: to wait for it would be a hang.
    expect(await timeOf(gateway.close())).toBeLessThan(5_000)
    expect(statusesOf(await client.ended)).toEqual(answers)
    await using _again = await startGateway({ db })
  })
})

describe('an answer that is owed', () => {
  test('is waited for, and the connection then closed', async () => {
    const { app, port } = await listen(300)
    const client = await rawClient(port)
    client.socket.write(bytesOf({ url: '/slow' }))
    await new Promise((resolve) => setTimeout(resolve, 50))

    await app.close()
    expect(await client.ended).toMatch(/^HTTP\/1\.1 200 OK\r\n.*\{"slow":true\}$/s)
  })

  test('is not waited for longer than the grace', async () => {
    const { app, port } = await listen(20_000, { closeGraceMs: 200 })
    const client = await rawClient(port)
    client.socket.write(bytesOf({ url: '/slow' }))
    await new Promise((resolve) => setTimeout(resolve, 50))

    expect(await timeOf(app.close())).toBeLessThan(5_000)
    expect(await client.ended).toBe('')
  })

  test('is sent to its end although the client is slow to read it', async () => {
    const { app, port } = await listen(0)
    const text = 'x'.repeat(900_000)
    const payload = { type: 'text', text }
    for (let n = 0; n < 30; n += 1) {
      const headers = { 'x-access-token': tokens.contact }
      await app.inject({ method: 'POST', url: messages, headers, payload })
    }
    const client = await rawClient(port)
    client.socket.once('data', () => client.socket.pause())
    client.socket.write(bytesOf({ url: `${messages}?limit=30`, token: tokens.contact }))
    await once(client.socket, 'data')

    const closed = app.close()
    await new Promise((resolve) => setTimeout(resolve, 300))
    client.socket.resume()
    await closed
    expect((await client.ended).split(text)).toHaveLength(31)
  })

  test('is given to a body that is still coming', async () => {
    const { app, port } = await listen(0)
    const client = await rawClient(port)
    client.socket.write(post.slice(0, bodyAt + 5))
    await new Promise((resolve) => setTimeout(resolve, 50))

    const closed = app.close()
    for (const character of post.slice(bodyAt + 5)) {
      await new Promise((resolve) => setTimeout(resolve, 5))
      client.socket.write(character)
    }
    expect(statusesOf(await client.ended)).toEqual([200])
    await closed
  })

  test('is not waited for when the client does not read', async () => {
    const { app, port } = await listen(0, { closeGraceMs: 200 })
    const client = await rawClient(port)
    client.socket.pause()
    client.socket.write(bytesOf({ url: messages, token: tokens.contact }).repeat(5_000))
    await new Promise((resolve) => setTimeout(resolve, 300))

    expect(await timeOf(app.close())).toBeLessThan(5_000)
  })
})

test('a gateway on localhost has both its addresses, and close ends both', async () => {
  const gateway = await startGateway({ host: 'localhost', closeGraceMs: 60_000 })
  for (const host of ['127.0.0.1', '[::1]']) {
    expect((await fetch(`http://${host}:${gateway.port}/livez`)).status).toBe(200)
  }
  const client = await rawClient(gateway.port, 5_000, '::1')
  client.socket.write(post.slice(0, bodyAt))

  expect(await timeOf(gateway.close())).toBeLessThan(5_000)
  expect(await client.ended).toBe('')
  for (const host of ['127.0.0.1', '[::1]']) {
    await expect(fetch(`http://${host}:${gateway.port}/livez`)).rejects.toThrow()
  }
})
