import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { buildApp } from '../../../src/app.ts'
import type { AppOptions } from '../../../src/options/app-options.ts'
import { client } from '../../helpers.ts'
import { send } from '../contract.ts'
import { startFakeMeilisearch } from '../fake-meilisearch.ts'
import { smallTokens, smallWorld } from '../small-world.ts'

const fixtureIds = ['msg_1', 'msg_2', 'msg_3', 'note_1']

function databaseFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return join(folder, 'gateway.sqlite')
}

/** Runs a gateway on the file, and stops it in an orderly way. */
async function withGateway<Result>(
  options: AppOptions,
  act: (app: ReturnType<typeof buildApp>) => Promise<Result>,
): Promise<Result> {
  const app = buildApp({ fixtures: [smallWorld], ...options })
  try {
    await app.ready()
    return await act(app)
  } finally {
    await app.close()
  }
}

async function foundIds(app: ReturnType<typeof buildApp>): Promise<string[]> {
  const { post } = client(app, smallTokens.small)
  const { body } = await post('/data-board/search/org_small', { limit: 1000 })
  return body.message.hits.map(({ _id }: { _id: string }) => _id)
}

test('a second start changes nothing', async () => {
  const fake = await startFakeMeilisearch()
  const options = { db: databaseFile(), meilisearch: { url: fake.url } }
  const sent = await withGateway(options, async (app) => {
    const id = await send(app, 'parcel')
    expect(await foundIds(app)).toEqual([...fixtureIds, id])
    return id
  })
  fake.requests.length = 0
  await withGateway(options, async (app) => {
    expect(fake.requests.filter((request) => !request.startsWith('GET '))).toEqual([])
    expect(await foundIds(app)).toEqual([...fixtureIds, sent])
  })
})

test('a gateway that was killed before it noted that all was filled starts as well', async () => {
  const fake = await startFakeMeilisearch()
  const options = { db: databaseFile(), meilisearch: { url: fake.url } }
  const sent = await withGateway(options, async (app) => {
    const id = await send(app, 'parcel')
    await foundIds(app)
    app.world.database.exec(
      "UPDATE meta SET value = json_set(value, '$.seq', 0) WHERE key LIKE 'search %'",
    )
    return id
  })
  await withGateway(options, async (app) => {
    expect(await foundIds(app)).toEqual([...fixtureIds, sent])
  })
})

test('a start with --reset leaves the fixture’s documents only', async () => {
  const fake = await startFakeMeilisearch()
  const options = { db: databaseFile(), meilisearch: { url: fake.url } }
  await withGateway(options, (app) => send(app, 'parcel'))
  await withGateway({ ...options, reset: true }, async (app) => {
    expect(await foundIds(app)).toEqual(fixtureIds)
  })
})

test('another database on the same Meilisearch finds its own messages only', async () => {
  const fake = await startFakeMeilisearch()
  const meilisearch = { url: fake.url }
  await withGateway({ meilisearch }, (app) => send(app, 'parcel'))
  await withGateway({ meilisearch }, async (app) => {
    expect(await foundIds(app)).toEqual(fixtureIds)
  })
})

test('messages sent while no Meilisearch was configured are found in it later', async () => {
  const fake = await startFakeMeilisearch()
  const options = { db: databaseFile() }
  const meilisearch = { url: fake.url }
  const first = await withGateway({ ...options, meilisearch }, (app) => send(app, 'parcel'))
  const second = await withGateway(options, async (app) => {
    const id = await send(app, 'another')
    expect(await foundIds(app)).toEqual([...fixtureIds, first, id])
    return id
  })
  await withGateway({ ...options, meilisearch }, async (app) => {
    expect(await foundIds(app)).toEqual([...fixtureIds, first, second])
  })
})

test('a Meilisearch that was left for another one is brought up to date', async () => {
  const one = await startFakeMeilisearch()
  const other = await startFakeMeilisearch()
  const db = databaseFile()
  const sent: string[] = []
  for (const { url } of [one, other, one]) {
    await withGateway({ db, meilisearch: { url } }, async (app) => {
      sent.push(await send(app, 'parcel'))
      expect(await foundIds(app)).toEqual([...fixtureIds, ...sent])
    })
  }
})

test('indexes with other settings are filled anew', async () => {
  const fake = await startFakeMeilisearch()
  const folder = mkdtempSync(join(tmpdir(), 'fixture-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  cpSync(smallWorld, folder, { recursive: true })
  const options = { db: databaseFile(), fixtures: [folder], meilisearch: { url: fake.url } }
  await withGateway(options, async () => undefined)
  fake.requests.length = 0
  writeFileSync(join(folder, 'search/settings.json'), '{"default":{"stopWords":["the"]}}')
  await withGateway(options, async (app) => {
    expect(fake.requests).toContain('PATCH /indexes/org_small/settings')
    expect(await foundIds(app)).toEqual(fixtureIds)
  })
})

test('a gateway that was killed loses and doubles nothing', async () => {
  const fake = await startFakeMeilisearch()
  const db = databaseFile()
  const first = await spawnGateway(db, fake.url)
  fake.taskMs = 30
  const sent: string[] = []
  for (let n = 0; n < 40; n += 1) sent.push(await sendTo(first.url, `parcel ${n}`))
  first.process.kill('SIGKILL')
  await once(first.process, 'exit')
  const arrived = await fake.documents('org_small')
  expect(arrived?.length).toBeLessThan(fixtureIds.length + sent.length)

  const second = await spawnGateway(db, fake.url)
  const answer = await fetch(`${second.url}/data-board/search/org_small`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-access-token': smallTokens.small },
    body: '{"limit":1000}',
  })
  const { message } = (await answer.json()) as { message: { hits: { _id: string }[] } }
  expect(message.hits.map(({ _id }) => _id)).toEqual([...fixtureIds, ...sent])
})

const bin = fileURLToPath(new URL('../../../src/bin.ts', import.meta.url))

async function spawnGateway(db: string, meilisearch: string) {
  const child: ChildProcess = spawn(
    process.execPath,
    [bin, '--port', '0', '--db', db, '--fixtures', smallWorld, '--log', 'off'],
    {
      env: { PATH: process.env.PATH, IMBRACE_MOCK_MEILISEARCH_URL: meilisearch },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  let text = ''
  for await (const chunk of child.stdout ?? []) {
    text += chunk
    const [, url] = /URL +(\S+)/.exec(text) ?? []
    if (url !== undefined) return { process: child, url }
  }
  throw new Error(`the gateway did not start: ${text}`)
}

async function sendTo(gateway: string, text: string): Promise<string> {
  const answer = await fetch(`${gateway}/v1/backend/conversation_messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-access-token': smallTokens.contact },
    body: JSON.stringify({ type: 'text', text }),
  })
  expect(answer.status).toBe(200)
  return ((await answer.json()) as { id: string }).id
}
