/** What a request carries that nothing reads: answered as without it, and named beside the answer. */
import { afterAll, describe, expect, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { nearestName } from '../../src/base/nearest-name.ts'
import { build, ids, tokens } from '../helpers.ts'

const channels = '/v1/backend/channels/_conv_count'
const views = '/v2/backend/team_conversations/_views_count'
const messages = '/v1/backend/conversation_messages'
const creation = '/v1/backend/conversations'
const conversation = '/v1/backend/conversation'
const search = `/v1/backend/meilisearch/${ids.organization}/search`
const named = `conversation_id=${ids.conversation}`

const listTakes = 'the query takes limit, skip, type, q, conversation_id, team_conversation_id'
const textTakes = 'a body of type text takes type, text, conversation_id, team_conversation_id'

interface Row {
  name: string
  url: string
  token?: string
  body?: object
  status?: number
  note: string | undefined
}

const rows: Row[] = [
  { name: 'nothing', url: `${messages}?${named}&limit=3`, note: undefined },
  { name: 'no query', url: views, note: undefined },
  { name: 'an empty name', url: `${views}?=&&=x`, note: undefined },
  {
    name: 'a slip in a query',
    url: `${messages}?${named}&limt=3`,
    note: 'limt is not read: did you mean limit?',
  },
  {
    name: 'a swap',
    url: `${channels}?veiw=all`,
    note: 'veiw is not read: did you mean view?',
  },
  {
    name: 'names as JavaScript writes them',
    url: `${channels}?teamId=x&Status=closed&team-id=y&view[]=all`,
    note: [
      'teamId is not read: did you mean team_id?',
      'Status is not read: did you mean status?',
      'team-id is not read: did you mean team_id?',
      'view[] is not read: did you mean view?',
    ].join('; '),
  },
  {
    name: 'half a name',
    url: `${channels}?team=x`,
    note: 'team is not read: did you mean team_id?',
  },
  {
    name: 'what no name is like',
    url: `${messages}?${named}&page=2`,
    note: `page is not read: ${listTakes}`,
  },
  {
    name: 'several such, and a slip',
    url: `${messages}?${named}&page=2&_=1700000000&skp=1`,
    note: `skp is not read: did you mean skip?; page, _ are not read: ${listTakes}`,
  },
  {
    name: 'more than is looked at',
    url: `${views}?${Array.from({ length: 2_000 }, (_, n) => `k${n}`).join('&')}`,
    note: 'k0, k1, k2, k3, k4, 1995 more are not read: the query takes type, q',
  },
  {
    name: 'a name beyond measure',
    url: `${views}?${'x'.repeat(8_000)}=1`,
    note: 'a name of 8000 characters is not read: the query takes type, q',
  },
  {
    name: 'what every object has',
    url: `${views}?__proto__=1&constructor=1`,
    note: '__proto__, constructor are not read: the query takes type, q',
  },
  {
    name: 'a query to an operation without any',
    url: `${creation}?chanel=x`,
    body: {},
    note: 'chanel is not read: the query takes nothing',
  },
  {
    name: 'a field of the body in the query',
    url: `${creation}?channel_id=x`,
    body: {},
    note: 'channel_id is not read: the body takes it',
  },
  {
    name: 'a field of a search in the query',
    url: `${search}?limit=1`,
    body: { limit: 1 },
    note: 'limit is not read: the body takes it',
  },
  {
    name: 'a slip in a body that makes a guest',
    url: creation,
    body: { chanel_id: 'imbrace_channel' },
    note: 'chanel_id is not read: did you mean channel_id?',
  },
  {
    name: 'a slip in a message',
    url: messages,
    token: tokens.contact,
    body: { type: 'text', text: 'Hello', converstion_id: 'x' },
    note: 'converstion_id is not read: did you mean conversation_id?',
  },
  {
    name: 'a field of another type of message',
    url: messages,
    token: tokens.contact,
    body: { type: 'text', text: 'Hello', caption: 'x' },
    note: `caption is not read: ${textTakes}`,
  },
  {
    name: 'a field of its own type',
    url: messages,
    token: tokens.contact,
    body: { type: 'image', url: 'http://x', caption: 'x' },
    note: undefined,
  },
  {
    name: 'content as an answer shows it',
    url: messages,
    token: tokens.contact,
    body: { type: 'text', text: 'Hello', content: { text: 'Hello', is_mail: false } },
    note: 'content is not read: send text in a body of type text itself',
  },
  {
    name: 'a query and a body',
    url: `${messages}?limt=1`,
    token: tokens.contact,
    body: { type: 'text', text: 'Hello', cpation: 'x' },
    note: `limt is not read: the query takes nothing; cpation is not read: ${textTakes}`,
  },
  {
    name: 'a slip that makes the body wrong',
    url: messages,
    token: tokens.contact,
    body: { type: 'text', txet: 'Hello' },
    status: 400,
    note: 'txet is not read: did you mean text?',
  },
  {
    name: 'a slip in the type’s own name',
    url: messages,
    token: tokens.contact,
    body: { tpye: 'text', text: 'Hello' },
    status: 400,
    note: 'tpye is not read: did you mean type?',
  },
  {
    name: 'a refused query',
    url: `${messages}?${named}&limit=x&skp=1`,
    status: 400,
    note: 'skp is not read: did you mean skip?',
  },
  {
    name: 'a list in place of a body',
    url: creation,
    body: ['channel_id'],
    status: 400,
    note: undefined,
  },
  // The engine refuses these by name, as Meilisearch does.
  {
    name: 'a slip in a fetch',
    url: search.replace('/search', '/fetch'),
    body: { filter: 'type = text', limt: 1 },
    status: 400,
    note: undefined,
  },
  { name: 'a slip in a search', url: search, body: { limt: 1 }, status: 400, note: undefined },
  {
    name: 'a contact that names a conversation',
    url: `${conversation}?${named}`,
    token: tokens.contact,
    note: 'conversation_id is not read: a contact gets its own conversation',
  },
  {
    name: 'a channel that names a conversation',
    url: `${conversation}?team_${named}`,
    token: tokens.channel,
    note: 'team_conversation_id is not read: a channel token makes a new guest',
  },
  { name: 'an agent that names a conversation', url: `${conversation}?${named}`, note: undefined },
  {
    name: 'line breaks, and what turns the direction of reading',
    url: `${views}?a%0Ab%0D=1&%E2%80%AEc=2`,
    note: 'a?b?, ?c are not read: the query takes type, q',
  },
  {
    name: 'letters that a header has not',
    url: `${views}?%E9%A0%81=1`,
    note: '? is not read: the query takes type, q',
  },
]

describe('the answer names', () => {
  for (const { name, url, token = tokens.user, body, status = 200, note } of rows) {
    test(name, async () => {
      const lines: string[] = []
      const app = build({ log: 'json', logOutput: { write: (line) => void lines.push(line) } })
      const method = body === undefined ? ('GET' as const) : ('POST' as const)

      const answer = await app.inject({
        method,
        url,
        headers: { 'x-access-token': token },
        payload: body,
      })

      expect([answer.statusCode, answer.headers['x-mock-note']]).toEqual([status, note])
      expect(lines).toHaveLength(1)
      const logged = JSON.parse(lines[0] ?? '')
      if (note === undefined) expect(logged).not.toHaveProperty('note')
      // The log carries letters that a header has not.
      else expect(logged.note.replace(/[^\x20-\x7e]/g, '?')).toBe(note)
    })
  }

  test('it once for HEAD', async () => {
    const answer = await build().inject({
      method: 'HEAD',
      url: `${channels}?viw=all`,
      headers: { 'x-access-token': tokens.user },
    })
    expect(answer.headers['x-mock-note']).toBe('viw is not read: did you mean view?')
  })

  test('it to a page and in the line for people', async () => {
    const lines: string[] = []
    const app = build({ log: 'human', logOutput: { write: (line) => void lines.push(line) } })
    const answer = await app.inject({
      url: `${channels}?viw=none&view=none`,
      headers: { 'x-access-token': tokens.user, origin: 'http://localhost:3000' },
    })
    expect(answer.headers['access-control-expose-headers']).toContain('x-mock-note')
    expect(lines.join('')).toMatch(
      / \(query\.view must be one of all, yours, joined\) \(viw is not read: did you mean view\?\)\n$/,
    )
  })
})

describe('what is not read changes nothing', () => {
  const app = buildApp()
  afterAll(() => app.close())
  test('but the note', async () => {
    const ask = (query: string) =>
      app.inject({ url: views + query, headers: { 'x-access-token': tokens.user } })
    expect((await ask('?unknown=1')).body).toBe((await ask('')).body)
  })
})

describe('no credential is told', () => {
  const jwt = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1In0.c2ln'
  for (const secret of [tokens.user, tokens.apiKey, 'login_acc_ffff', jwt, 'hunter2-Zq9']) {
    test(secret, async () => {
      const lines: string[] = []
      const app = build({ log: 'json', logOutput: { write: (line) => void lines.push(line) } })
      const headers = { 'x-access-token': tokens.user, 'x-temp-token': secret }
      const payload = {
        type: 'text',
        text: 'Hello',
        [secret]: 1,
        conversation_id: ids.conversation,
      }

      const answers = [
        await app.inject({ url: `${channels}?${secret}`, headers }),
        await app.inject({ method: 'POST', url: messages, headers, payload }),
      ]

      for (const answer of answers) {
        expect(answer.statusCode).toBe(200)
        expect(answer.headers['x-mock-note']).toMatch(/^\*\*\* is not read: /)
      }
      expect(lines).toHaveLength(2)
      expect(lines.join('')).not.toContain(secret)
    })
  }
})

describe('the nearest name', () => {
  const known = ['limit', 'skip', 'type', 'q', 'conversation_id', 'team_conversation_id', 'text']
  test.each([
    ['limt', 'limit'],
    ['limmit', 'limit'],
    ['LIMIT', 'limit'],
    ['tpye', 'type'],
    ['txet', 'text'],
    ['skp', 'skip'],
    ['Q', 'q'],
    ['conversationId', 'conversation_id'],
    ['conversation', 'conversation_id'],
    ['conv', 'conversation_id'],
    ['convesrationid', 'conversation_id'],
    ['team_conversatoin_id', 'team_conversation_id'],
    ['x', undefined],
    ['', undefined],
    ['li', undefined],
    ['page', undefined],
    ['offset', undefined],
    ['size', undefined],
    ['__proto__', undefined],
    ['x'.repeat(1_000_000), undefined],
  ])('to %.20s', (sent, name) => {
    expect(nearestName(sent, known)).toBe(name)
  })
})
