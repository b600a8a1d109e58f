/** The commands that look at something and end, as their users run them. */
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { commandNames, commands, takesFlag } from '../../src/command/commands.ts'
import { helpText } from '../../src/command/help-text.ts'
import { readInvocation } from '../../src/command/invocation.ts'
import { options } from '../../src/command/options.ts'
import { startGateway } from '../../src/index.ts'
import { freePort } from '../free-port.ts'
import { run, scratchFolder, start } from './run.ts'

test('wait ends as soon as a gateway is ready there', async () => {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}/`
  const waiting = run(['wait', '--url', url, '--timeout', '60'])
  await using _ = await startGateway({ port })
  const { code, stdout, stderr } = await waiting
  expect([code, stderr]).toEqual([0, ''])
  expect(JSON.parse(stdout)).toMatchObject({ status: expect.any(String) })
})

test('wait gives up in time, and says why', async () => {
  const port = await freePort()
  const { code, stderr } = await run([
    'wait',
    '--url',
    `http://127.0.0.1:${port}`,
    '--timeout',
    '0.3',
  ])
  expect(code).toBe(1)
  expect(stderr).toContain(`not ready within 0.3 s: no gateway at 127.0.0.1:${port}`)
})

test('wait and health take the address from the environment', async () => {
  await using gateway = await startGateway()
  const env = { IMBRACE_MOCK_URL: gateway.url }
  expect((await run(['wait'], { env })).code).toBe(0)
  expect((await run(['health'], { env })).code).toBe(0)
})

test('print-config tells each value and where it came from, without secrets', async () => {
  const env = { IMBRACE_MOCK_CONTROL_TOKEN: 'a-long-secret', PORT: '9010' }
  const argv = ['print-config', '--json', '--db', ':memory:', '--meilisearch-key=a-master-key']
  const { code, stdout } = await run(argv, { env })
  expect(code).toBe(0)
  const config = JSON.parse(stdout)
  expect(config).toMatchObject({
    port: { value: 9010, from: 'PORT' },
    db: { value: ':memory:', from: '--db' },
    host: { value: '127.0.0.1', from: 'default' },
    'control-token': { value: '***', from: 'IMBRACE_MOCK_CONTROL_TOKEN' },
    'meilisearch-key': { value: '***', from: '--meilisearch-key' },
    'meilisearch-url': { value: null, from: 'default' },
  })
  expect(Object.keys(config)).toEqual(
    Object.keys(options).filter((name) => takesFlag('start', name)),
  )
  const { stdout: text } = await run(['print-config'], { env })
  expect(text).toMatch(/^port +9010 +PORT$/m)
  expect(text).toMatch(/^meilisearch-key +\(none\) +default$/m)
  expect(text + stdout).not.toMatch(/a-long-secret|a-master-key/)
})

test('fixtures schema prints the schema that the package has', async () => {
  const { code, stdout } = await run(['fixtures', 'schema'])
  expect(code).toBe(0)
  expect(stdout).toBe(readFileSync(new URL('../../world.schema.json', import.meta.url), 'utf8'))
})

test('fixtures check loads folders together, and names all mistakes', async () => {
  const folder = scratchFolder()
  const world = (text: object) => writeFileSync(join(folder, 'world.json'), JSON.stringify(text))
  world({ $schema: '../world.schema.json', teams: [{ id: 't_new' }, { id: 'team', nam: 'x' }] })
  const wrong = await run(['fixtures', 'check', 'default', folder])
  expect(wrong.code).toBe(3)
  expect(wrong.stderr).toMatch(/\d mistakes in the fixture/)
  expect(wrong.stderr).toContain(`${folder}/world.json: teams[0]`)
  expect(wrong.stderr).toContain(`${folder}/world.json: teams[1]`)
  world({ $schema: '../world.schema.json' })
  const right = await run(['fixtures', 'check', 'default', folder])
  expect([right.code, right.stderr]).toEqual([0, ''])
  expect(right.stdout).toMatch(/^default \+ \S+ is right: \d+ organizations, /)
})

test('fixtures check without a folder, and a word like it, say what would be right', async () => {
  const alone = await run(['fixtures', 'check'])
  expect(alone.code).toBe(2)
  expect(alone.stderr).toContain(
    'fixtures check wants FOLDER..., for example imbrace-gateway-mock fixtures check my-world',
  )
  const misspelt = await run(['fixtures', 'shema'])
  expect(misspelt.code).toBe(2)
  expect(misspelt.stderr).toContain('for example imbrace-gateway-mock fixtures schema')
})

