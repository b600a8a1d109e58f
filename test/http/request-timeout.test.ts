/** A request that does not arrive whole in time is answered with 408, however busy its client is. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Gateway, startGateway } from '../../src/index.ts'
import { tokens } from '../helpers.ts'
import { start } from '../process/run.ts'
import { bytesOf, rawClient, statusesOf } from './raw-client.ts'

const messages = '/v1/backend/conversation_messages'
const body = JSON.stringify({ type: 'text', text: 'slowly, one byte after the other' })
const post = bytesOf({ method: 'POST', url: messages, token: tokens.contact, body })
const bodyAt = post.indexOf(body)

const lines: string[] = []
let gateway: Gateway
beforeAll(async () => {
  const write = (line: string) => lines.push(line)
  gateway = await startGateway({ requestTimeout: 300, log: 'json', logOutput: { write } })
})
afterAll(() => gateway.close())

/** Writes a byte every few milliseconds for as long as the other side listens. */
async function trickle(before: string, text: string, port = gateway.port) {
  const client = await rawClient(port)
  client.socket.write(before)
  let at = 0
  const timer = setInterval(() => {
    client.socket.write(text[at] ?? ' ')
    at += 1
  }, 20)
  try {
    return await client.ended
  } finally {
    clearInterval(timer)
  }
}

const timedOut =
  /^HTTP\/1\.1 408 Request Timeout\r\n(?:.+\r\n)*\r\n\{"code":40000,"message":"Request Timeout"\}$/
const reason = /x-mock-reason: the request did not arrive whole .*requestTimeout/

describe('408 in the words of the gateway', () => {
  test.each([
    ['a body that comes byte by byte', post.slice(0, bodyAt), body.padEnd(2_000)],
    ['headers that come byte by byte', 'GET / HTTP/1.1\r\nx: ', 'x'.repeat(2_000)],
    ['half a request line', 'GET /v1/', ''],
    [
      'a body in chunks that never ends',
      `POST ${messages} HTTP/1.1\r\nhost: x\r\nx-access-token: ${tokens.contact}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`,
      '1\r\n{\r\n'.repeat(1_000),
    ],
  ])('%s', async (_name, before, text) => {
    const answer = await trickle(before, text)
    expect(answer).toMatch(timedOut)
    expect(answer).toMatch(reason)
    expect(answer).toMatch(/connection: close/i)
  })

  test('and in the log', async () => {
    await trickle(post.slice(0, bodyAt), body.padEnd(2_000))
    await expect
      .poll(() => JSON.parse(lines.at(-1) ?? '{}'))
      .toMatchObject({
        method: 'POST',
        status: 408,
        reason: expect.stringContaining('requestTimeout'),
      })
  })
})

test('the request before it keeps its answer', async () => {
  const answer = await trickle(post + post.slice(0, bodyAt), body.padEnd(2_000))
  expect(statusesOf(answer)).toEqual([200, 408])
})

test('a connection on which nothing was ever sent is closed without a word', async () => {
  const client = await rawClient(gateway.port)
  expect(await client.ended).toBe('')
})

test('a connection on which a request was answered is kept', async () => {
  const client = await rawClient(gateway.port)
  client.socket.write(post)
  await new Promise((resolve) => setTimeout(resolve, 700))
  client.socket.write(post)
  await expect.poll(client.statuses).toEqual([200, 200])
})

test('0 gives any time', async () => {
  await using patient = await startGateway({ requestTimeout: 0 })
  const client = await rawClient(patient.port)
  client.socket.write(post.slice(0, -1))
  await new Promise((resolve) => setTimeout(resolve, 700))
  expect(client.received()).toBe('')
  client.socket.write(post.slice(-1))
  await expect.poll(client.statuses).toEqual([200])
})

test('--request-timeout says how long', async () => {
  const { url } = await start(['--db', ':memory:', '--request-timeout', '300'])
  const answer = await trickle(post.slice(0, bodyAt), body.padEnd(2_000), Number(new URL(url).port))
  expect(answer).toMatch(timedOut)
})
