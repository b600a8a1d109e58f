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
