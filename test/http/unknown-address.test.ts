/** What an address that nothing answers says: the methods there are, or the nearest operation. */
import { afterAll, describe, expect, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { build, ids, tokens } from '../helpers.ts'

const app = buildApp()
afterAll(() => app.close())

/** The words behind `no operation METHOD ADDRESS: `, which every such answer begins with. */
async function explain(method: string, url: string): Promise<string> {
  // `inject` types the common methods only.
  const answer = await app.inject({ method: method as 'GET', url })
  const [path] = url.split('?')
  const start = `no operation ${method} ${path}: `
  expect([answer.statusCode, method === 'HEAD' ? '' : answer.json()]).toEqual([
    404,
    method === 'HEAD' ? '' : { message: 'Not Found' },
  ])
  expect(answer.headers).not.toHaveProperty('allow')
  const reason = String(answer.headers['x-mock-reason'])
  expect(reason.startsWith(start), reason).toBe(true)
  return reason.slice(start.length)
}

const lookThere = 'see /_mock/openapi.json'

describe('where only the method is wrong, the methods that there are', () => {
  const conversation = 'GET (getOrCreateConversation) or POST (createConversation)'
  const messages = 'GET (listMessages) or POST (sendMessage)'
  test.each([
    ['PUT', '/v1/backend/conversation', conversation],
    ['DELETE', '/api/channel-service/v3/conversation?x=1', conversation],
    ['PROPFIND', '/backend/v2/conversation', conversation],
    ['PATCH', '/v1/conversation_messages', messages],
    [
      'PUT',
      '/v1/backend/conversations',
      'GET (listConversations) or POST (createConversationBySdk)',
    ],
    ['POST', '/v1/backend/team_conversations/_views_count', 'GET (getViewsCount)'],
    ['POST', '/v2/backend/channels/_conv_count', 'GET (getChannelCounts)'],
    ['POST', '/v1/channels/_conv_count', 'GET (getTeamChannelCounts)'],
    ['GET', '/v1/backend/meilisearch/org_imbrace/search', 'POST (searchMessages)'],
    ['GET', '/data-board/search/brd_1/fetch', 'POST (fetchMessages)'],
    ['POST', '/', 'GET (getGateway)'],
    ['POST', '/livez', 'GET'],
  ])('%s %s', async (method, url, methods) => {
    expect(await explain(method, url)).toBe(`this address takes ${methods}`)
  })
})

describe('else the nearest operation, in the form that was asked', () => {
  const teamCounts = 'GET /v1/backend/channels/_conv_count (getTeamChannelCounts)'
  const list = 'GET /v1/backend/conversation_messages (listMessages)'
  test.each([
    ['GET', '/v1/backend/chanels/_conv_count', teamCounts],
    ['GET', '/v1/backend/chanels/_conv_counts?view=all', teamCounts],
    ['GET', '/V1/Backend/Channels/_Conv_Count', teamCounts],
    ['GET', '/v1/backend/channels/_conv_count/', teamCounts],
    ['GET', '//v1/backend/channels/_conv_count', teamCounts],
    ['GET', '/v1/bakend/channels/_conv_count', teamCounts],
    [
      'GET',
      '/v2/backend/chanels/_conv_count',
      'GET /v2/backend/channels/_conv_count (getChannelCounts)',
    ],
    ['GET', '/v1/backend/messages', list],
    ['GET', '/v1/backend/conversation_message', list],
    [
      'POST',
      '/v1/backend/conversation_message',
      'POST /v1/backend/conversation_messages (sendMessage)',
    ],
    ['HEAD', '/v1/backend/conversation_message', list],
    ['PUT', '/v1/backend/conversation_message', list],
    ['GET', '/v4/backend/conversation_messages', list],
    ['GET', '/v2/conversation_messages', 'GET /v1/conversation_messages (listMessages)'],
    ['GET', '/v1/conversation_mesages', 'GET /v1/conversation_messages (listMessages)'],
    ['GET', '/conversation', 'GET /v1/backend/conversation (getOrCreateConversation)'],
    ['GET', '/v1/conversation', 'GET /v1/backend/conversation (getOrCreateConversation)'],
    ['GET', '/backend/conversation', 'GET /v1/backend/conversation (getOrCreateConversation)'],
    [
      'POST',
      '/v1/backend/conversation/conv_1',
      'GET /v1/backend/conversations/{conversation_id} (getConversation)',
    ],
    [
      'GET',
      '/channel-service/v2/team_conversation/_view_count',
      'GET /channel-service/v2/team_conversations/_views_count (getViewsCount)',
    ],
    [
      'GET',
      '/v2/backend/team_conversation?type=business_unit_id',
      'GET /v2/backend/team_conversations (listTeamConversations)',
    ],
    [
      'GET',
      '/api/backend/v3/conversation_mesages',
      'GET /api/backend/v3/conversation_messages (listMessages)',
    ],
    [
      'GET',
      '/channel-servise/v1/conversation_messages',
      'GET /channel-service/v1/conversation_messages (listMessages)',
    ],
    [
      'GET',
      '/channel-service/v4/conversation_messages',
      'GET /channel-service/v1/conversation_messages (listMessages)',
    ],
    [
      'GET',
      '/v1/channel-service/v2/conversation_messages',
      'GET /channel-service/v2/conversation_messages (listMessages)',
    ],
    [
      'POST',
      '/v1/backend/meilisearch/org_imbrace/serach',
      'POST /v1/backend/meilisearch/{index}/search (searchMessages)',
    ],
    [
      'POST',
      '/v1/backend/meilisearch/org_imbrace',
      'POST /v1/backend/meilisearch/{index}/search (searchMessages)',
    ],
    ['POST', '/data-board/serach/brd_1', 'POST /data-board/search/{index} (searchMessages)'],
    [
      'POST',
      '/data-board/search/brd_1/fecth',
      'POST /data-board/search/{index}/fetch (fetchMessages)',
    ],
    ['GET', '/openapi.json', 'GET /_mock/openapi.json'],
    ['GET', '/readz', 'GET /readyz'],
  ])('%s %s', async (method, url, operation) => {
    expect(await explain(method, url)).toBe(`nearest: ${operation}`)
  })

  test.each([
    '/nowhere',
    '/v1',
    '/v1/backend',
    '/v1/backend/',
    '/v1/backend/nowhere',
    '/v1/backend/__proto__',
    '/favicon.ico',
    '/a'.repeat(20),
    '/constructor/prototype',
  ])('and none where nothing is near: %s', async (url) => {
    expect(await explain('GET', url)).toBe(lookThere)
  })

  test('also behind a long query and for a long address, which is cut', async () => {
    const long = `/v1/backend/conversation_mesages?q=${'x'.repeat(8_000)}`
    expect(await explain('GET', long)).toMatch(/^nearest: /)
    const endless = await app.inject({ url: `/v1/backend/${'conversation/'.repeat(1_000)}` })
    expect(endless.headers['x-mock-reason']).toMatch(
      /^no operation GET \/v1\/backend\/conversation.{176}\.\.\.: see \/_mock\/openapi\.json$/,
    )
  })

  test('and no credential, whole or half', async () => {
    for (const secret of [tokens.user, 'hunter2-Zq9'.repeat(20)]) {
      for (const before of ['/v1/backend/', `/${'x'.repeat(150)}/`]) {
        const answer = await app.inject({
          url: `${before}${secret}/conversation`,
          headers: { 'x-access-token': secret },
        })
        expect(answer.headers['x-mock-reason']).not.toMatch(/hunter2|3064efc7/)
      }
    }
  })
})

test('every form of an operation is an address of it', async () => {
  await app.ready()
  const { canonicalUrl, formsOf } = app.operationAddresses
  const forms = [
    '/v2/backend/team_conversations/_views_count',
    '/v1/backend/channels/_conv_count',
    '/v1/backend/meilisearch/:index/fetch',
    '/livez',
  ].map((url) => formsOf(url))
  for (const [canonical, ...others] of forms) {
    for (const form of others) expect(canonicalUrl(form)).toBe(canonical)
  }
  expect(forms.map((all) => all.length)).toEqual([5, 5, 6, 1])
})

describe('a body that is too large is told what the limit is', () => {
  test.each([
    ['/v1/backend/conversation', 2, 'operation takes 1048576 bytes, 1 MiB, at most'],
    ['/v1/backend/conversation_messages', 2, 'operation takes 1048576 bytes, 1 MiB, at most'],
    [
      `/v1/backend/meilisearch/${ids.organization}/search`,
      9,
      'operation takes 8388608 bytes, 8 MiB, at most',
    ],
  ])('%s', async (url, mebibytes, words) => {
    const lines: string[] = []
    const logged = build({ log: 'json', logOutput: { write: (line) => void lines.push(line) } })
    const payload = JSON.stringify({ q: 'x'.repeat(mebibytes * 2 ** 20 - 8) })
    const answer = await logged.inject({
      method: 'POST',
      url,
      headers: { 'x-access-token': tokens.user, 'content-type': 'application/json' },
      payload,
    })
    const reason = `body: too large (${mebibytes * 2 ** 20} bytes): this ${words}`
    expect([answer.statusCode, answer.headers['x-mock-reason']]).toEqual([413, reason])
    expect(JSON.parse(lines.join(''))).toMatchObject({ status: 413, reason })
  })
})
