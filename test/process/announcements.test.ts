/** What the command says of itself, for people and for programs. */
import { once } from 'node:events'
import { createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { describe, expect, test } from 'vitest'
import { urlsOf } from '../../src/http/addresses.ts'
import { type Ended, run, scratchFolder, start, stop } from './run.ts'

const linesOf = (text: string) => text.trimEnd().split('\n')
const parsed = (text: string): Record<string, unknown>[] =>
  linesOf(text).map((line) => JSON.parse(line))

describe('the banner for people', () => {
  test('names in a few lines where to ask, with what, and how to stop', async () => {
    const cwd = scratchFolder()
    const gateway = await start(['--log', 'human'], { cwd })
    const lines = linesOf(gateway.stdout())
    expect(lines.slice(1).map((line) => line.trim().replace(/ +/, ' '))).toEqual([
      `URL ${gateway.url}`,
      `OpenAPI ${gateway.url}/_mock/openapi.json`,
      expect.stringMatching(/^credential x-access-token: acc_/),
      'fixture default',
      'database .imbrace-gateway-mock/gateway.sqlite',
      'search embedded engine',
      'stop Ctrl-C',
    ])

    const [, name = '', value = ''] = /credential +(\S+): (\S+)/.exec(gateway.stdout()) ?? []
    const answers = await Promise.all([
      fetch(`${gateway.url}/v1/backend/channels/_conv_count`, { headers: { [name]: value } }),
      fetch(`${gateway.url}/_mock/openapi.json`),
      fetch(`${gateway.url}/readyz`),
    ])
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
  })

  test('lists the addresses that a phone can use when it listens on all', async () => {
    const gateway = await start(['--log', 'off', '--db', ':memory:', '--host', '0.0.0.0'])
    const { port } = new URL(gateway.url)
    const listed = [...gateway.stdout().matchAll(/^ {2}(?:URL|network) +(\S+)$/gm)]
    const urls = listed.map(([, url = '']) => url)
    expect(urls).toEqual(urlsOf('0.0.0.0', Number(port), networkInterfaces()))
    for (const url of urls) expect((await fetch(`${url}/livez`)).status).toBe(200)
  })
})

describe('for programs every line is JSON in the form of the log', () => {
  const base = { level: 30, time: expect.any(Number), message: expect.any(String) }

  test('one when it listens, one for each request, one when it stopped', async () => {
    const gateway = await start(['--log', 'json', '--db', ':memory:'])
    await fetch(`${gateway.url}/v1/backend/conversation_messages`)
    const { stdout, stderr, code } = await stop(gateway)

    expect([code, stderr]).toEqual([0, ''])
    const [listening, ...more] = parsed(stdout)
    expect(listening).toEqual({
      ...base,
      event: 'listening',
      url: gateway.url,
      urls: [gateway.url],
      host: '127.0.0.1',
      port: Number(new URL(gateway.url).port),
      db: ':memory:',
      fixture: 'default',
      fixture_is_stale: false,
      engine: 'embedded',
      openapi: `${gateway.url}/_mock/openapi.json`,
      version: expect.any(String),
    })
    expect(more).toEqual([
      expect.objectContaining({ level: 30, method: 'GET', status: 401 }),
      { ...base, event: 'stopped', reason: 'SIGINT', code: 0 },
    ])
    expect(stdout, 'no credential').not.toContain('acc_')
  })

  test('also where nobody asked for a format, and there is no terminal', async () => {
    const gateway = await start(['--db', ':memory:'])
    gateway.child.kill('SIGTERM')
    const { stdout } = await gateway.ended
    expect(parsed(stdout)).toMatchObject([
      { event: 'listening' },
      { event: 'stopped', reason: 'SIGTERM', code: 0 },
    ])
  })

  test('a warning before it listens', async () => {
    const gateway = await start(['--log=json', '--db', ':memory:'], {
      env: { IMBRACE_MOCK_SERVICE_HOST: '10.0.0.1', IMBRACE_MOCK_PORT: 'tcp://10.0.0.1:9001' },
    })
    const { stdout, stderr } = await stop(gateway)
    expect(stderr).toBe('')
    expect(parsed(stdout)).toMatchObject([
      {
        level: 40,
        message:
          'IMBRACE_MOCK_SERVICE_HOST and 1 more are for a Kubernetes service, not for this: ignored',
      },
      { event: 'listening' },
      { event: 'stopped' },
    ])
  })

  test('a search that is away, before it listens and after its stop', async () => {
    const gateway = await start([
      ...['--log', 'json', '--db', ':memory:'],
      ...['--meilisearch-url', 'http://127.0.0.1:1', '--meilisearch-optional'],
    ])
    const { search } = (await (await fetch(`${gateway.url}/readyz`)).json()) as { search: string }
    expect(search).toMatch(/^unreachable: ./)
    expect(parsed((await stop(gateway)).stdout)).toMatchObject([
      { level: 40, message: expect.stringMatching(/^search fails until Meilisearch is there: /) },
      { event: 'listening', engine: 'http://127.0.0.1:1' },
      { event: 'stopped', code: 0 },
    ])
  })

  const failed = ({ stderr, stdout, code }: Ended) => ({ code, stdout, lines: parsed(stderr) })

  test('an error at the start, on standard error', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as { port: number }
    const flags = ['--port', String(port), '--db', ':memory:', '--log', 'json']
    const ended = failed(await run(flags))
    other.close()
    expect(ended).toEqual({
      code: 3,
      stdout: '',
      lines: [
        {
          level: 60,
          time: expect.any(Number),
          event: 'failed',
          code: 3,
          message: expect.stringMatching(/^port \d+ of 127\.0\.0\.1 is taken: /),
        },
      ],
    })
  })

  test('wrong usage, and a gateway that is not healthy', async () => {
    const env = { IMBRACE_MOCK_LOG: 'json' }
    expect(failed(await run(['--prot'], { env }))).toMatchObject({
      code: 2,
      lines: [{ event: 'failed', code: 2, message: expect.stringContaining('--prot') }],
    })
    expect(failed(await run(['health', '--port', '1'], { env }))).toMatchObject({
      code: 1,
      lines: [{ message: expect.stringContaining('no gateway at 127.0.0.1:1') }],
    })
  })
})

test('for people the variables of a Kubernetes service are one line, and it listens', async () => {
  const env = { IMBRACE_MOCK_PORT: 'tcp://10.0.0.1:9001' }
  const gateway = await start(['--log', 'human', '--db', ':memory:'], { env })
  const { stderr } = await stop(gateway)
  expect(stderr).toBe(
    'imbrace-gateway-mock: IMBRACE_MOCK_PORT is for a Kubernetes service, not for this: ignored\n',
  )
})
