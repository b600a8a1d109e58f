/** Who may use the mock's own calls, asked over a real port as strange pages, names and machines would. */
import { once } from 'node:events'
import { request } from 'node:http'
import { networkInterfaces } from 'node:os'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readInvocation } from '../../src/command/invocation.ts'
import { strangeHost } from '../../src/http/host.ts'
import { type Gateway, startGateway } from '../../src/index.ts'
import { run, start } from '../process/run.ts'

interface Answer {
  status: number | undefined
  headers: Record<string, unknown>
  body: Record<string, unknown>
}

/** Unlike `fetch` it sends any `Host` and `Origin`. */
async function send(
  { port }: { port: number },
  headers: Record<string, string>,
  { method = 'POST', path = '/_mock/reset', host = '127.0.0.1' } = {},
): Promise<Answer> {
  const sent = request({ port, host, method, path, headers })
  sent.end()
  const [response] = await once(sent, 'response')
  let text = ''
  for await (const part of response) text += part
  return {
    status: response.statusCode,
    headers: response.headers,
    body: text === '' ? {} : JSON.parse(text),
  }
}

const write = (gateway: Gateway) =>
  fetch(`${gateway.url}/v1/backend/conversation`, {
    method: 'POST',
    headers: { 'x-access-token': 'ch_a97ef358-3625-412a-a328-8f5661f13ef1' },
  })

async function countConversations({ url }: Gateway): Promise<unknown> {
  const answer = await fetch(`${url}/v1/backend/channels/_conv_count`, {
    headers: { 'x-access-token': 'acc_3064efc7-4ccc-4b48-8ffa-50313e5b19df' },
  })
  return answer.json()
}

const noCors = (headers: Record<string, unknown>) =>
  expect(Object.keys(headers).join(' ')).not.toContain('access-control')

