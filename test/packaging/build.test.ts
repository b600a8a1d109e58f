import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createRequire, isBuiltin } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import SQLite from 'better-sqlite3'
import type { FastifyInstance } from 'fastify'
import { expect, test } from 'vitest'
import type { GatewayOptions } from '../../src/index.ts'
import { build } from '../helpers.ts'
import { scratchFolder, start, stop } from '../process/run.ts'
import { install, strictly } from './install.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** What somebody writes who has nothing but the package, and types of Node. */
const source = `
import { buildApp, type Gateway, type GatewayApp, type GatewayOptions, StartError, startGateway } from 'imbrace-gateway-mock'

const options: GatewayOptions = {
  clock: () => new Date('2022-04-07T04:11:28.148Z'),
  log: 'json',
  logOutput: { write: (line: string) => { lines.push(line) } },
}
const lines: string[] = []
const gateway: Gateway = await startGateway(options)
const answer = await fetch(\`\${gateway.url}/\`)
await gateway.close()

const app: GatewayApp = buildApp()
app.addHook('onRequest', async (request, reply) => {
  if (request.url.endsWith('/conversation_messages')) return reply.code(503).send({ message: 'away' })
})
const failed = await app.inject({
  url: '/v1/backend/conversation_messages',
  headers: { 'x-access-token': 'con_test_contact' },
})
await app.close()

try {
  buildApp({ fixtures: ['nowhere'] })
} catch (error) {
  console.log(JSON.stringify([answer.status, lines.length, failed.statusCode, error instanceof StartError]))
}
`

/** The program in docs/fixtures.md. */
const [, worldSource = ''] =
  /```ts\n(.*?)```/s.exec(readFileSync(join(root, 'docs/fixtures.md'), 'utf8')) ?? []

/** Every row of every table, but for the search's: those are made when somebody searches. */
function rowsOf({ world }: FastifyInstance): Record<string, unknown[]> {
  const tables = world.database
    .prepare<[], string>(`
      SELECT name FROM sqlite_schema
      WHERE type = 'table' AND name NOT LIKE 'search\\_%' ESCAPE '\\' ORDER BY name`)
    .pluck()
    .all()
  return Object.fromEntries(
    tables.map((name) => [name, world.database.prepare(`SELECT * FROM "${name}"`).all()]),
  )
}

test('a world of the build has the same rows as one made from the sources', {
  timeout: 60_000,
}, async () => {
  execFileSync('npm', ['run', 'build'], { cwd: root, stdio: 'pipe' })
  const built: typeof import('../../src/app.ts') = await import(join(root, 'dist/index.js'))
  const file = join(scratchFolder(), 'gateway.sqlite')
  const expected = rowsOf(build())

  expect(existsSync(join(root, 'dist/default-world.sqlite'))).toBe(true)
  for (const db of [':memory:', file]) {
    const app = built.buildApp({ db })
    expect(rowsOf(app)).toEqual(expected)
    app.world.database.exec('DELETE FROM messages')
    app.world.reset()
    expect(rowsOf(app)).toEqual(expected)
    // The file the rows came from is let go.
    expect(app.world.database.pragma('database_list')).toHaveLength(1)
    await app.close()
  }
})

test('a plain start copies the prepared rows', async () => {
  const built: typeof import('../../src/index.ts') = await import(join(root, 'dist/index.js'))
  const image = new SQLite(join(root, 'dist/default-world.sqlite'))
  const name = image.prepare<[], string>('SELECT name FROM organizations LIMIT 1').pluck()
  const rename = image.prepare('UPDATE organizations SET name = ? WHERE name = ?')
  const isCopied = async (fixtures?: NonNullable<GatewayOptions['fixtures']>) => {
    const db = join(scratchFolder(), 'gateway.sqlite')
    await built.buildApp(fixtures === undefined ? { db } : { db, fixtures }).close()
    const database = new SQLite(db)
    const names = database.prepare('SELECT name FROM organizations').pluck().all()
    database.close()
    return names.includes('Prepared')
  }
  const before = name.get()
  rename.run('Prepared', before)
  try {
    expect(await isCopied()).toBe(true)
    expect(await isCopied(['default'])).toBe(true)
    expect(await isCopied([built.defaultWorld])).toBe(false)
    expect(await isCopied(['default', {}])).toBe(false)
  } finally {
    rename.run(before, 'Prepared')
    image.close()
  }
})

