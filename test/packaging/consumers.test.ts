/** Small projects of users, each with the packed package: the client, vitest, Playwright. */
import { execFile, execFileSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startGateway } from '../../src/index.ts'
import { freePort } from '../free-port.ts'
import { give, install, strictly } from './install.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium'
const launchOptions = {
  executablePath: chromium,
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
}
const run = promisify(execFile)

let user = ''
beforeAll(() => {
  execFileSync('npm', ['run', 'build'], { cwd: root, stdio: 'pipe' })
  user = install(mkdtempSync(join(tmpdir(), 'gateway-mock-')))
}, 180_000)
afterAll(() => rmSync(user, { recursive: true, force: true }))

function copy(from: string, to: string): void {
  copyFileSync(join(root, 'test/consumer', from), join(user, to))
}

test('every door that the package names opens', { timeout: 60_000 }, async () => {
  give(user, 'vitest', '@playwright/test')
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const program = `
    const doors = {}
    for (const door of ${JSON.stringify(Object.keys(exports))}) {
      const name = 'imbrace-gateway-mock' + door.slice(1)
      // Vitest lets itself be loaded by its own workers only.
      if (door === './vitest') { doors[door] = [import.meta.resolve(name).split('/').at(-1)]; continue }
      const type = door.endsWith('.json') ? { with: { type: 'json' } } : {}
      doors[door] = Object.keys(await import(name, type))
    }
    console.log(JSON.stringify(doors))`
  writeFileSync(join(user, 'doors.mjs'), program)
  const { stdout } = await run(process.execPath, ['doors.mjs'], { cwd: user })
  expect(JSON.parse(stdout)).toEqual({
    '.': expect.arrayContaining(['startGateway']),
    './client': expect.arrayContaining(['connectGateway', 'GatewayCallError']),
    './vitest': ['vitest.js'],
    './playwright': ['gatewayTest'],
    './package.json': ['default'],
    './world.schema.json': ['default'],
  })
})

test('the tarball has no source map, no test and no secret in it, and is small', () => {
  const tarball = readdirSync(user).find((name) => name.endsWith('.tgz')) ?? ''
  expect(statSync(join(user, tarball)).size).toBeLessThan(3_000_000)
  const home = join(user, 'node_modules/imbrace-gateway-mock')
  const files = readdirSync(home, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(home, name)).isFile(),
  )
  expect(files.length).toBeGreaterThan(50)
  const bytes = files.reduce((sum, name) => sum + statSync(join(home, name)).size, 0)
  expect(bytes).toBeLessThan(16_000_000)
  const unwanted =
    /\.map$|\.test\.|(^|\/)(test|src|node_modules|bench)\/|(^|\/)\.|\.(pem|key)$|-(wal|shm|journal)$/
  expect(files.filter((name) => unwanted.test(name))).toEqual([])
  const secret =
    /sourceMappingURL=|-----BEGIN [A-Z ]*PRIVATE KEY|\bnpm_\w{36}\b|\bgh[ps]_\w{36}\b|_authToken/
  const texts = files.filter((name) => /\.(js|ts|md|json|jsonl|py)$/.test(name))
  const found = (name: string) => {
    const text = readFileSync(join(home, name), 'utf8')
    // Where it was built says something of whoever built it.
    return secret.test(text) || text.includes(root)
  }
  expect(texts.filter(found)).toEqual([])
})

test('a client drives a gateway that runs already', { timeout: 60_000 }, async () => {
  copy('client.mts', 'client.mts')
  strictly(user, ['client.mts'])
  const gateway = await startGateway()
  const { stdout } = await run(process.execPath, ['client.mts', gateway.url], { cwd: user })
  await gateway.close()
  expect(JSON.parse(stdout)).toEqual({
    fault: 1,
    statuses: [503, 200],
    now: '2024-01-01T01:00:00.000Z',
    stubbed: { data: [] },
    messages: true,
    file: true,
    refusal: [404, expect.stringMatching(/^one of fault-1$/)],
    said: true,
    waited: [200, false, 3],
    made: [3, 'inbound'],
    filter: [400, 'operation'],
    worlds: ['default'],
  })
})

test('the examples of docs/test-suites.md are strict programs, and the client’s runs', {
  timeout: 60_000,
}, async () => {
  give(user, 'vitest', '@playwright/test')
  const page = readFileSync(join(root, 'docs/test-suites.md'), 'utf8')
  const examples = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, text = '']) => text)
  const gateway = await startGateway()
  const files = ['example.mts', 'example.vitest.mts', 'example.playwright.mts']
  for (const [n, file] of files.entries()) {
    const text = examples[n]?.replace('http://127.0.0.1:9001', gateway.url) ?? ''
    writeFileSync(join(user, file), text)
  }
  expect(examples).toHaveLength(files.length)
  strictly(user, files, { skipLibCheck: true })
  const { stdout } = await run(process.execPath, ['example.mts'], { cwd: user })
  await gateway.close()
  expect(stdout).toBe('false contact\n')
})

test('the client has no server in it and needs no package', () => {
  const dist = join(user, 'node_modules/imbrace-gateway-mock/dist')
  const files = ['client.js']
  const names: string[] = []
  let bytes = 0
  for (const file of files) {
    const code = readFileSync(join(dist, file), 'utf8')
    bytes += code.length
    for (const [, name = ''] of code.matchAll(/(?:from|import) ?"([^"]+)"/g)) {
      if (name.startsWith('./')) files.push(name.slice(2))
      else names.push(name)
    }
  }
  expect(names.filter((name) => !name.startsWith('node:'))).toEqual([])
  expect(bytes).toBeLessThan(20_000)
})

