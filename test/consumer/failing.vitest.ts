/** Tests that fail, and one that is meant to. */
import { gatewayTest } from 'imbrace-gateway-mock/vitest'
import { expect } from 'vitest'

const test = gatewayTest()
const contact = { 'x-access-token': 'con_test_contact' }

test('asks where nobody is', async ({ url }) => {
  const answer = await fetch(`${url}/v1/backend/conversation_mesages`, { headers: contact })
  expect(answer.status).toBe(200)
})

test('asks where somebody is', async ({ url }) => {
  const answer = await fetch(`${url}/v1/backend/conversation_messages`, { headers: contact })
  expect(answer.status).toBe(201)
})

test('passes', async ({ url }) => {
  expect((await fetch(`${url}/v1/backend/passed`)).status).toBe(404)
})

test.fails('is meant to fail', async ({ url }) => {
  expect((await fetch(`${url}/v1/backend/meant`)).status).toBe(200)
})
