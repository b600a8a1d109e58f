/** A client that speaks TLS on the port: told as well as it can be, and named in the log. */
import { once } from 'node:events'
import { request } from 'node:https'
import { connect as connectTls } from 'node:tls'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { LogFormat } from '../../src/base/log-output.ts'
import { startGateway } from '../../src/index.ts'
import { rawClient } from './raw-client.ts'

async function listen(host: string, log: LogFormat = 'json') {
  const lines: string[] = []
  const logOutput = { write: (line: string) => void lines.push(line) }
  const gateway = await startGateway({ host, log, logOutput })
  onTestFinished(() => gateway.close())
  return { gateway, lines, messages: () => lines.map((line) => JSON.parse(line).message) }
}

describe('a client that speaks TLS', () => {
  test.each([
    ['127.0.0.1', '127.0.0.1', 'http://127.0.0.1'],
    ['::1', '::1', 'http://[::1]'],
    ['0.0.0.0', '127.0.0.1', 'http://127.0.0.1'],
    ['::', '127.0.0.1', 'http://127.0.0.1'],
  ])('to %s is named in the log, once, with the address it meant', async (host, asked, url) => {
    const { gateway, messages } = await listen(host)
    const { port } = gateway

    const socket = connectTls({ host: asked, port, rejectUnauthorized: false })
    const [error] = await once(socket, 'error')

    // What people look for when they have met it once.
    expect(String(error.code)).toBe('ERR_SSL_WRONG_VERSION_NUMBER')
    await expect.poll(messages).toEqual([`a client spoke TLS: this is http, use ${url}:${port}`])
  })

  test('is named to people in one line', async () => {
    const { gateway, lines } = await listen('127.0.0.1', 'human')
    const asking = request({ host: '127.0.0.1', port: gateway.port }).end()
    await once(asking, 'error')
    await expect.poll(() => lines.length).toBe(1)
    expect(lines[0]).toMatch(
      /^[\d:.]{12} a client spoke TLS: this is http, use http:\/\/127\.0\.0\.1:\d+\n$/,
    )
  })

  test('reads the reason where it shows what it received, and the connection ends', async () => {
    const { gateway, messages } = await listen('127.0.0.1')
    const client = await rawClient(gateway.port)
    client.socket.write(Buffer.from('16030100c8010000c40303', 'hex'))
    expect(await client.ended).toMatch(
      /^HTTP\/1\.1 400 Bad Request\r\n(?:.+\r\n)*x-mock-reason: the client spoke TLS, but this is http: use http:\/\/ in its address\r\n(?:.+\r\n)*\r\n\{"code":40000,"message":"Invalid request"\}$/,
    )
    expect(messages()).toHaveLength(1)
  })

  test('is known by its first byte, as by many packets, and said once', async () => {
    const { gateway, messages } = await listen('127.0.0.1')
    const client = await rawClient(gateway.port)
    client.socket.setNoDelay(true)
    for (const byte of [0x16, 0x03, 0x01, 0x00, 0xc8]) {
      client.socket.write(Buffer.from([byte]))
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    await client.ended
    expect(messages()).toHaveLength(1)
  })

  test('is not taken for one where it only sent odd bytes', async () => {
    const { gateway, messages } = await listen('127.0.0.1')
    for (const bytes of [
      'GET / HTTP/1.1\r\nhost: x\r\n\r\n\x16\x03\x01',
      '\x16\x02\x01',
      'hello\r\n',
    ]) {
      const client = await rawClient(gateway.port)
      client.socket.write(Buffer.from(bytes, 'latin1'))
      await client.ended
    }
    expect(messages().filter((message) => message !== undefined)).toEqual([])
  })
})
