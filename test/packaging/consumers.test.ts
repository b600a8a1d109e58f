/** Small projects of users, each with the packed package: the client, vitest, Playwright. */
import { execFile, execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startGateway } from '../../src/index.ts'
import { give, install, strictly } from './install.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium'
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
    worlds: ['default'],
  })
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
  const { stdout } = await run(process.execPath, [vitest, 'run'], {
    cwd: user,
    env: { ...process.env, NO_COLOR: '1' },
  })
  expect(stdout).toMatch(/Tests +3 passed/)
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
    const launchOptions = {
      executablePath: chromium,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    }
    const config = {
      testMatch: 'worlds.spec.ts',
      workers: 1,
      reporter: 'line',
      use: { launchOptions },
    }
    writeFileSync(join(user, 'playwright.config.mjs'), `export default ${JSON.stringify(config)}`)
    const cli = join(root, 'node_modules/@playwright/test/cli.js')
    const { stdout } = await run(process.execPath, [cli, 'test'], { cwd: user })
    expect(stdout).toMatch('2 passed')
  },
)
