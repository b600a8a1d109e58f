/** What somebody writes whose Playwright gives each test a world of its own. */
import { expect } from '@playwright/test'
import { gatewayTest } from 'imbrace-gateway-mock/playwright'

const test = gatewayTest()

interface Messages {
  data: { content: { text?: string } }[]
}
const messages = '/v1/backend/conversation_messages'

for (const name of ['one', 'two']) {
  test(`the page asks the world of its test: ${name}`, async ({ page, gateway, world }) => {
    // Any page of the gateway's own site will do.
    await page.goto(`${gateway.url}/`)
    const texts = await page.evaluate(
      async ([path, text]) => {
        const headers = { 'x-access-token': 'con_test_contact', 'content-type': 'application/json' }
        const body = JSON.stringify({ type: 'text', text })
        await fetch(path, { method: 'POST', headers, body })
        const answer = (await (await fetch(path, { headers })).json()) as Messages
        return answer.data.slice(0, 2).map(({ content }) => content.text)
      },
      [messages, name] as const,
    )
    expect(texts[0]).toBe(name)
    expect(texts[1] ?? '').not.toMatch(/^(one|two)$/)
    const headers = { 'x-access-token': 'con_test_contact' }
    const own = (await (await fetch(world.url + messages, { headers })).json()) as Messages
    expect(own.data[0]?.content.text).toBe(name)
  })
}

test('is given the parts of its world', async ({ page, gateway, url, clock, faults, journal }) => {
  await page.goto(`${gateway.url}/`)
  await faults.add({ effect: { kind: 'status', status: 503 }, times: 1 })
  const waiting = journal.wait({ operation: 'listMessages', status: 503 })
  const ask = (address: string) =>
    page.evaluate(async (path) => {
      const headers = { 'x-access-token': 'con_test_contact' }
      return (await fetch(path, { headers })).status
    }, address)
  expect(await ask(messages)).toBe(503)
  const { requests } = await waiting
  expect(requests[0]?.fault).toBe('status (fault-1)')
  // Its address means the world without a cookie.
  expect(await ask(url + messages)).toBe(200)
  expect((await journal.list({ operation: 'listMessages', status: 200 })).total).toBe(1)
  const before = (await clock.state()).now
  expect((await clock.advance('P1D')).now > before).toBe(true)
})
