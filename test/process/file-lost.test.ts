import { copyFileSync, existsSync, renameSync, rmSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tokens } from '../helpers.ts'
import { type Running, scratchFolder, start, stop } from './run.ts'

const headers = { 'x-access-token': tokens.contact, 'content-type': 'application/json' }
const messages = '/v1/backend/conversation_messages'

async function send({ url }: Running): Promise<number> {
  const body = JSON.stringify({ type: 'text', text: 'to be kept' })
  return (await fetch(url + messages, { method: 'POST', headers, body })).status
}

async function countMessages({ url }: Running): Promise<number> {
  const response = await fetch(`${url}${messages}?limit=1`, { headers })
  return ((await response.json()) as { count: number }).count
}

async function readiness({ url }: Running): Promise<{ status: number; reason?: string }> {
  const response = await fetch(`${url}/readyz`)
  const { reason } = (await response.json()) as { reason?: string }
  return { status: response.status, reason }
}

/** The log's lines that are no requests. */
function warnings(gateway: Running): string[] {
  return gateway
    .stdout()
    .split('\n')
    .filter((line) => line !== '' && !/"(method|event)":/.test(line))
}

const losses: [string, string, (file: string) => void][] = [
  ['removed', 'was removed or replaced while it was in use', (file) => rmSync(file)],
  ['moved away', 'was removed or replaced', (file) => renameSync(file, `${file}.old`)],
  [
    'replaced by its own copy',
    'was removed or replaced',
    (file) => {
      copyFileSync(file, `${file}.copy`)
      renameSync(`${file}.copy`, file)
    },
  ],
  ['without its changes', '-wal was removed or replaced', (file) => rmSync(`${file}-wal`)],
]

test.each(losses)(
  'a file that is %s while it is served is told of, and served',
  async (...loss) => {
    const [, sentence, lose] = loss
    const file = join(scratchFolder(), 'gateway.sqlite')
    const gateway = await start(['--db', file, '--log', 'json'])
    expect(await send(gateway)).toBe(200)
    expect((await readiness(gateway)).status).toBe(200)

    lose(file)

    // The log tells of it before anybody asks.
    await expect.poll(() => warnings(gateway).join(), { timeout: 10_000 }).toContain(sentence)
    expect(await readiness(gateway)).toEqual({
      status: 503,
      reason: expect.stringContaining(`${file}`),
    })
    expect((await readiness(gateway)).reason).toContain(sentence)
    expect(await countMessages(gateway)).toBe(16)
    expect(await send(gateway)).toBe(200)
    await readiness(gateway)
    await stop(gateway)
    expect(warnings(gateway)).toHaveLength(1)
  },
)

test('a file that is cut short while it is served is told of', async () => {
  const file = join(scratchFolder(), 'gateway.sqlite')
  const gateway = await start(['--db', file])
  truncateSync(file, 4096)
  expect(await readiness(gateway)).toEqual({
    status: 503,
    reason: `${file} was cut short while it was in use: rows are lost`,
  })
})

test('changes whose file was removed are saved by a stop', async () => {
  const file = join(scratchFolder(), 'gateway.sqlite')
  const gateway = await start(['--db', file])
  rmSync(`${file}-wal`)
  expect(await send(gateway)).toBe(200)
  await stop(gateway)

  expect(await countMessages(await start(['--db', file]))).toBe(16)
})

test('the first rows are in the file itself: without what is beside it, it is a whole world', async () => {
  const file = join(scratchFolder(), 'gateway.sqlite')
  const gateway = await start(['--db', file])
  gateway.child.kill('SIGKILL')
  await gateway.ended
  expect(statSync(file).size).toBeGreaterThan(1_000_000)
  rmSync(`${file}-wal`)

  const again = await start(['--db', file, '--log', 'json'])
  expect(await countMessages(again)).toBe(15)
  await stop(again)
  expect(warnings(again)).toEqual([])
  expect(existsSync(`${file}-wal`)).toBe(false)
})
