/** What only the library takes, each to what it does. */
import { expect, onTestFinished, test } from 'vitest'
import { options } from '../../src/command/options.ts'
import { type GatewayOptions, type MeilisearchOptions, startGateway } from '../../src/index.ts'
import { optionNames } from '../../src/options/known-options.ts'
import { tokens } from '../helpers.ts'
import { startFakeMeilisearch } from '../search/fake-meilisearch.ts'

const messages = '/v1/backend/conversation_messages'
const headers = { 'x-access-token': tokens.contact, 'content-type': 'application/json' }
const hello = { method: 'POST', body: '{"type":"text","text":"Hello"}', headers }

async function begin(options: GatewayOptions) {
  const gateway = await startGateway(options)
  onTestFinished(gateway.close)
  return gateway
}

const effects: Record<string, () => Promise<void>> = {
  async clock() {
    const time = '2022-04-07T04:11:28.148Z'
    const { url } = await begin({ clock: () => new Date(time) })
    const answer = await fetch(url + messages, hello)
    expect(await answer.json()).toMatchObject({ created_at: time })
  },
  async newId() {
    let made = 0
    const newId = (kind: string) => `${kind}_${++made}`
    const { url } = await begin({ newId })
    const { headers } = await fetch(url)
    expect(headers.get('x-request-id')).toBe('request_1')
  },
  async logOutput() {
    const lines: string[] = []
    const { url } = await begin({ log: 'json', logOutput: { write: (line) => lines.push(line) } })
    await fetch(`${url}/nowhere`)
    await expect.poll(() => lines.join('')).toContain('/nowhere')
  },
  async setup() {
    const { url } = await begin({
      setup: (app) => app.addHook('onRequest', async (_request, reply) => reply.code(418).send({})),
    })
    expect((await fetch(url + messages, { headers })).status).toBe(418)
  },
  async closeGraceMs() {
    const asked = Promise.withResolvers<void>()
    const { url, close } = await begin({
      closeGraceMs: 50,
      setup: (app) =>
        app.addHook('onRequest', () => {
          asked.resolve()
          return new Promise(() => undefined)
        }),
    })
    const unanswered = fetch(url + messages, { headers }).catch(() => undefined)
    await asked.promise
    const before = performance.now()
    await close()
    await unanswered
    // By default it is five seconds.
    expect(performance.now() - before).toBeLessThan(4_000)
  },
  async 'meilisearch.checkMs'() {
    const fake = await startFakeMeilisearch()
    const meilisearch: MeilisearchOptions = { url: fake.url, checkMs: 50 }
    await begin({ meilisearch })
    await fake.restart({ isEmpty: true })
    // By default it looks again after five seconds.
    await expect.poll(() => fake.uids().length, { timeout: 4_000 }).toBeGreaterThan(0)
  },
}

test.each(Object.entries(effects))('%s has its effect', (_name, effect) => effect())

test('every option of the library is among these, or has a flag', () => {
  const flagged = Object.values(options).flatMap(({ library }) => library ?? [])
  expect([...flagged, ...Object.keys(effects)].sort()).toEqual(optionNames().sort())
})