test('the build refuses an address that nobody can read as the sources do', async () => {
  const built: typeof import('../../src/app.ts') = await import(join(root, 'dist/index.js'))
  const app = built.buildApp()
  for (const [method, url] of [
    ['GET', '/v1/backend/%zz'],
    ['HEAD', '/%'],
    ['POST', '/_mock/%E0%A4%A'],
  ] as const) {
    const { statusCode, headers } = await app.inject({ method, url })
    const { headers: expected } = await build().inject({ method, url })
    expect([statusCode, headers['x-mock-reason']]).toEqual([400, expected['x-mock-reason']])
  }
  await app.close()
})

test('the command runs what an earlier start has compiled, where that is as it was written', async () => {
  const bin = join(root, 'dist/bin.js')
  const folder = scratchFolder()
  const run = async (env: Record<string, string>) => {
    const gateway = await start(['--db', ':memory:'], { bin, env })
    expect((await fetch(`${gateway.url}/readyz`)).status).toBe(200)
    expect((await stop(gateway)).code).toBe(0)
  }
  const kept = () =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.includes('.cjs-'))
      .map((name) => join(folder, name))
  const writtenAt = () => kept().map((file) => statSync(file).mtimeMs)

  await run({ NODE_DISABLE_COMPILE_CACHE: '1', NODE_COMPILE_CACHE: folder })
  expect(kept()).toEqual([])
  const env = { NODE_COMPILE_CACHE: folder }
  await run(env)
  const [large = ''] = kept().sort((a, b) => statSync(b).size - statSync(a).size)
  expect(statSync(large).size).toBeGreaterThan(500_000)
  const first = writtenAt()
  await run(env)
  expect(writtenAt()).toEqual(first)

  const whole = readFileSync(large)
  for (const broken of [whole.fill(0, 100_000, 200_000), whole.subarray(0, 50_000), '', 'x']) {
    writeFileSync(large, broken)
    await run(env)
    expect(statSync(large).size).toBeGreaterThan(500_000)
  }
})

test('what is in the bundle is named with its licence, and the package depends on the rest', () => {
  const licenses = readFileSync(join(root, 'dist/THIRD-PARTY-LICENSES.txt'), 'utf8')
  const bundled = [...licenses.matchAll(/^(\S+) \d+\.\d+\.\d+\S* \(.+\)$/gm)].map(
    ([, name]) => name,
  )
  expect(bundled).toEqual(
    expect.arrayContaining(['fastify', '@sinclair/typebox', 'meilisearch', 'pino']),
  )
  expect(licenses.match(/Permission is hereby granted/g)?.length).toBeGreaterThan(30)
  const { dependencies, peerDependencies } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  )
  const outside = new Set<string>()
  for (const file of readdirSync(join(root, 'dist')).filter((name) => /\.c?js$/.test(name))) {
    const code = readFileSync(join(root, 'dist', file), 'utf8')
    for (const [, name = ''] of code.matchAll(
      /^(?:(?:im|ex)port .*?|let \w+ = require\()["']([^."'][^"']*)["']\)?;?$/gm,
    )) {
      if (!isBuiltin(name)) outside.add(name)
    }
  }
  // The last are of the test suite that asks for them.
  const expected = [...Object.keys(dependencies), ...Object.keys(peerDependencies)]
  expect([...outside].sort()).toEqual(expected.sort())
  expect(bundled.filter((name) => outside.has(name ?? ''))).toEqual([])
})

test('the package installs alone, runs, and has types for strict programs', {
  timeout: 180_000,
}, () => {
  const user = install(scratchFolder())
  const installed = readdirSync(join(user, 'node_modules')).filter((name) => !name.startsWith('.'))
  expect(installed).toEqual(expect.arrayContaining(['better-sqlite3', 'imbrace-gateway-mock']))
  expect(installed).not.toContain('fastify')
  const dist = join(user, 'node_modules/imbrace-gateway-mock/dist')
  expect(readdirSync(dist)).toContain('THIRD-PARTY-LICENSES.txt')

  writeFileSync(join(user, 'user.mts'), source)
  const run = execFileSync(process.execPath, ['user.mts'], { cwd: user, encoding: 'utf8' })
  expect(JSON.parse(run)).toEqual([200, 1, 503, true])
  writeFileSync(join(user, 'world.mts'), worldSource)
  expect(execFileSync(process.execPath, ['world.mts'], { cwd: user, encoding: 'utf8' })).toBe(
    '200\n',
  )
  expect(createRequire(join(user, 'user.mts'))('imbrace-gateway-mock/world.schema.json')).toEqual(
    JSON.parse(readFileSync(join(root, 'world.schema.json'), 'utf8')),
  )

  strictly(user, ['user.mts', 'world.mts'])
})
