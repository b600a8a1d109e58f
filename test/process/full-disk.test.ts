import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { tokens } from '../helpers.ts'
import { scratchFolder, start } from './run.ts'

const headers = { 'x-access-token': tokens.contact, 'content-type': 'application/json' }
const asUser = { 'x-access-token': tokens.userOfTwo, 'content-type': 'application/json' }
const messages = '/v1/backend/conversation_messages'

/** A folder with little room, and how to make more. */
interface SmallDisk {
  folder: string
  /** Where no disk can be mounted, files of the process are limited instead. */
  ulimit?: string
  enlarge: (pid: number) => void
}

function smallDisk(): SmallDisk {
  const folder = join(scratchFolder(), 'disk')
  mkdirSync(folder)
  const mount = (options: string) =>
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'ignore' })
  try {
    mount('size=6m')
  } catch {
    const enlarge = (pid: number) =>
      void execFileSync('prlimit', ['--pid', String(pid), '--fsize=unlimited:unlimited'])
    return { folder, ulimit: '-S -f 3400', enlarge }
  }
  onTestFinished(() => void execFileSync('umount', ['-l', folder]))
  return { folder, enlarge: () => void mount('remount,size=60m') }
}

test('a full disk is called so, nothing answered is lost on it, and room ends it', async () => {
  const { folder, ulimit, enlarge } = smallDisk()
  const file = join(folder, 'gateway.sqlite')
  const gateway = await start(['--db', file], { ulimit })
  const acknowledged: string[] = []

  async function send(text: string) {
    const body = JSON.stringify({ type: 'text', text })
    const response = await fetch(gateway.url + messages, { method: 'POST', headers, body })
    if (response.status === 200) acknowledged.push(text)
    return response
  }
  const readiness = async () => {
    const response = await fetch(`${gateway.url}/readyz`)
    return { status: response.status, body: (await response.json()) as { reason?: string } }
  }
  async function search(url: string) {
    const body = JSON.stringify({ q: 'numbered', limit: 1000, attributesToRetrieve: ['_id'] })
    const path = '/v1/backend/meilisearch/org_imbrace/search'
    const response = await fetch(url + path, { method: 'POST', headers: asUser, body })
    return { status: response.status, reason: response.headers.get('x-mock-reason') ?? '' }
  }
  const isFull = /gateway\.sqlite cannot be (read or )?written[^(]+\(SQLITE_(FULL|IOERR_WRITE)\)$/

  // Where no long message fits, a shorter one may.
  let refused: Response | undefined
  for (const words of [20_000, 2_000, 200]) {
    refused = undefined
    for (let n = 0; n < 1_000 && refused === undefined; n += 1) {
      const response = await send(`numbered ${n} ${'long '.repeat(words)}`)
      if (response.status !== 200) refused = response
    }
  }

  expect(refused?.status).toBe(500)
  expect(await refused?.json()).toEqual({
    code: 99_999,
    message: 'Service unavailable, please try again later',
  })
  expect(refused?.headers.get('x-mock-reason')).toMatch(isFull)
  expect(await readiness()).toMatchObject({
    status: 503,
    body: { checks: { database: 'failed', fixture: 'ok' }, reason: expect.stringMatching(isFull) },
  })
  expect((await readiness()).status).toBe(503)
  // What is there can be read; the search has not indexed it yet, and says why it cannot.
  expect((await fetch(`${gateway.url}${messages}?limit=5`, { headers })).status).toBe(200)
  expect(await search(gateway.url)).toEqual({ status: 500, reason: expect.stringMatching(isFull) })

  enlarge(gateway.child.pid as number)
  expect(await readiness()).toMatchObject({ status: 200, body: { status: 'ok' } })
  expect((await send('numbered, with room again')).status).toBe(200)
  expect((await search(gateway.url)).status).toBe(200)
  gateway.child.kill('SIGKILL')
  await gateway.ended

  const again = await start(['--db', file])
  const response = await fetch(`${again.url}${messages}?limit=1000`, { headers })
  const { data } = (await response.json()) as { data: { content: { text?: string } }[] }
  const stored = new Set(data.map(({ content }) => content.text))
  expect(acknowledged.length).toBeGreaterThan(2)
  expect(acknowledged.filter((text) => !stored.has(text))).toEqual([])
  expect((await search(again.url)).status).toBe(200)
})
