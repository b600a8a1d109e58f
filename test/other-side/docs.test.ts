/** Does what docs/other-side.md says, word by word. */
import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { startGateway } from '../../src/index.ts'
import { run, scratchFolder } from '../process/run.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const text = readFileSync(join(root, 'docs/other-side.md'), 'utf8')
const snippets = (language: string) =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(
    ([, snippet = '']) => snippet,
  )

test('the calls answer what is said of them', async () => {
  await using gateway = await startGateway()
  const calls = snippets('sh')
    .filter((snippet) => snippet.startsWith('curl '))
    .join('')
    .replaceAll('http://127.0.0.1:9001', gateway.url)
    .replaceAll(/^curl /gm, "curl --silent --fail-with-body --write-out '\\n' ")
  const { stdout } = await promisify(execFile)('bash', ['-ec', calls])
  const [ann, again, agent, bot, token, made] = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(again.contact.id).toBe(ann.contact.id)
  expect(again.message.type).toBe('image')
  expect(agent.conversation.status).toBe('active')
  expect(bot.message.from).toBe('u_imbrace_bot')
  expect(token.headers).toEqual({ 'x-access-token': token.token })
  expect(made.conversations).toBe(300)
})

test('the scenario is played by its command', async () => {
  await using gateway = await startGateway()
  const folder = scratchFolder()
  writeFileSync(join(folder, 'hello.json'), snippets('json')[0] ?? '')
  const command = snippets('sh').find((snippet) => snippet.startsWith('npm start -- play')) ?? ''
  const argv = command.replace('http://127.0.0.1:9001', gateway.url).trim().split(' ').slice(3)
  const { code, stdout } = await run(argv, { cwd: folder })
  expect(code).toBe(0)
  expect(stdout.trimEnd().split('\n')).toHaveLength(5)
  expect(gateway.worlds.get('mine').clock.state().now).toBe('2026-01-31T09:02:02.000Z')
})

test('the program prints the conversation', async () => {
  const file = join(scratchFolder(), 'program.ts')
  const [program = ''] = snippets('ts')
  writeFileSync(file, program.replace("'imbrace-gateway-mock'", `'${join(root, 'src/index.ts')}'`))
  const { stdout } = await promisify(execFile)(process.execPath, [file])
  expect(stdout).toContain("from: 'u_imbrace_bot'")
  expect(stdout).toContain('count: 2')
})
