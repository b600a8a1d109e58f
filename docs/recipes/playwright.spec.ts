/** Each test has a world of its own, which its browser means by a cookie. */
import { expect } from '@playwright/test'
import { gatewayTest } from 'imbrace-gateway-mock/playwright'

const port = Number(process.env.IMBRACE_MOCK_PORT ?? 9001)
const test = gatewayTest({ url: `http://127.0.0.1:${port}` })

test('what could not be sent is sent again', async ({ page, gateway, world }) => {
  await world.faults.add({
    match: { operation: 'sendMessage' },
    effect: { kind: 'status', status: 503 },
    times: 1,
  })
  // A page of your front end instead.
  await page.goto(`${gateway.url}/readyz`)
  const send = () =>
    page.evaluate(async () => {
      const response = await fetch('/v1/backend/conversation_messages', {
        method: 'POST',
        headers: { 'x-access-token': 'con_test_contact', 'Content-Type': 'application/json' },
        body: JSON.stringify({ type: 'text', text: 'Hello' }),
      })
      return response.status
    })
  expect([await send(), await send()]).toEqual([503, 200])
})
