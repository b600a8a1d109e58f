/** A Meilisearch that is away at the start: what is said, and what goes on without it. */
import { expect, test } from 'vitest'
import type { MeilisearchOptions } from '../../../src/index.ts'
import { build, client } from '../../helpers.ts'
import { startFakeMeilisearch } from '../fake-meilisearch.ts'
import { smallTokens, smallWorld } from '../small-world.ts'

function gateway(meilisearch: MeilisearchOptions) {
  const said: string[] = []
  const app = build({
    fixtures: [smallWorld],
    log: 'json',
    logOutput: {
      write(line) {
        const { message } = JSON.parse(line)
        if (message !== undefined && message !== 'request failed') said.push(message)
      },
    },
    meilisearch,
  })
  const { get, post } = client(app, smallTokens.small)
  const search = () => post('/data-board/search/org_small', { limit: 10 })
  return { app, said, search, readyz: () => get('/readyz') }
}

/** What a start may take that waits for nothing; with a wait it would be 30 s. */
const soonMs = 10_000

test('optional and away: listens at once, says it once, and once more when it is there', async () => {
  const fake = await startFakeMeilisearch()
  await fake.stop()
  const { app, said, search, readyz } = gateway({ url: fake.url, optional: true, waitMs: 50 })
  const asked = performance.now()
  await app.ready()
  expect(performance.now() - asked).toBeLessThan(soonMs)

  const refused = `connect ECONNREFUSED ${new URL(fake.url).host}`
  const lost = `search fails until Meilisearch is there: Meilisearch at ${fake.url}: ${refused}`
  expect(said).toEqual([lost])
  expect(await readyz()).toMatchObject({
    status: 200,
    body: { status: 'ok', search: expect.stringMatching(/^unreachable: .*ECONNREFUSED/) },
  })
  expect((await search()).status).toBe(500)
  expect((await search()).reason).toContain('ECONNREFUSED')

  await fake.restart()
  await expect.poll(async () => (await search()).status, { timeout: 10_000 }).toBe(200)
  expect(said).toEqual([lost, 'search: Meilisearch is there'])
  expect(await readyz()).toMatchObject({ status: 200, body: { search: 'ok' } })
})

test('optional and silent: listens after two seconds', async () => {
  const fake = await startFakeMeilisearch()
  fake.fault = () => 'silence'
  const { app, said, readyz } = gateway({ url: fake.url, optional: true })
  const asked = performance.now()
  await app.ready()
  expect(performance.now() - asked).toBeLessThan(soonMs)
  const late = `Meilisearch at ${fake.url} has not answered within 2 s`
  expect(said).toEqual([`search fails until Meilisearch is there: ${late}`])
  expect((await readyz()).body.search).toBe(`unreachable: ${late}`)
})

test('optional and there: it is filled before the gateway listens', async () => {
  const fake = await startFakeMeilisearch()
  const { app, said, search, readyz } = gateway({ url: fake.url, optional: true })
  await app.ready()
  expect([said, (await search()).status]).toEqual([[], 200])
  expect((await readyz()).body.search).toBe('ok')
})

test('optional, away, and there with another key: that is said too', async () => {
  const fake = await startFakeMeilisearch('right')
  await fake.stop()
  const { app, said } = gateway({ url: fake.url, optional: true, key: 'wrong' })
  await app.ready()
  await fake.restart()
  const refusal = 'search: messages wait for Meilisearch: The provided API key is invalid.'
  await expect.poll(() => said, { timeout: 10_000 }).toContain(refusal)
})

test('not optional and away: after two seconds says that it waits, and how long', async () => {
  const fake = await startFakeMeilisearch()
  await fake.stop()
  const { app, said, search } = gateway({ url: fake.url })
  const ready = app.ready()
  await expect
    .poll(() => said, { timeout: soonMs })
    .toEqual([
      expect.stringMatching(/^search: waiting for Meilisearch, 30 s at most: .*ECONNREFUSED/),
    ])
  await fake.restart()
  await ready
  expect(said).toHaveLength(1)
  expect((await search()).status).toBe(200)
})

test('not optional and silent: says so as well', async () => {
  const fake = await startFakeMeilisearch()
  let isSilent = true
  fake.fault = () => (isSilent ? 'silence' : undefined)
  const { app, said } = gateway({ url: fake.url, timeoutMs: 3_000 })
  const ready = app.ready()
  await expect
    .poll(() => said, { timeout: soonMs })
    .toEqual([`search: waiting for Meilisearch, 30 s at most: no answer yet from ${fake.url}`])
  isSilent = false
  await ready
})

test('gone while it is used: readyz says so, and stays ready', async () => {
  const fake = await startFakeMeilisearch()
  const { app, readyz } = gateway({ url: fake.url, checkMs: 50 })
  await app.ready()
  await fake.stop()
  const state = async () => (await readyz()).body.search
  await expect.poll(state, { timeout: soonMs }).toMatch(/^unreachable: /)
  expect((await readyz()).status).toBe(200)
  await fake.restart()
  await expect.poll(state, { timeout: soonMs }).toBe('ok')
})