describe('a strange page', () => {
  let gateway: Gateway
  let before: unknown
  beforeAll(async () => {
    gateway = await startGateway({ allowOrigins: ['http://localhost:3000'] })
    await write(gateway)
    before = await countConversations(gateway)
  })
  afterAll(() => gateway.close())

  test.each(['https://evil.example', 'null', 'http://localhost:3001'])(
    'of the origin %s changes nothing and reads nothing',
    async (origin) => {
      const { status, headers, body } = await send(gateway, { origin })
      expect([status, body]).toEqual([
        403,
        {
          message: `origin: pages of ${origin} may not ask`,
          expected: `start with --allow-origin ${origin}`,
        },
      ])
      noCors(headers)
      expect(await countConversations(gateway)).toEqual(before)
    },
  )

  test('gets no answer to its preflight', async () => {
    for (const path of ['/_mock/reset', '/_mock', '/_mock/openapi.json', '/livez', '/readyz']) {
      const { status, headers } = await send(
        gateway,
        { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
        { method: 'OPTIONS', path },
      )
      expect([path, status]).toEqual([path, 404])
      noCors(headers)
    }
  })

  test('changes nothing under a name that was made to point here', async () => {
    const host = `rebound.evil.example:${gateway.port}`
    const { status, body } = await send(gateway, { host, origin: `http://${host}` })
    expect([status, body]).toEqual([
      403,
      {
        message: 'host: rebound.evil.example is not a name of this machine',
        expected: 'start with --allow-host rebound.evil.example',
      },
    ])
    expect(await countConversations(gateway)).toEqual(before)
  })

  test('but one that is named, or the gateway’s own, may', async () => {
    const own = `http://127.0.0.1:${gateway.port}`
    for (const origin of ['http://localhost:3000', own]) {
      expect((await send(gateway, { origin })).status).toBe(200)
    }
    expect(await countConversations(gateway)).not.toEqual(before)
  })
})

describe('what is open to every program', () => {
  test.each(['/livez', '/readyz', '/_mock/openapi.json'])('%s', async (path) => {
    await using gateway = await startGateway({ controlToken: 'secret' })
    const headers = { host: 'rebound.evil.example', origin: 'https://evil.example' }
    const answer = await send(gateway, headers, { method: 'GET', path })
    expect(answer.status).toBe(200)
    noCors(answer.headers)
  })
})

describe('a host', () => {
  test.each([
    undefined,
    'localhost',
    'localhost:9001',
    'LOCALHOST.',
    'app.localhost:80',
    'host.docker.internal:9001',
    'gateway',
    'mock-1:9001',
    '127.0.0.1',
    '192.168.1.20:9001',
    '[::1]:9001',
    'named.test',
    'Named.TEST:80',
  ])('%s may be asked', (host) => {
    expect(strangeHost(host, ['named.test'])).toBeUndefined()
  })

  test.each([
    ['evil.example', 'evil.example'],
    ['Evil.example.:9001', 'evil.example'],
    ['localhost.evil.example', 'localhost.evil.example'],
    ['evillocalhost.example', 'evillocalhost.example'],
    ['127.0.0.1.nip.io', '127.0.0.1.nip.io'],
    ['x.host.docker.internal', 'x.host.docker.internal'],
    ['sub.named.test', 'sub.named.test'],
  ])('%s may not', (host, name) => {
    expect(strangeHost(host, ['named.test'])).toBe(name)
  })

  test('is let in by --allow-host, whatever its case', async () => {
    const gateway = await start(['--db', ':memory:', '--allow-host', 'Gateway.test,other.test'])
    const place = { port: Number(new URL(gateway.url).port) }
    for (const host of ['gateway.test:80', 'OTHER.test']) {
      expect((await send(place, { host })).status).toBe(200)
    }
    expect((await send(place, { host: 'third.test' })).status).toBe(403)
  })

  test.each(['gateway', 'http://gateway.test', 'gateway.test:80', '*.test', ''])(
    '%s is no value of --allow-host',
    async (text) => {
      const right = 'a host name with a dot and without a port, such as gateway.test'
      expect(() => readInvocation(['--allow-host', text], {})).toThrow(right)
      await expect(startGateway({ allowHosts: [text] })).rejects.toThrow(right)
    },
  )
})

describe('a control token', () => {
  test('is asked for, in either header, and told in no log', async () => {
    const lines: string[] = []
    await using gateway = await startGateway({
      controlToken: 'a-long-secret',
      log: 'json',
      logOutput: { write: (line) => void lines.push(line) },
    })
    const expected =
      'send what --control-token says, as x-mock-control-token or Authorization: Bearer'
    for (const [headers, status, message] of [
      [{}, 401, 'no control token'],
      [{ 'x-mock-control-token': 'another' }, 401, 'the control token is another one'],
      [{ authorization: 'Bearer a-long-secre' }, 401, 'the control token is another one'],
      [{ authorization: 'a-long-secret' }, 401, 'no control token'],
      [{ 'x-mock-control-token': 'a-long-secret' }, 200, undefined],
      [{ authorization: 'bearer a-long-secret' }, 200, undefined],
    ] as const) {
      const { body, ...answer } = await send(gateway, headers)
      expect([headers, answer.status]).toEqual([headers, status])
      if (message !== undefined) expect(body).toEqual({ message, expected })
    }
    expect(lines).toHaveLength(6)
    expect(lines.join('')).not.toContain('a-long-secre')
  })

  test.each(['', 'two words', 'ü'])('cannot be %j', async (text) => {
    expect(() => readInvocation(['--control-token', text], {})).toThrow(
      'visible characters without spaces',
    )
    await expect(startGateway({ controlToken: text })).rejects.toThrow(
      'controlToken: expected a text of visible characters without spaces',
    )
  })
})

describe('bound to more than this machine', () => {
  const words = 'can also read, change and reset its worlds (/_mock): --control-token TEXT'

  test('the start says who can reach what, once, and another interface can', async () => {
    const gateway = await start(['--db', ':memory:', '--host', '0.0.0.0', '--log', 'json'])
    const place = { port: Number(new URL(gateway.url).port) }
    expect(gateway.stdout().split(words)).toHaveLength(2)
    const other = Object.values(networkInterfaces())
      .flatMap((infos = []) => infos)
      .find(({ family, internal }) => family === 'IPv4' && !internal)?.address
    const host = other ?? '127.0.0.2'
    expect((await send(place, {}, { host })).status).toBe(200)
    expect((await send(place, { origin: 'https://evil.example' }, { host })).status).toBe(403)
  })

  test('nothing is said where a token is asked for, or nobody else can reach it', async () => {
    const environment = { IMBRACE_MOCK_CONTROL_TOKEN: 'a-long-secret' }
    const guarded = await start(['--db', ':memory:', '--host', '0.0.0.0'], { env: environment })
    const alone = await start(['--db', ':memory:', '--host', '127.0.0.1'])
    for (const gateway of [guarded, alone]) {
      await fetch(`${gateway.url}/livez`)
      gateway.child.kill('SIGTERM')
      const { stdout, stderr } = await gateway.ended
      expect(stdout + stderr).not.toContain('control-token')
      expect(stdout + stderr).not.toContain('a-long-secret')
    }
  })
})

test('the help names both options', async () => {
  const { stdout } = await run(['--help'])
  expect(stdout).toContain('--allow-host NAME,...')
  expect(stdout).toContain('--control-token TEXT')
})
