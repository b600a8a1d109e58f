/** The files of docs/recipes, used as their readers use them. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createServer } from 'vite'
import { expect, onTestFinished, test } from 'vitest'
import { startGateway } from '../../src/index.ts'
import { tokens } from '../helpers.ts'
import { scratchFolder } from '../process/run.ts'

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
