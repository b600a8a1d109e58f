/** What a refusal by a schema says: which field, what would pass, and what was found in its place. */
import { afterAll, describe, expect, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { ids, tokens } from '../helpers.ts'

const app = buildApp()
afterAll(() => app.close())

const messages = '/v1/backend/conversation_messages'
const headers = { 'x-access-token': tokens.user }

async function reasonOf(method: 'GET' | 'POST', url: string, payload?: unknown) {
  const answer = await app.inject({
    method,
    url,
    headers: { ...headers, ...(payload !== undefined && { 'content-type': 'application/json' }) },
    ...(payload !== undefined && { payload: JSON.stringify(payload) }),
  })
  expect(answer.statusCode).toBe(400)
  return answer.headers['x-mock-reason']
}

describe('a body', () => {
  const text = { type: 'text', text: 'Hello' }
  test.each([
    [{ type: 'text', text: 1 }, 'body.text must be a string, found a number'],
    [{ type: 'text', text: null }, 'body.text must be a string, found null'],
    [{ type: 'text', text: ['Hello'] }, 'body.text must be a string, found an array'],
    [{ type: 'text', text: { text: 'Hello' } }, 'body.text must be a string, found an object'],
    [{ type: 'text', text: true }, 'body.text must be a string, found a boolean'],
    [{ type: 'text', text: ' ' }, 'body.text must not be blank'],
    [{ type: 'text' }, 'body.text is missing'],
    [{ type: 'image', url: 'x', caption: 1 }, 'body.caption must be a string, found a number'],
    [{ ...text, conversation_id: 7 }, 'body.conversation_id must be a string, found a number'],
    [[], 'body must be an object, found an array'],
    ['text', 'body must be an object, found a string'],
  ])('%j', async (body, reason) => {
    expect(await reasonOf('POST', messages, body)).toBe(reason)
  })

  test('that may be left out as well', async () => {
    expect(await reasonOf('POST', '/v1/backend/conversation', 1)).toBe(
      'body must be an object or null, found a number',
    )
    expect(await reasonOf('POST', '/v1/backend/conversation', { channel_id: [] })).toBe(
      'body.channel_id must be a string, found an array',
    )
  })
})

describe('a query', () => {
  test.each([
    [`?q=${ids.conversation}&q=x&q=y`, 'query.q must be sent once, not 3 times'],
    ['?limit=ten', 'query.limit must be a whole number from 0 on, in digits, sent once'],
    ['?limit=1&limit=2', 'query.limit must be a whole number from 0 on, in digits, sent once'],
  ])('%s', async (query, reason) => {
    expect(await reasonOf('GET', messages + query)).toBe(reason)
  })
})
