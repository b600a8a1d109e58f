/** Options of the library that are none, or cannot be used: one sentence that names them. */
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { buildApp, type GatewayOptions, StartError, startGateway } from '../../src/index.ts'
import { tokens } from '../helpers.ts'
import { scratchFolder } from '../process/run.ts'

const url = 'http://127.0.0.1:7700'

/** What a careless caller passes, whatever the types say. */
const mistakes: [options: unknown, sentence: string][] = [
  ['x', 'startGateway: expected an object of options, found "x"'],
  [null, 'startGateway: expected an object of options, found null'],
  [
    { nope: 1 },
    'nope is no option of startGateway: It takes port, host, setup, db, fixtures, reset, clock, newId, log, logOutput, requestTimeout, allowOrigins, allowHosts, controlToken, maxLiveWorlds, maxParkedWorlds, closeGraceMs, realtime, presenceGraceMs, meilisearch',
  ],
  [
    { fixture: ['x'] },
    /^fixture is no option of startGateway: did you mean fixtures\? It takes port, host, setup, db, /,
  ] as never,
  [{ port: 'x' }, 'port: expected a port from 0 to 65535, found "x"'],
  [{ port: 70_000 }, 'port: expected a port from 0 to 65535, found 70000'],
  [{ port: 1.5 }, 'port: expected a port from 0 to 65535, found 1.5'],
  [{ host: 5 }, 'host: expected an address or a name as a text, found 5'],
  [{ host: '' }, 'host: expected an address or a name as a text, found ""'],
  [{ setup: {} }, 'setup: expected a function that takes the app, found an object'],
  [{ db: 7 }, 'db: expected a file name or :memory:, found 7'],
  [{ db: null }, 'db: expected a file name or :memory:, found null'],
  [{ db: '' }, 'db: expected a file name or :memory:, found ""'],
  [{ db: 'a\0b' }, 'db: expected a file name or :memory:, found "a\\u0000b"'],
  [{ fixtures: 'x' }, 'fixtures: expected a list of folders and worlds, at least one, found "x"'],
  [
    { fixtures: [] },
    'fixtures: expected a list of folders and worlds, at least one, found an empty list',
  ],
  [{ fixtures: [5] }, 'fixtures[0]: expected a folder or a world, found 5'],
  [{ reset: 'yes' }, 'reset: expected true or false, found "yes"'],
  [{ log: 'loud' }, 'log: expected one of human, json, off, found "loud"'],
  [
    { logOutput: () => undefined },
    'logOutput: expected an object with a function write(line), found a function',
  ],
  [{ allowOrigins: 'http://x' }, 'allowOrigins: expected a list of origins, found "http://x"'],
  [
    { requestTimeout: '5' },
    'requestTimeout: expected a whole number of milliseconds from 0 to 2147483647, found "5"',
  ],
  [{ meilisearch: url }, `meilisearch: expected an object of options, found "${url}"`],
  [
    { meilisearch: {} },
    'meilisearch.url: expected its address, for instance http://127.0.0.1:7700',
  ],
  [
    { meilisearch: { url: 'nowhere' } },
    'meilisearch.url: expected an http or https address without a password, found "nowhere"',
  ],
  [{ meilisearch: { url, key: 5 } }, 'meilisearch.key: expected a key as a text, found 5'],
  [
    { meilisearch: { url, optional: 'no' } },
    'meilisearch.optional: expected true or false, found "no"',
  ],
  [
    { meilisearch: { url, waitMs: Number.NaN } },
    'meilisearch.waitMs: expected a whole number of milliseconds from 0 to 2147483647, found NaN',
  ],
  [
    { meilisearch: { url, timeout: 5 } },
    'timeout is no option of meilisearch: did you mean timeoutMs? It takes url, key, prefix, optional, timeoutMs, waitMs, startMs, checkMs',
  ],
]

