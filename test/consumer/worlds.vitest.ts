/** What somebody writes whose vitest gives each test a world of its own. */
import { gatewayTest } from 'imbrace-gateway-mock/vitest'
import { describe, expect } from 'vitest'

const test = gatewayTest({ world: { clock: { now: '2024-01-01T00:00:00.000Z', frozen: true } } })
const contact = { 'x-access-token': 'con_test_contact', 'content-type': 'application/json' }

describe.concurrent('each test', () => {
  for (const name of ['one', 'two', 'three']) {
    test(`has a world of its own: ${name}`, async ({ world, gateway }) => {
      const messages = `${world.url}/v1/backend/conversation_messages`
      const list = async () =>
        (await (await fetch(messages, { headers: contact })).json()) as {
          data: { content: { text: string }; created_at: string }[]
        }
      const body = JSON.stringify({ type: 'text', text: name })
      await fetch(messages, { method: 'POST', headers: contact, body })
      const after = await list()
      expect(after.data[0]?.content.text).toBe(name)
      expect(after.data[1]?.content.text ?? '').not.toMatch(/^(one|two|three)$/)
      expect(after.data[0]?.created_at).toBe('2024-01-01T00:00:00.000Z')
      await world.faults.add({ effect: { kind: 'status', status: 500 } })
      expect((await fetch(messages, { headers: contact })).status).toBe(500)
      expect((await fetch(gateway.url)).status).toBe(200)
    })
  }
})

test('is given the parts of its world', async ({ url, clock, faults, journal }) => {
  const list = `${url}/v1/backend/conversation_messages`
  await faults.add({ effect: { kind: 'status', status: 503 }, times: 1 })
  const waiting = journal.wait({ operation: 'listMessages', status: 503 })
  expect((await fetch(list, { headers: contact })).status).toBe(503)
  const { requests } = await waiting
  expect(requests[0]?.fault).toBe('status (fault-1)')
  const { now } = await clock.advance('PT1H')
  expect(now).toBe('2024-01-01T01:00:00.000Z')
})
