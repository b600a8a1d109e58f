/** The files of docs/recipes, used as their readers use them. */
import { execFile, spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createServer } from 'vite'
import { expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { readInvocation } from '../../src/command/invocation.ts'
import { options } from '../../src/command/options.ts'
import { startGateway } from '../../src/index.ts'
import { tokens } from '../helpers.ts'
import { scratchFolder } from '../process/run.ts'
import { strictly } from './install.ts'

const recipe = (name: string) =>
  fileURLToPath(new URL(`../../docs/recipes/${name}`, import.meta.url))
const messages = '/v1/backend/conversation_messages'
const headers = { 'x-access-token': tokens.contact }

function setGatewayUrl(url: string | undefined): void {
  if (url === undefined) delete process.env.GATEWAY_URL
  else process.env.GATEWAY_URL = url
}

test('a front end served by vite reaches the gateway under its own origin', async () => {
  await using gateway = await startGateway()
  const before = process.env.GATEWAY_URL
  onTestFinished(() => setGatewayUrl(before))
  setGatewayUrl(gateway.url)
  const vite = await createServer({
    configFile: recipe('vite.config.ts'),
    root: scratchFolder(),
    logLevel: 'silent',
    server: { port: 0, host: '127.0.0.1' },
  })
  onTestFinished(() => vite.close())
  await vite.listen()
  const address = vite.httpServer?.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const response = await fetch(`http://127.0.0.1:${port}${messages}`, { headers })
  expect(await response.json()).toMatchObject({ count: 15 })
  const polling = await fetch(`http://127.0.0.1:${port}/ws/nowhere`)
  expect(polling.headers.get('content-type')).toContain('json')
})

test('a run of vitest has one gateway, which ends with it', async () => {
  const before = process.env.GATEWAY_URL
  onTestFinished(() => setGatewayUrl(before))
  const file = join(scratchFolder(), 'setup.ts')
  const library = fileURLToPath(new URL('../../src/index.ts', import.meta.url))
  const text = readFileSync(recipe('vitest-global-setup.ts'), 'utf8')
  writeFileSync(file, text.replace("'imbrace-gateway-mock'", `'${library}'`))
  const { default: setup } = await import(file)
  const end = await setup()
  const url = process.env.GATEWAY_URL
  expect((await fetch(url + messages, { headers })).status).toBe(200)
  await end()
  await expect(fetch(url + messages, { headers })).rejects.toThrow('fetch failed')
})

const python = spawnSync('python3', ['-c', 'import pytest, requests'])

// Python and its packages are the machine's.
test.runIf(python.status === 0)('each test of pytest has a world of its own', async () => {
  await using gateway = await startGateway()
  const args = ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', recipe('test_messages.py')]
  const env = { ...process.env, GATEWAY_URL: gateway.url, PYTHONDONTWRITEBYTECODE: '1' }
  const ended = await promisify(execFile)('python3', args, { cwd: scratchFolder(), env }).catch(
    (error: { stdout: string }) => error,
  )
  expect(ended.stdout).toContain('2 passed')
  expect(gateway.worlds.list().map(({ name }) => name)).toEqual(['default'])
})

/** Of the package `testcontainers` what the recipe uses, with a gateway of this process for a container. */
const standIn = {
  'package.json': '{ "type": "module", "main": "index.js", "types": "index.d.ts" }',
  'index.d.ts': `
export interface WaitStrategy { startupTimeout: number }
export declare class Wait { static forHealthCheck(): WaitStrategy }
export interface StartedTestContainer {
  getHost(): string
  getMappedPort(port: number): number
  stop(): Promise<object>
}
export declare class GenericContainer {
  constructor(image: string)
  withExposedPorts(...ports: number[]): this
  withEnvironment(environment: Record<string, string>): this
  withWaitStrategy(strategy: WaitStrategy): this
  start(): Promise<StartedTestContainer>
}`,
  'index.js': `
import { startGateway } from '${new URL('../../src/index.ts', import.meta.url).href}'
export const told = {}
export const Wait = { forHealthCheck: () => 'health check' }
const tell = (key) => function (value) { told[key] = value; return this }
export class GenericContainer {
  constructor(image) { told.image = image }
  withExposedPorts = tell('port')
  withEnvironment = tell('env')
  withWaitStrategy = tell('wait')
  async start() {
    const gateway = await startGateway()
    const getMappedPort = (port) => (port === told.port ? gateway.port : 0)
    return { getHost: () => '127.0.0.1', getMappedPort, stop: gateway.close }
  }
}`,
}

test('a container is told what the image knows, and ends with the run', async () => {
  const before = process.env.GATEWAY_URL
  onTestFinished(() => setGatewayUrl(before))
  const folder = scratchFolder()
  const module = join(folder, 'node_modules/testcontainers')
  mkdirSync(module, { recursive: true })
  for (const [name, text] of Object.entries(standIn)) writeFileSync(join(module, name), text)
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  const file = join(folder, 'setup.ts')
  copyFileSync(recipe('testcontainers.ts'), file)
  strictly(folder, ['setup.ts'])
  const end = await (await import(file)).default()
  const url = process.env.GATEWAY_URL
  expect((await fetch(url + messages, { headers })).status).toBe(200)
  await end()
  await expect(fetch(url + messages, { headers })).rejects.toThrow('fetch failed')

  const { told } = await import(join(module, 'index.js'))
  const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8')
  expect(parse(read('docker-compose.yml')).services.gateway.image).toBe(told.image)
  expect(read('Dockerfile')).toContain(`\nEXPOSE ${told.port}\n`)
  expect(read('Dockerfile')).toContain('\nHEALTHCHECK ')
  expect(told.wait).toBe('health check')
  const known = Object.values(options).flatMap((option) => option.environment)
  expect(known).toEqual(expect.arrayContaining(Object.keys(told.env)))
  expect(readInvocation([], told.env).options.db).toBe(':memory:')
})