describe('startGateway', () => {
  test.each(mistakes)('%j', async (options, sentence) => {
    const starting = startGateway(options as GatewayOptions)
    await expect(starting).rejects.toThrow(StartError)
    await expect(starting).rejects.toThrow(sentence)
  })

  test('what setup throws is what it rejects with, and its database is free again', async () => {
    const db = join(scratchFolder(), 'gateway.sqlite')
    const setup = () => {
      throw Object.assign(new Error('mine'), { code: 'EINVAL' })
    }
    await expect(startGateway({ db, setup })).rejects.toThrow('mine')
    await using gateway = await startGateway({ db })
    expect(gateway.fixture.name).toBe('default')
  })

  test('an option that is undefined is one that was not given', async () => {
    await using gateway = await startGateway({ db: undefined, port: undefined, host: undefined })
    expect(gateway.fixture.name).toBe('default')
  })
})

test('buildApp refuses the same at once, and what only startGateway takes', () => {
  const build = (options: object) => () => buildApp(options)
  expect(build({ log: 'loud' })).toThrow('log: expected one of human, json, off, found "loud"')
  expect(build({ nope: 1 })).toThrow('nope is no option of buildApp: It takes db, fixtures,')
  expect(build({ port: 1 })).toThrow(/^port is no option of buildApp: /)
})

describe('a port or an address that cannot be had is told in a sentence', () => {
  const cases: [place: { port: number; host?: string }, sentence: RegExp][] = [
    [{ port: 70_000 }, /^port: expected a port from 0 to 65535, found 70000$/],
    [undefined as never, /^port: expected a port from 0 to 65535, found undefined$/],
    [{ port: 0, host: 5 as never }, /^host: expected an address or a name as a text, found 5$/],
    [
      { port: 0, host: '192.0.2.1' },
      /^--host 192\.0\.2\.1 is no address of this machine \(EADDRNOTAVAIL\)$/,
    ],
    [
      { port: 0, host: 'http://127.0.0.1' },
      /^--host http:\/\/127\.0\.0\.1 is no address of this machine \(\w+\)$/,
    ],
  ]
  test.each(cases)('buildApp().listen(%j)', async (place, sentence) => {
    const app = buildApp()
    await expect(app.listen(place)).rejects.toThrow(sentence)
    await app.close()
  })

  test('a port that is taken', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as { port: number }
    const place = { port, host: '127.0.0.1' }
    const sentence = `port ${port} of 127.0.0.1 is taken: stop what holds it, or choose another`
    const app = buildApp()
    await expect(app.listen(place)).rejects.toThrow(sentence)
    await app.close()
    await expect(startGateway(place)).rejects.toThrow(sentence)
    other.close()
  })
})

describe('a gateway that is closed', () => {
  test('says so when it is to start over, also while it is being closed', async () => {
    const gateway = await startGateway()
    const { fixture } = gateway
    const closing = gateway.close()
    expect(() => gateway.reset()).toThrow('reset: this gateway is closed, start another')
    await closing
    expect(() => gateway.reset()).toThrow('reset: this gateway is closed, start another')
    await gateway.close()
    expect([gateway.fixture, gateway.credential]).toEqual([fixture, undefined])
  })

  test('says so when it is asked without a port, or is to listen', async () => {
    const app = buildApp()
    expect((await app.inject({ url: '/' })).statusCode).toBe(200)
    const closing = app.close()
    const sentence = 'inject: this gateway is closed, start another'
    const meanwhile = app.inject({ url: '/' }).then(
      ({ statusCode }) => statusCode,
      ({ message }) => message,
    )
    expect([200, sentence]).toContain(await meanwhile)
    await closing
    await expect(app.inject({ url: '/' })).rejects.toThrow(sentence)
    await expect(app.listen({ port: 0 })).rejects.toThrow(
      'listen: this gateway is closed, start another',
    )
  })

  test('a reset just before closing is done, and closing does not wait for ever', async () => {
    const gateway = await startGateway()
    gateway.reset()
    await gateway.close()
    await expect(fetch(gateway.url)).rejects.toThrow()
  })
})

test('a gateway names a credential of its world that works', async () => {
  await using gateway = await startGateway()
  const { header, value } = gateway.credential ?? { header: '', value: '' }
  const answer = await fetch(`${gateway.url}/v1/backend/conversation_messages`, {
    headers: { [header]: value },
  })
  expect([header, answer.status]).toEqual(['x-access-token', 200])
  expect(value).not.toBe(tokens.expired)
})
