import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { build, client } from '../helpers.ts'
import { send, testSearchContract } from './contract.ts'
import { smallTokens, smallWorld } from './small-world.ts'

testSearchContract('the embedded engine', async () => ({}))

const address = '/data-board/search/org_small'

function fixtureWith(settings: object): string {
  const folder = mkdtempSync(join(tmpdir(), 'fixture-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  cpSync(smallWorld, folder, { recursive: true })
  writeFileSync(join(folder, 'search/settings.json'), JSON.stringify(settings))
  return folder
}

describe('the embedded engine behind the routes', () => {
  test('a message sent is found by the next search, 1,000 times out of 1,000', async () => {
    const app = build({ fixtures: [smallWorld] })
    const { post } = client(app, smallTokens.small)
    let found = 0
    for (let n = 0; n < 1_000; n += 1) {
      const id = await send(app, `parcel unique${n}`)
      const { body } = await post(address, { q: `"unique${n}"` })
      if (body.message.hits.length === 1 && body.message.hits[0]._id === id) found += 1
    }
    expect(found).toBe(1_000)
  })

  test('a filter of 20,000 conditions is answered', async () => {
    const { post } = client(build({ fixtures: [smallWorld] }), smallTokens.small)
    const conditions = Array.from({ length: 20_000 }, (_, n) => `fields.age != value${n}`)
    const filter = conditions.join(' AND ')
    const { status, body } = await post('/data-board/search/brd_small/fetch', { filter })
    expect(status).toBe(200)
    expect(body.message.total).toBe(3)
  })

  test('searches and messages at the same time all see what was sent before them', async () => {
    const app = build({ fixtures: [smallWorld] })
    const { post } = client(app, smallTokens.small)
    const ask = async (n: number) => {
      const id = await send(app, `parcel unique${n}`)
      const { body } = await post(address, { q: `"unique${n}"` })
      return body.message.hits[0]?._id === id
    }
    const answers = await Promise.all(Array.from({ length: 100 }, (_, n) => ask(n)))
    expect(answers).toEqual(answers.map(() => true))
  })

  test('a reset during searches leaves the fixture alone', async () => {
    const app = build({ fixtures: [smallWorld] })
    const { post } = client(app, smallTokens.small)
    for (let n = 0; n < 50; n += 1) await send(app, `parcel ${n}`)
    const during = post(address, { limit: 1000 })
    app.world.reset()
    expect((await during).status).toBe(200)
    const { body } = await post(address, { limit: 1000 })
    expect(body.message.hits).toHaveLength(4)
  })

  test('a reset during a long search is before it or after it', async () => {
    const app = build({ fixtures: [smallWorld] })
    const { post } = client(app, smallTokens.small)
    // Long enough for many slices, of the query itself or of its documents alone.
    for (const [count, turns] of [20_000, 5_000, 2_000].flatMap((count) =>
      [1, 2, 4, 8, 16, 32, 64, 128].map((turns) => [count, turns] as const),
    )) {
      const conditions = Array.from({ length: count }, (_, n) => `type != value${n}`)
      const body = { filter: conditions.join(' AND '), limit: 1000 }
      for (let n = 0; n < 50; n += 1) await send(app, `parcel ${n}`)
      const during = post(address, body)
      for (let turn = 0; turn < turns; turn += 1) await setImmediate()
      app.world.reset()
      const { status, body: answer } = await during
      expect(status).toBe(200)
      expect([4, 54]).toContain(answer.message.hits.length)
      expect(answer.message.estimatedTotalHits).toBe(answer.message.hits.length)
    }
  })

  test('a restart on the same file finds what was sent before', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gateway-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const options = { db: join(folder, 'gateway.sqlite'), fixtures: [smallWorld] }
    const ids: string[] = []
    for (let start = 0; start < 3; start += 1) {
      const app = buildApp(options)
      ids.push(await send(app, 'parcel'))
      const { body } = await client(app, smallTokens.small).post(address, { q: 'parcel' })
      expect(body.message.hits.map(({ _id }: { _id: string }) => _id)).toEqual(ids)
      await app.close()
    }
  })

  test('a clock that stands still makes answers repeatable', async () => {
    const app = build({ fixtures: [smallWorld], clock: () => new Date('2022-05-02T00:00:00Z') })
    const { body } = await client(app, smallTokens.small).post(address, { q: 'table' })
    expect(body.message.processingTimeMs).toBe(0)
  })

  test('a setting the engine does not know is refused by its name at start', () => {
    const folder = fixtureWith({ brd_small: { embedders: {} } })
    expect(() => buildApp({ fixtures: [folder] })).toThrow(
      `${folder}/search/settings.json: brd_small: search setting \`embedders\` is not supported`,
    )
  })

  test('what only a real Meilisearch can do is refused by its name', async () => {
    const { post } = client(build({ fixtures: [smallWorld] }), smallTokens.small)
    for (const body of [{ locales: ['eng'] }, { showPerformanceDetails: true }]) {
      const answer = await post(address, body)
      expect(answer.status).toBe(400)
      expect(answer.body.message).toContain(Object.keys(body)[0])
      expect(answer.body.message).toContain('needs a real Meilisearch: set')
    }
  })
})
