/** The start, and what it says, in front of a Meilisearch that takes its time or goes away. */
import { expect, test } from 'vitest'
import type { MeilisearchOptions } from '../../../src/index.ts'
import { build, client } from '../../helpers.ts'
import { type FakeMeilisearch, startFakeMeilisearch } from '../fake-meilisearch.ts'
import { smallTokens, smallWorld } from '../small-world.ts'

interface Line {
  level: number
  message?: string
}

/** A gateway with what it logged, requests aside. */
function gateway(fake: FakeMeilisearch, options: Partial<MeilisearchOptions> = {}) {
  const lines: Line[] = []
  const app = build({
    fixtures: [smallWorld],
    meilisearch: { url: fake.url, ...options },
    log: 'json',
    logOutput: { write: (line: string) => void lines.push(JSON.parse(line)) },
  })
  const { post } = client(app, smallTokens.small)
  const search = () => post('/data-board/search/org_small', {})
  const said = (level: number) =>
    lines.filter((line) => line.level === level).flatMap(({ message }) => message ?? [])
  return { app, search, said }
}

const info = 30
const warning = 40

/** Calls `act` at the first request of this form that the filling sends for documents. */
function atDocuments(fake: FakeMeilisearch, uid: string, act: () => void): void {
  let isDone = false
  fake.fault = (request) => {
    if (!isDone && request === `POST /indexes/${uid}/documents`) {
      isDone = true
      act()
    }
    return undefined
  }
}

test('a filling may take longer than the wait for health, also with a failure in it', async () => {
  const fake = await startFakeMeilisearch()
  fake.taskMs = 30
  const { app, search, said } = gateway(fake, { startMs: 250 })
  const began = performance.now()
  let hasFailed = false
  fake.fault = () => {
    if (hasFailed || performance.now() - began < 300) return undefined
    hasFailed = true
    return { status: 503, text: '{}' }
  }
  await app.ready()
  expect(hasFailed).toBe(true)
  expect((await search()).body.message.estimatedTotalHits).toBe(4)
  expect(said(warning)).toEqual([
    expect.stringMatching(/^search: filling Meilisearch stopped at \d of 9 documents: .+$/),
    'search: Meilisearch is there again',
  ])
})

test('a long filling says how far it is, and when it is done', async () => {
  const fake = await startFakeMeilisearch()
  fake.taskMs = 300
  const { app, said } = gateway(fake)
  await app.ready()
  const told = said(info)
  expect(told.length).toBeGreaterThanOrEqual(2)
  expect(told[0]).toMatch(/^search: filling Meilisearch: \d of 9 documents$/)
  expect(told.at(-1)).toMatch(/^search: Meilisearch is filled: 9 documents in \d+ s$/)
  const numbers = told.slice(0, -1).map((line) => Number(/(\d) of/.exec(line)?.[1]))
  expect(numbers).toEqual(numbers.toSorted((one, other) => one - other))
  expect(numbers.at(-1)).toBeGreaterThan(0)
  expect(said(warning)).toEqual([])
})

test('a short filling says nothing', async () => {
  const fake = await startFakeMeilisearch()
  const { app, said } = gateway(fake)
  await app.ready()
  expect([...said(info), ...said(warning)]).toEqual([])
})

test('gone in the middle: the start ends, with how far it was', async () => {
  const fake = await startFakeMeilisearch()
  atDocuments(fake, 'org_small', () => void fake.stop())
  const { app } = gateway(fake, { startMs: 300 })
  await expect(app.ready()).rejects.toMatchObject({
    name: 'StartError',
    message: expect.stringMatching(
      /^Meilisearch fails while it is filled, at \d of 9 documents: .*ECONNREFUSED.*\. It got no further for 300 ms \(--meilisearch-start\)$/,
    ),
  })
})

for (const isEmpty of [false, true]) {
  test(`restarted in the middle, ${isEmpty ? 'empty' : 'with its data'}: all is filled`, async () => {
    const fake = await startFakeMeilisearch()
    atDocuments(fake, 'org_small', () => {
      fake.taskMs = 1_000
      setTimeout(() => {
        fake.taskMs = 0
        void fake.restart({ isEmpty })
      }, 100)
    })
    const { app, search } = gateway(fake)
    await app.ready()
    expect((await search()).body.message.estimatedTotalHits).toBe(4)
  })
}

test('gone in the middle where it is optional: the gateway serves, and catches up', async () => {
  const fake = await startFakeMeilisearch()
  atDocuments(fake, 'org_small', () => void fake.stop())
  const { app, search, said } = gateway(fake, { startMs: 100, waitMs: 100, optional: true })
  await app.ready()
  expect((await search()).status).toBe(500)
  expect(said(warning)).toContainEqual(
    expect.stringMatching(/^search fails until Meilisearch is there: Meilisearch fails while/),
  )
  await fake.restart()
  await expect.poll(async () => (await search()).status, { timeout: 10_000 }).toBe(200)
})

test('a search meanwhile says how far the filling is', async () => {
  const fake = await startFakeMeilisearch()
  const { app, search } = gateway(fake, { waitMs: 300 })
  await app.ready()
  await fake.restart({ isEmpty: true })
  fake.taskMs = 5_000
  const { status, reason } = await search()
  expect(status).toBe(500)
  expect(reason).toBe('Meilisearch is being filled: 0 of 9 documents')
})

test('a task of more than two seconds: one warning, with what helps', async () => {
  const fake = await startFakeMeilisearch()
  fake.taskMs = 2_100
  const { app, said } = gateway(fake)
  const ready = app.ready()
  const askedOfTheSecond = () => fake.requests.includes('GET /tasks/1')
  await expect.poll(askedOfTheSecond, { timeout: 10_000 }).toBe(true)
  fake.taskMs = 0
  await ready
  expect(said(warning)).toEqual([
    expect.stringMatching(
      /^search: Meilisearch took 2\.\d s for one task\. .+ start it with MEILI_MAX_INDEXING_MEMORY=256MiB$/,
    ),
  ])
})
