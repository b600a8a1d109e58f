import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { FastifyInstance } from 'fastify'
import { expect, onTestFinished, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import type { AppOptions } from '../../src/options/app-options.ts'
import { smallTokens, smallWorld } from './small-world.ts'

const MESSAGES = 6_000
const headers = { 'x-access-token': smallTokens.small, 'content-type': 'application/json' }

/** A gateway on a port of its own, with messages that it has not indexed when it starts to listen. */
async function listen(options: AppOptions, messages = MESSAGES) {
  const app = buildApp({ fixtures: [smallWorld], ...options })
  onTestFinished(() => app.close())
  app.world.database
    .prepare(`
      WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers LIMIT ?)
      INSERT INTO messages (id, conversation_id, "from", type, content, created_at, updated_at)
      SELECT 'msg_many_' || n, m.conversation_id, m."from", 'text',
        json_object('text', 'parcel number' || n || ' for shelf' || (n % 500)),
        m.created_at, m.updated_at
      FROM numbers, (SELECT * FROM messages ORDER BY seq LIMIT 1) m`)
    .run(messages)
  await app.listen({ port: 0, host: '127.0.0.1' })
  return { app, address: app.listeningOrigin }
}

/** How many changes the index of the organization has seen, of how many. */
function progressOf(app: FastifyInstance): { seen: number; latest: number } {
  const seen = app.world.database
    .prepare<[], number>("SELECT cursor FROM search_indexes WHERE uid = 'org_small'")
    .pluck()
  return { seen: seen.get() ?? 0, latest: app.world.documents.latest() }
}

async function untilIndexed(app: FastifyInstance): Promise<void> {
  await expect
    .poll(() => progressOf(app).seen, { timeout: 60_000, interval: 20 })
    .toBe(progressOf(app).latest)
}

function databaseFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return join(folder, 'gateway.sqlite')
}

test('messages are indexed after the start without a search, and found', async () => {
  const { app, address } = await listen({ db: databaseFile() })
  expect(progressOf(app).seen).toBe(0)
  await untilIndexed(app)
  const response = await fetch(`${address}/data-board/search/org_small`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ q: `number${MESSAGES}`, limit: 1 }),
  })
  const { message } = (await response.json()) as { message: { hits: { _id: string }[] } }
  expect(message.hits.map(({ _id }) => _id)).toEqual([`msg_many_${MESSAGES}`])
})

test('pages are answered meanwhile', async () => {
  const { app, address } = await listen({ db: databaseFile() })
  const seen: number[] = []
  const { latest } = progressOf(app)
  for (;;) {
    const response = await fetch(
      `${address}/v1/backend/conversation_messages?type=conversation_id&q=conv_small&limit=10`,
      { headers },
    )
    expect(response.status).toBe(200)
    await response.arrayBuffer()
    const progress = progressOf(app).seen
    seen.push(progress)
    if (progress === latest) break
  }
  const between = new Set(seen.filter((progress) => progress > 0 && progress < latest))
  expect(between.size).toBeGreaterThan(10)
})

test('a stop in the middle takes no time, and the next start goes on from there', async () => {
  const db = databaseFile()
  const { app } = await listen({ db }, 20_000)
  await expect.poll(() => progressOf(app).seen, { timeout: 30_000, interval: 5 }).toBeGreaterThan(0)
  const { seen, latest } = progressOf(app)
  expect(seen).toBeLessThan(latest)
  await app.close()
  const next = buildApp({ fixtures: [smallWorld], db })
  onTestFinished(() => next.close())
  expect(progressOf(next).seen).toBeGreaterThanOrEqual(seen)
  expect(progressOf(next).seen).toBeLessThan(latest)
  await next.ready()
  await untilIndexed(next)
})

test('after a reset in the middle the new rows are indexed, also without a search', async () => {
  const { app } = await listen({ db: databaseFile() }, 20_000)
  await expect.poll(() => progressOf(app).seen, { timeout: 30_000, interval: 5 }).toBeGreaterThan(0)
  app.world.reset()
  expect(progressOf(app).latest).toBeLessThan(20_000)
  await untilIndexed(app)
  await sleep(50)
  expect(progressOf(app).seen).toBe(progressOf(app).latest)
})

test('it keeps no process alive', async () => {
  const source = new URL('../../src/app.ts', import.meta.url)
  const script = `
    import { buildApp } from '${source}'
    const app = buildApp()
    await app.ready()
    const { world } = app
    const count = (tables) => world.database
      .prepare('SELECT ' + tables.map((table) => '(SELECT count(*) FROM ' + table + ')').join('+'))
      .pluck().get()
    const indexed = () => count(['search_document_texts'])
    process.on('exit', () => console.log(indexed() < count(['messages', 'documents'])))
    const wait = () => indexed() > 0 || setTimeout(wait, 1)
    wait()`
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', script],
    { timeout: 60_000 },
  )
  // It ended although there was more to do.
  expect(stdout).toBe('true\n')
})
