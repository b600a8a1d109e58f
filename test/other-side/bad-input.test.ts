/** Whatever is sent to the other side: it is taken whole, or refused with what would be right. */
import { describe, expect, test } from 'vitest'
import { build, ids } from '../helpers.ts'
import { createRandom } from '../random.ts'

const strange: unknown[] = [
  null,
  true,
  -1,
  0.5,
  1e300,
  '',
  ' ',
  '\u0000',
  '\ud800',
  'a\nb',
  'x'.repeat(5_000),
  '__proto__',
  'constructor',
  [],
  [[]],
  {},
  { constructor: { name: 'x' } },
  { type: 'text' },
  'PT1H',
  '-PT1H',
  'web',
  'agent',
  'u_imbrace_bot',
  ids.user,
  ids.conversation,
  ids.organization,
  'con_test_contact',
  '2026-01-31T09:00:00Z',
]

const said = { text: 'A', message: { type: 'image', url: 'x' } }
const place = { channel_id: 'imbrace_channel', channel_type: 'web', organization_id: 'org_imbrace' }
const contact = { phone_number: '1', email: 'a@b.c', display_name: 'A', labels: ['x'] }
const calls: Record<string, Record<string, unknown>> = {
  inbound: { ...said, ...place, contact_id: 'con_test_contact', contact },
  outbound: {
    ...said,
    conversation_id: ids.conversation,
    contact_id: 'con_test_contact',
    as: 'bot',
    user_id: ids.user,
    email: 'carmen.lau@example.com',
  },
  tokens: {
    kind: 'user',
    user_id: ids.user,
    email: 'carmen.lau@example.com',
    contact_id: 'con_test_contact',
    channel_id: 'imbrace_channel',
    organization_id: 'org_imbrace',
    conversation_id: ids.conversation,
    expires_in: 'PT1H',
    expires_at: null,
  },
  conversations: {
    ...place,
    count: 2,
    status: 'active',
    team_id: null,
    joined_by: [ids.user],
    threads: ['order-tracking-en'],
    messages: [{ by: 'contact', text: 'A' }],
    language: 'en',
    starts_at: '2026-01-31T09:00:00Z',
    every_seconds: 5,
    is_presence: true,
  },
  scenarios: {
    name: 'a',
    starts_at: '2026-01-31T09:00:00Z',
    customers: { ann: { ...place, contact } },
    steps: [
      { after: 'PT1S', inbound: { customer: 'ann', text: 'A' } },
      { outbound: { customer: 'ann', text: 'A', as: 'bot' } },
      { conversations: { count: 1 } },
    ],
  },
}

/** The paths of all that a value has in it. */
function pathsIn(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsIn(inner, [...path, key]))]
}

function replaceAt(value: unknown, [key, ...rest]: (string | number)[], by: unknown): unknown {
  if (key === undefined) return by
  const copy = structuredClone(value) as Record<string, unknown>
  copy[key] = replaceAt(copy[key], rest, by)
  return copy
}

describe.each(Object.entries(calls))('%s', (name, whole) => {
  test('answers each of many bodies with what it did, or what would be right', async () => {
    const app = build()
    const random = createRandom(name.length)
    const seen = new Set<number>()
    for (let n = 0; n < 400; n += 1) {
      // Some of its fields, one of which is strange.
      const fields = Object.entries(whole).filter(
        ([key]) => key === 'kind' || key === 'steps' || random.pick([true, false]),
      )
      const body = Object.fromEntries(fields)
      const sent = replaceAt(body, random.pick(pathsIn(body)), random.pick(strange))
      const payload = JSON.stringify(random.pick([true, false, false]) ? body : sent)
      const { statusCode, body: text } = await app.inject({
        method: 'POST',
        url: `/_mock/${name}`,
        headers: { 'content-type': 'application/json' },
        payload,
      })
      seen.add(statusCode)
      const answer = JSON.parse(text)
      if (statusCode < 300) continue
      expect([400, 404, 409], `${payload} ${text}`).toContain(statusCode)
      expect(answer, payload).toEqual({
        message: expect.stringMatching(/\S/),
        expected: expect.stringMatching(/\S/),
      })
    }
    expect([...seen].some((status) => status < 300)).toBe(true)
    expect(seen.has(400)).toBe(true)
    // Whatever was taken is a world that goes on.
    const { statusCode } = await app.inject({
      method: 'GET',
      url: '/v2/backend/team_conversations?view=all&limit=50',
      headers: { 'x-access-token': 'acc_3064efc7-4ccc-4b48-8ffa-50313e5b19df' },
    })
    expect(statusCode).toBe(200)
  })
})
