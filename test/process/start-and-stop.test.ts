import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { tokens } from '../helpers.ts'
import { bytesOf, rawClient } from '../http/raw-client.ts'
import { launch, run, scratchFolder, start, stop } from './run.ts'

const asContact = { 'x-access-token': tokens.contact, 'content-type': 'application/json' }
const messages = '/v1/backend/conversation_messages'

async function send(url: string, text: string) {
  const body = JSON.stringify({ type: 'text', text })
  const response = await fetch(url + messages, { method: 'POST', headers: asContact, body })
  return response.status
}

async function countMessages(url: string): Promise<number> {
  const response = await fetch(`${url}${messages}?limit=1`, { headers: asContact })
  return ((await response.json()) as { count: number }).count
}

test('data persists in a file across restarts, until --reset starts over', async () => {
  const cwd = scratchFolder()
  const first = await start([], { cwd })
  expect(await send(first.url, 'to be kept')).toBe(200)
  await stop(first)

  const second = await start([], { cwd })
  expect(await countMessages(second.url)).toBe(16)
  await stop(second)

  const third = await start(['--reset'], { cwd })
  expect(await countMessages(third.url)).toBe(15)
})

test('--db :memory: keeps nothing and makes no file', async () => {
  const cwd = scratchFolder()
  const first = await start(['--db', ':memory:'], { cwd })
  expect(await send(first.url, 'not to be kept')).toBe(200)
  await stop(first)

  const second = await start(['--db', ':memory:'], { cwd })
  expect(await countMessages(second.url)).toBe(15)
})

test('whoever stops reading its lines does not stop it', async () => {
  const file = join(scratchFolder(), 'port')
  const flags = ['--port', '0', '--port-file', file, '--db', ':memory:', '--log', 'human']
  const { child, ended } = launch(flags)
  child.stdout.destroy()
  while (!existsSync(file)) await sleep(20)
  const url = `http://127.0.0.1:${readFileSync(file, 'utf8').trim()}`
  for (const text of ['one', 'two']) expect(await send(url, text)).toBe(200)
  child.kill('SIGTERM')
  expect(await ended).toMatchObject({ code: 0, stderr: '' })
})

test('a port that is taken is named, with the way out', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as { port: number }

  const { code, stderr } = await run(['--port', String(port), '--db', ':memory:'])
  other.close()

  expect(code).toBe(3)
  expect(stderr).toBe(
    `imbrace-gateway-mock: port ${port} of 127.0.0.1 is taken: stop what holds it, or choose another with --port (0 for any free one)\n`,
  )
})

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s stops an idle gateway with exit code 0',
  async (signal) => {
    const gateway = await start(['--db', ':memory:'])
    // A connection that is kept alive must not hold the gateway back.
    await fetch(gateway.url)

    const asked = performance.now()
    gateway.child.kill(signal)
    const { code } = await gateway.ended

    expect(code).toBe(0)
    expect(performance.now() - asked).toBeLessThan(1_000)
  },
)

/** A POST of which the gateway has read everything but the last part of the body. */
async function halfSentMessage(url: string): Promise<{ socket: Socket; rest: string }> {
  const body = JSON.stringify({ type: 'text', text: 'sent while the gateway is stopping' })
  const { port } = new URL(url)
  const socket = connect(Number(port), '127.0.0.1')
  await once(socket, 'connect')
  socket.write(
    [
      `POST ${messages} HTTP/1.1`,
      'host: 127.0.0.1',
      `x-access-token: ${tokens.contact}`,
      'content-type: application/json',
      `content-length: ${Buffer.byteLength(body)}`,
      'expect: 100-continue',
      '',
      '',
    ].join('\r\n'),
  )
  socket.on('error', () => undefined)
  // 100 Continue says that the request has begun.
  await once(socket, 'data')
  socket.write(body.slice(0, 10))
  return { socket, rest: body.slice(10) }
}

test('a request in flight is finished after the signal', async () => {
  const gateway = await start(['--db', ':memory:'])
  const { socket, rest } = await halfSentMessage(gateway.url)

  gateway.child.kill('SIGTERM')
  await expect
    .poll(() =>
      fetch(gateway.url).then(
        () => 'open',
        () => 'closed',
      ),
    )
    .toBe('closed')
  socket.write(rest)
  const [answer] = await once(socket, 'data')

  expect(String(answer)).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
  expect((await gateway.ended).code).toBe(0)
})

/** A client that asks for more than the system takes on its way, and reads only the beginning. */
async function unreadAnswer(url: string): Promise<void> {
  for (let n = 0; n < 30; n += 1) expect(await send(url, 'x'.repeat(900_000))).toBe(200)
  const { socket } = await rawClient(Number(new URL(url).port))
  socket.once('data', () => socket.pause())
  socket.write(bytesOf({ url: `${messages}?limit=30`, token: tokens.contact }))
  await once(socket, 'data')
}

test('a second signal exits at once', async () => {
  const gateway = await start(['--db', ':memory:'])
  await unreadAnswer(gateway.url)

  gateway.child.kill('SIGTERM')
  // Later than the two copies of one Ctrl-C that npm makes.
  await new Promise((resolve) => setTimeout(resolve, 200))
  gateway.child.kill('SIGTERM')

  expect((await gateway.ended).code).toBe(143)
})

test('a signal exits with 0 although an answer is not taken', async () => {
  const gateway = await start(['--db', ':memory:'])
  await unreadAnswer(gateway.url)

  gateway.child.kill('SIGINT')

  expect((await gateway.ended).code).toBe(0)
})

test('connections that ask nothing, or never all of it, do not hold a signal back', async () => {
  const gateway = await start(['--db', ':memory:'])
  const port = Number(new URL(gateway.url).port)
  for (const sent of ['', 'GET /v1/', 'GET / HTTP/1.1\r\nhost: x\r\n']) {
    const { socket } = await rawClient(port)
    socket.write(sent)
  }
  await halfSentMessage(gateway.url)

  const asked = performance.now()
  gateway.child.kill('SIGINT')

  expect((await gateway.ended).code).toBe(0)
  expect(performance.now() - asked).toBeLessThan(3_000)
})

test('health says whether a gateway is ready', async () => {
  const gateway = await start(['--db', ':memory:'])
  const { port } = new URL(gateway.url)

  const healthy = await run(['health', '--port', port])
  expect(healthy).toEqual({
    code: 0,
    stdout: '{"status":"ok","checks":{"database":"ok","fixture":"ok"},"search":"ok"}\n',
    stderr: '',
  })

  await stop(gateway)
  const gone = await run(['health'], { env: { PORT: port } })
  expect(gone.code).toBe(1)
  expect(gone.stderr).toContain(`no gateway at 127.0.0.1:${port}`)
})