test('doctor finds nothing where a start would work, and makes no file', async () => {
  const cwd = scratchFolder()
  const { code, stdout } = await run(['doctor', '--json', '--port', '0'], { cwd })
  const { ok, checks } = JSON.parse(stdout)
  expect([code, ok]).toEqual([0, true])
  expect(checks.map(({ what }: { what: string }) => what)).toEqual([
    'Node',
    'port',
    'fixture',
    'database',
    'Meilisearch',
  ])
  expect(statSync(join(cwd, '.imbrace-gateway-mock'), { throwIfNoEntry: false })).toBeUndefined()
})

test('doctor tells of each thing that is wrong what mends it', async () => {
  const folder = scratchFolder()
  writeFileSync(join(folder, 'world.json'), '{ "team": [] }')
  const db = join(folder, 'text.sqlite')
  writeFileSync(db, 'no database at all')
  await using gateway = await startGateway()
  const search = createServer((_, response) => response.writeHead(403).end()).listen(0)
  onTestFinished(() => void search.close())
  const { port } = search.address() as AddressInfo
  const { code, stdout } = await run([
    'doctor',
    ...['--port', `${gateway.port}`, '--fixtures', folder, '--db', db],
    ...['--meilisearch-url', `http://127.0.0.1:${port}`],
  ])
  expect(code).toBe(1)
  expect(stdout).toMatch(/^ok +Node /m)
  expect(stdout).toMatch(/^wrong +port .* is taken: .* choose another with --port/m)
  expect(stdout).toMatch(/^wrong +fixture .*team.*did you mean `teams`/m)
  expect(stdout).toMatch(/^wrong +database .* is not a database: name another file with --db$/m)
  expect(stdout).toMatch(
    /^wrong +Meilisearch .* refuses the key: set IMBRACE_MOCK_MEILISEARCH_KEY/m,
  )
  expect(readFileSync(db, 'utf8')).toBe('no database at all')
})

test('doctor knows a database that is held, and one of another fixture, and changes neither', async () => {
  const folder = scratchFolder()
  const db = join(folder, 'mine.sqlite')
  const running = await start(['--db', db])
  const databaseOf = async (...more: string[]) => {
    const { stdout } = await run(['doctor', '--port', '0', '--db', db, ...more])
    return stdout.split('\n').find((line) => line.includes(' database '))
  }
  expect(await databaseOf()).toMatch(/^wrong .* (held|used|open|locked)/)
  running.child.kill('SIGTERM')
  await running.ended
  const before = readFileSync(db)
  expect(await databaseOf()).toBe(`ok     database     ${db} can be used`)
  writeFileSync(join(folder, 'world.json'), '{}')
  expect(await databaseOf('--fixtures', folder)).toMatch(
    /^wrong .*seeded from fixture default.*--reset/,
  )
  expect(readFileSync(db).equals(before)).toBe(true)
})

test('every command has its --help, with the flags that it takes and no others', () => {
  for (const name of commandNames) {
    const { command, helpFor } = readInvocation([...name.split(' '), '--help'], {})
    expect([command, helpFor]).toEqual(['help', name])
    const help = helpText(helpFor)
    expect(help).toContain(`Usage: imbrace-gateway-mock ${name}`)
    const listed = [...help.matchAll(/^ {2}--([\w-]+)/gm)].map(([, flag = '']) => flag)
    expect(listed).toEqual(Object.keys(options).filter((flag) => takesFlag(name, flag)))
    expect(helpText()).toContain(name)
  }
  expect(readInvocation(['--help'], {}).helpFor).toBeUndefined()
})

test.each([
  [
    ['start', '--json'],
    '--json belongs to doctor and print-config: imbrace-gateway-mock doctor --json',
  ],
  [
    ['health', '--db', 'x'],
    '--db belongs to start: imbrace-gateway-mock start --db gateway.sqlite',
  ],
  [['--timeout', '3'], '--timeout belongs to wait: imbrace-gateway-mock wait --timeout 60'],
  [
    ['wait', '--url', 'gateway'],
    '--url: expected an address with http:// or https://, found "gateway"',
  ],
])('%j is refused', (argv, sentence) => {
  expect(() => readInvocation(argv, {})).toThrow(sentence)
})

test('docs/commands.md has every command, and its lines can be typed', () => {
  const text = readFileSync(new URL('../../docs/commands.md', import.meta.url), 'utf8')
  const rows = [...text.matchAll(/^\| `(.+)` \| (.+) \| (.+) \|$/gm)].map((row) => row.slice(1))
  expect(rows).toEqual(
    commandNames.map((name) => {
      const { argument = '', meaning, exitCodes } = commands[name]
      return [`${name} ${argument}`.trim(), meaning, exitCodes]
    }),
  )
  const lines = [...text.matchAll(/^npx imbrace-gateway-mock ([^>\n]+)/gm)]
  const asked = lines.map(([, line = '']) => readInvocation(line.trim().split(' '), {}).command)
  expect(asked).toEqual(['wait', 'doctor', 'print-config', 'fixtures check', 'fixtures schema'])
})
