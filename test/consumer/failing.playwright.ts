/** A test that fails, and one that is meant to. */
import { expect } from '@playwright/test'
import { gatewayTest } from 'imbrace-gateway-mock/playwright'

const test = gatewayTest()

for (const name of ['fails', 'is meant to fail']) {
  test(name, async ({ url }) => {
    test.fail(name === 'is meant to fail')
    const answer = await fetch(`${url}/v1/backend/conversation_mesages`)
    expect(answer.status).toBe(200)
  })
}
