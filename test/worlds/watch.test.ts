/** A fixture's folder that changes while the gateway runs. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type GatewayOptions, startGateway } from '../../src/index.ts'
import { tokens } from '../helpers.ts'
import { scratchFolder } from '../process/run.ts'
import { startFakeMeilisearch } from '../search/fake-meilisearch.ts'

async function begin(options: GatewayOptions = {}) {
  const folder = scratchFolder()
  const file = join(folder, 'world.json')
  const nameTeam = (name: string, to = file) =>
    writeFileSync(to, JSON.stringify({ organizations: [{ id: 'org_imbrace', name }] }))
  nameTeam('First')
  const lines: string[] = []
  const gateway = await startGateway({
    fixtures: ['default', folder],
    watch: true,
    log: 'json',
    logOutput: { write: (line) => lines.push(line) },
    ...options,
  })
  onTestFinished(gateway.close)
  const headers = { 'x-access-token': tokens.contact, 'content-type': 'application/json' }
  const path = '/v1/backend/conversation_messages'
  return {
    folder,
    file,
    gateway,
    nameTeam,
    log: () => lines.join(''),
    send: (base = gateway.url) =>
      fetch(base + path, { method: 'POST', headers, body: '{"type":"text","text":"Hello"}' }),
    countOf: async (base = gateway.url) =>
      ((await (await fetch(base + path, { headers })).json()) as { count: number }).count,
  }
}

const patient = { timeout: 10_000 }

test.each([':memory:', 'file'])('every world starts over from it (%s)', async (db) => {
  const place = db === 'file' ? join(scratchFolder(), 'mine.sqlite') : db
  const { gateway, nameTeam, send, countOf } = await begin({ db: place, maxLiveWorlds: 1 })
  const bases = [gateway.url, `${gateway.url}/_world/a`, `${gateway.url}/_world/b`]
  for (const base of bases) await send(base)
  for (const base of bases) expect(await countOf(base)).toBe(16)
  nameTeam('Second')
  for (const base of bases) await expect.poll(() => countOf(base), patient).toBe(15)
  expect(gateway.fixture.isStale).toBe(false)
})

test('a file that an editor puts in its place is noticed, again and again', async () => {
  const { folder, file, nameTeam, send, countOf } = await begin()
  for (const name of ['Second', 'Third']) {
    await send()
    expect(await countOf()).toBe(16)
    nameTeam(name, join(folder, '.world.json.swp'))
    renameSync(join(folder, '.world.json.swp'), file)
    await expect.poll(() => countOf(), patient).toBe(15)
  }
})

test('a broken fixture is told in the log and changes nothing, and mended it counts', async () => {
  const { file, nameTeam, send, countOf, log } = await begin()
  await send()
  writeFileSync(file, '{ "team": [] }')
  await expect.poll(log, patient).toContain('the worlds stay as they are')
  expect(log()).toContain('did you mean `teams`')
  expect(await countOf()).toBe(16)
  await send()
  expect(await countOf()).toBe(17)
  nameTeam('Second')
  await expect.poll(() => countOf(), patient).toBe(15)
})

test('what is no part of the fixture changes nothing; search documents do', async () => {
  const { folder, nameTeam, send, countOf, log } = await begin()
  mkdirSync(join(folder, 'search'))
  await send()
  writeFileSync(join(folder, 'notes.txt'), 'Hello')
  nameTeam('First')
  writeFileSync(join(folder, 'search/org_imbrace-notes.jsonl'), '')
  await expect.poll(log, patient).toContain('every world starts over')
  expect(log().split('the fixture has changed')).toHaveLength(2)
  expect(await countOf()).toBe(15)
})

test('a world that cannot start over is named, and the others do', async () => {
  const meilisearch = await startFakeMeilisearch()
  const { folder, gateway, nameTeam, send, countOf, log } = await begin({
    meilisearch: { url: meilisearch.url },
  })
  const own = `${gateway.url}/_world/own`
  for (const base of [gateway.url, own]) await send(base)
  nameTeam('Second')
  mkdirSync(join(folder, 'search'))
  // What a Meilisearch alone takes, and only `default` has one.
  const settings = { default: { proximityPrecision: 'byAttribute' } }
  writeFileSync(join(folder, 'search/settings.json'), JSON.stringify(settings))
  await expect
    .poll(log, patient)
    .toContain('world own stays as it was: this fixture is for default')
  expect(log()).not.toContain('every world starts over')
  expect([await countOf(), await countOf(own)]).toEqual([15, 16])
})