test('vitest gives each test a world of its own', { timeout: 60_000 }, async () => {
  give(user, 'vitest')
  copy('worlds.vitest.ts', 'worlds.test.ts')
  strictly(user, ['worlds.test.ts'], { skipLibCheck: true })
  const vitest = join(user, 'node_modules/vitest/vitest.mjs')
  const { stdout } = await run(process.execPath, [vitest, 'run', 'worlds'], {
    cwd: user,
    env: { ...process.env, NO_COLOR: '1' },
  })
  expect(stdout).toMatch(/Tests +4 passed/)
})

test('a test of vitest that fails tells where nobody was asked', { timeout: 60_000 }, async () => {
  give(user, 'vitest')
  copy('failing.vitest.ts', 'failing.test.ts')
  strictly(user, ['failing.test.ts'], { skipLibCheck: true })
  const vitest = join(user, 'node_modules/vitest/vitest.mjs')
  const ran = await run(process.execPath, [vitest, 'run', 'failing'], {
    cwd: user,
    env: { ...process.env, NO_COLOR: '1' },
  }).catch((error: { stdout: string; stderr: string }) => error)
  expect(ran.stdout).toMatch(/Tests +2 failed \| 1 passed \| 1 expected fail/)
  expect(ran.stderr.match(/^ {2}GET .*/gm)).toEqual([
    expect.stringMatching(
      /^ {2}GET \/_world\/[\w-]+\/v1\/backend\/conversation_mesages, which is near .*\/v1\/backend\/conversation_messages/,
    ),
  ])
})

test('Playwright’s types are those of a strict program', { timeout: 60_000 }, () => {
  give(user, '@playwright/test')
  copy('worlds.playwright.ts', 'worlds.spec.ts')
  strictly(user, ['worlds.spec.ts'], { skipLibCheck: true })
})

// A browser is the machine's: where there is none, its types alone are looked at.
test.runIf(existsSync(chromium))(
  'Playwright gives each test a world of its own',
  {
    timeout: 120_000,
  },
  async () => {
    give(user, '@playwright/test')
    copy('worlds.playwright.ts', 'worlds.spec.ts')
    const config = {
      testMatch: 'worlds.spec.ts',
      workers: 1,
      reporter: 'line',
      use: { launchOptions },
    }
    writeFileSync(join(user, 'playwright.config.mjs'), `export default ${JSON.stringify(config)}`)
    const cli = join(root, 'node_modules/@playwright/test/cli.js')
    const { stdout } = await run(process.execPath, [cli, 'test'], { cwd: user })
    expect(stdout).toMatch('3 passed')
  },
)

test('a test of Playwright that fails has its requests attached', { timeout: 60_000 }, async () => {
  give(user, '@playwright/test')
  copy('failing.playwright.ts', 'failing.spec.ts')
  strictly(user, ['failing.spec.ts'], { skipLibCheck: true })
  const config = { testMatch: 'failing.spec.ts', workers: 1, reporter: 'json' }
  const file = 'failing.config.mjs'
  writeFileSync(join(user, file), `export default ${JSON.stringify(config)}`)
  const cli = join(root, 'node_modules/@playwright/test/cli.js')
  const { stdout } = await run(process.execPath, [cli, 'test', '-c', file], { cwd: user }).catch(
    (error: { stdout: string }) => error,
  )
  const { suites } = JSON.parse(stdout) as { suites: { specs: PlaywrightSpec[] }[] }
  const attached = (suites[0]?.specs ?? []).map(({ title, tests }) => {
    const attachments = tests[0]?.results[0]?.attachments ?? []
    return [title, attachments.find(({ name }) => name === 'requests.har')?.body] as const
  })
  expect(attached).toEqual([
    ['fails', expect.any(String)],
    ['is meant to fail', undefined],
  ])
  const har = Buffer.from(attached[0]?.[1] ?? '', 'base64').toString()
  expect(JSON.parse(har)).toMatchObject({
    log: { entries: [{ request: { method: 'GET' }, response: { status: 404 } }] },
  })
})

/** What Playwright says of a test, of which this is read. */
interface PlaywrightSpec {
  title: string
  tests: { results: { attachments: { name: string; body?: string }[] }[] }[]
}

/** A project of its own: Playwright reads every file beside its configuration. */
function recipes(): string {
  const folder = mkdtempSync(join(user, 'recipes-'))
  for (const file of ['playwright.config.ts', 'playwright.spec.ts']) {
    copyFileSync(join(root, 'docs/recipes', file), join(folder, file))
  }
  return folder
}

test('the recipe for Playwright is a strict program', { timeout: 60_000 }, () => {
  give(user, '@playwright/test')
  const files = ['playwright.config.ts', 'playwright.spec.ts']
  const folder = basename(recipes())
  strictly(
    user,
    files.map((file) => join(folder, file)),
    { skipLibCheck: true },
  )
})

test.runIf(existsSync(chromium))(
  'the recipe for Playwright starts a gateway, waits for it and ends it',
  { timeout: 120_000 },
  async () => {
    give(user, '@playwright/test')
    const folder = recipes()
    // The browser alone is the machine's.
    const config = `import config from './playwright.config.ts'
      export default { ...config, reporter: 'line', use: { launchOptions: ${JSON.stringify(launchOptions)} } }`
    writeFileSync(join(folder, 'machine.config.ts'), config)
    const cli = join(root, 'node_modules/@playwright/test/cli.js')
    const port = String(await freePort())
    const { stdout } = await run(process.execPath, [cli, 'test', '-c', 'machine.config.ts'], {
      cwd: folder,
      env: { ...process.env, IMBRACE_MOCK_PORT: port, CI: 'true' },
    })
    expect(stdout).toMatch('1 passed')
    await expect(fetch(`http://127.0.0.1:${port}/readyz`)).rejects.toThrow('fetch failed')
  },
)
