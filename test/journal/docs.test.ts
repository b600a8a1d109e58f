/** Does what docs/journal.md says. */
import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { startGateway } from '../../src/index.ts'
import { scratchFolder } from '../process/run.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const page = readFileSync(join(root, 'docs/journal.md'), 'utf8')
const snippet = (language: string) =>
  new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 's').exec(page)?.[1] ?? ''

test('its calls', async () => {
  await using gateway = await startGateway()
  const text = snippet('sh')
    .replaceAll('http://127.0.0.1:9001', gateway.url)
    .replaceAll(/^curl /gm, "curl --silent --fail-with-body --write-out '\\n' ")
  const { stdout } = await promisify(execFile)('bash', ['-ec', text])
  const [sent, unknown, listed, unmatched, waited] = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(unknown).toEqual({ message: 'Not Found' })
  const note = expect.stringContaining('colour')
  const request = { note, response: { body: { id: sent.id } }, rows: { messages: 1 } }
  expect(listed).toMatchObject({ total: 1, dropped: 0, requests: [request] })
  const nearest = expect.stringContaining('/v1/backend/conversation_messages')
  expect(unmatched).toMatchObject({ total: 1, requests: [{ nearest }] })
  expect(waited).toMatchObject({ total: 1, timed_out: false })
  // Every field of the table, and no other.
  const [, table = ''] = /\| Field .*\n\| --- .*\n((?:\|.*\n)+)/.exec(page) ?? []
  const fields = [...table.matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell = '']) =>
    cell.replaceAll('`', '').split(', '),
  )
  const shown = Object.keys(listed.requests[0])
  expect(fields.toSorted()).toEqual(shown.filter((name) => !unsaid.includes(name)).toSorted())
})

/** Which say themselves. */
const unsaid = ['world', 'request_id']

test('its program', async () => {
  const file = join(scratchFolder(), 'program.ts')
  const library = join(root, 'src/index.ts')
  writeFileSync(file, snippet('ts').replaceAll("'imbrace-gateway-mock'", `'${library}'`))
  const { stdout } = await promisify(execFile)(process.execPath, [file])
  expect(stdout).toBe('false 200 { messages: 1, conversations: 1 }\n')
})
