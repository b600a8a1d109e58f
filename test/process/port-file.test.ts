import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { startGateway } from '../../src/index.ts'
import { run, scratchFolder, start, stop } from './run.ts'

const inMemory = ['--db', ':memory:']

test('holds the port while it listens, and is gone after a stop', async () => {
  const folder = scratchFolder()
  const file = join(folder, 'gateway.port')
  const gateway = await start([...inMemory, '--port-file', file])
  expect(readFileSync(file, 'utf8')).toBe(`${new URL(gateway.url).port}\n`)
  expect(readdirSync(folder)).toEqual(['gateway.port'])
  expect((await stop(gateway)).code).toBe(0)
  expect(readdirSync(folder)).toEqual([])
})

test('what a killed gateway has left is replaced', async () => {
  const file = join(scratchFolder(), 'gateway.port')
  const killed = await start([...inMemory, '--port-file', file])
  killed.child.kill('SIGKILL')
  await killed.ended
  expect(existsSync(file)).toBe(true)
  const gateway = await start(inMemory, { env: { IMBRACE_MOCK_PORT_FILE: file } })
  expect(readFileSync(file, 'utf8')).toBe(`${new URL(gateway.url).port}\n`)
})

test('what another gateway has written there meanwhile stays', async () => {
  const file = join(scratchFolder(), 'gateway.port')
  const first = await start([...inMemory, '--port-file', file])
  const second = await start([...inMemory, '--port-file', file])
  await stop(first)
  expect(readFileSync(file, 'utf8')).toBe(`${new URL(second.url).port}\n`)
})

test('a start that fails takes nobody’s file away', async () => {
  const file = join(scratchFolder(), 'gateway.port')
  const gateway = await start([...inMemory, '--port-file', file])
  const { port } = new URL(gateway.url)
  expect((await run(['--port', port, ...inMemory, '--port-file', file])).code).toBe(3)
  expect(readFileSync(file, 'utf8')).toBe(`${port}\n`)
})

describe('a file that cannot be written: one sentence and exit code 3', () => {
  const cases: [string, (folder: string) => string, string][] = [
    ['in no folder', (folder) => join(folder, 'no', 'port'), 'its folder is not there'],
    [
      'a folder',
      (folder) => {
        mkdirSync(join(folder, 'port'))
        return join(folder, 'port')
      },
      'it is a folder',
    ],
    [
      'below a file',
      (folder) => {
        writeFileSync(join(folder, 'port'), '1\n')
        return join(folder, 'port', 'file')
      },
      'it has a file where a folder should be',
    ],
  ]
  test.each(cases)('%s', async (_, make, why) => {
    const file = make(scratchFolder())
    expect(await run(['--port', '0', ...inMemory, '--port-file', file])).toEqual({
      code: 3,
      stdout: '',
      stderr: `imbrace-gateway-mock: ${file} cannot hold the port, ${why}: name another file with --port-file\n`,
    })
  })

  test('on a disk that is full, and nothing of it stays', async () => {
    const folder = scratchFolder()
    const file = join(folder, 'port')
    const flags = ['--port', '0', ...inMemory, '--port-file', file]
    const { code, stderr } = await run(flags, { ulimit: '-f 0' })
    expect([code, stderr]).toEqual([
      3,
      expect.stringMatching(/^imbrace-gateway-mock: \S+ cannot hold the port, .+\n$/),
    ])
    expect(readdirSync(folder)).toEqual([])
  })

  test('a file that holds something else is left alone', async () => {
    const file = join(scratchFolder(), 'notes.txt')
    writeFileSync(file, 'Buy milk.\n')
    const { code, stderr } = await run(['--port', '0', ...inMemory, '--port-file', file])
    expect([code, stderr]).toEqual([
      3,
      `imbrace-gateway-mock: ${file} is there and holds no port: name another file with --port-file\n`,
    ])
    expect(readFileSync(file, 'utf8')).toBe('Buy milk.\n')
  })
})

describe('health', () => {
  test('--wait is over as soon as the gateway is ready, whose port is in a file', async () => {
    const file = join(scratchFolder(), 'gateway.port')
    const waiting = run(['health', '--wait', '30', '--port-file', file])
    await new Promise((resolve) => setTimeout(resolve, 500))
    await start([...inMemory, '--port-file', file])
    const { code, stdout, stderr } = await waiting
    expect([code, stderr]).toEqual([0, ''])
    expect(JSON.parse(stdout)).toMatchObject({ status: 'ok' })
  })

  test('--wait says at the end why it is not ready', async () => {
    const asked = performance.now()
    expect(await run(['health', '--wait', '0.5', '--port', '1'])).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'imbrace-gateway-mock: not ready within 0.5 s: no gateway at 127.0.0.1:1 (connect ECONNREFUSED 127.0.0.1:1)\n',
    })
    expect(performance.now() - asked).toBeGreaterThan(400)
  })

  test('a gateway that is there and not ready: its own sentence', async () => {
    const world = join(scratchFolder(), 'empty')
    mkdirSync(world)
    writeFileSync(join(world, 'world.json'), '{}')
    await using gateway = await startGateway({ fixtures: [world] })
    const { code, stdout, stderr } = await run([
      ...['health', '--wait', '0.3', '--port', String(gateway.port)],
    ])
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ status: 'failed' })
    expect(stderr).toBe(
      `imbrace-gateway-mock: not ready within 0.3 s: 127.0.0.1:${gateway.port} is not ready (503): the database holds no user: start with --reset, and a fixture that has one\n`,
    )
  })

  test('without a port, or with a file that holds none, says so', async () => {
    expect(await run(['health', '--port', '0'])).toMatchObject({
      code: 2,
      stderr:
        'imbrace-gateway-mock: health has to know the port: for example --port 9010, or --port-file gateway.port\n',
    })
    expect(await run(['health', '--port-file', '/nowhere'])).toMatchObject({
      code: 1,
      stderr: 'imbrace-gateway-mock: /nowhere holds no port: no gateway has written it\n',
    })
  })
})
