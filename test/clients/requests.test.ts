/**
 * What real clients have been recorded to send, and the fields of the answers that they read
 * (docs/neighbours.md): the inbox, the chat widget, the TypeScript SDK. Each is answered as it needs.
 */
import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { formOf } from './form.ts'

interface Recorded {
  client: string
  operation: string
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: string
  query: Record<string, string | string[]>
  headers: Record<string, string>
  body: unknown
  expectStatus: number
  /** `data[].latest_message?.content`: a `?` where it may be missing. */
  reads: string[]
  note?: string
}

const recorded = JSON.parse(
  readFileSync(new URL('requests.json', import.meta.url), 'utf8'),
) as Recorded[]

let app: FastifyInstance
const names: Record<string, string> = {}
const callers = { agent: '', guest: '' }

async function ask(method: Recorded['method'], url: string, token?: string, payload?: object) {
  const headers = token === undefined ? {} : { 'x-access-token': token }
  const answer = await app.inject({ method, url, headers, ...(payload && { payload }) })
  return answer.json()
}

async function signIn(): Promise<string> {
  const body = { email: 'agent@example.test', password: 'secret' }
  return (await ask('POST', '/v1/backend/login/sign_in', undefined, body)).token
}

beforeAll(async () => {
  app = buildApp()
  await app.ready()
  const login = await signIn()
  const v1 = '/v1/backend'
  names.org = (await ask('GET', '/v2/backend/organizations', login)).data[0].id
  const access = { organization_id: names.org }
  const session = await ask('POST', `${v1}/access/_exchange_access_token`, login, access)
  const agent: string = session.token
  callers.agent = agent
  names.bu = (await ask('GET', `${v1}/business_units`, agent)).data[0].id
  const account = await ask('GET', `${v1}/account`, agent)
  Object.assign(names, { user: account.id, team: account.team_roles[0].team_id })
  const rooms = `/v2/backend/team_conversations?type=business_unit_id&q=${names.bu}&view=all`
  const [room] = (await ask('GET', rooms, agent)).data
  const { id: tc, conversation_id: conv, contact_id: contact, channel_id: channel } = room
  Object.assign(names, { tc, conv, contact, channel })
  const messages = `${v1}/conversation_messages?type=team_conversation_id&q=${tc}`
  names.msg = (await ask('GET', messages, agent)).data[0].id
  const [board] = (await ask('GET', '/v1/board?limit=0&is_default=true&types=Contacts', agent)).data
  names.board = board.id
  names.field = board.fields.find(({ name }: { name: string }) => name === 'Segment')._id
  names.item = (await ask('GET', `/v1/board/${board.id}/board_items`, agent)).data[0].id
  names.template = (await ask('GET', '/v2/backend/message_templates', agent)).data[0].id
  names.category = (await ask('GET', `${v1}/categories`, agent)).data[0].id
  names.notification = (await ask('GET', `${v1}/notifications`, agent)).data[0].id
  names.label = (await ask('GET', `${v1}/teams/${names.team}/team_labels`, agent)).items[0]._id
  const observers = `${v1}/assign/team/${names.team}/observers?conversation_id=${conv}`
  names.team_user = (await ask('GET', observers, agent))[0]._id
  const guest = { channel_id: channel, time_zone: 'UTC' }
  callers.guest = (await ask('POST', '/channel-service/v1/contacts', undefined, guest)).access_token
  await ask('GET', '/channel-service/v1/conversation', callers.guest)
  const upload = await app.inject({
    method: 'POST',
    url: `${v1}/conversation_messages/_fileupload`,
    headers: { 'x-access-token': agent, ...formOf({ file: 'a.png (image/png)' }).headers },
    payload: formOf({ file: 'a.png (image/png)' }).payload,
  })
  names.file = new URL(upload.json().url).pathname.split('/').at(-1) ?? ''
})
afterAll(() => app.close())

/** A comment that is there to be changed or deleted. */
async function comment(): Promise<string> {
  const { conv, msg } = names
  const url = `/v1/backend/conversations/${conv}/conversation_messages/${msg}/comments`
  return (await ask('POST', url, callers.agent, { content: 'note' }))._id
}

function fill(text: string): string {
  return text.replace(/\{([a-z_]+)\}/g, (_, name) => {
    const value = names[name]
    if (value === undefined) throw new Error(`no ${name} is known`)
    return value
  })
}

const filled = (value: unknown): unknown => JSON.parse(fill(JSON.stringify(value)))

/** Which credential a recording's placeholder stands for. */
async function credentialFor({ client, operation, note = '' }: Recorded): Promise<string> {
  if (client === 'widget' || note.includes('names no conversation')) return callers.guest
  const isBefore = ['exchangeToken', 'listMyOrganizations', 'listOrganizationsV1']
  return isBefore.includes(operation) ? signIn() : callers.agent
}

async function headersOf(one: Recorded): Promise<Record<string, string>> {
  const credential = await credentialFor(one)
  const headers = Object.entries(one.headers).flatMap(([name, value]): [string, string][] => {
    if (value.startsWith('Bearer <')) return []
    if (!value.startsWith('<')) return [[name, value]]
    if (/organization/.test(name)) return [[name, names.org ?? '']]
    return [[name, value.includes('channel') ? (names.channel ?? '') : credential]]
  })
  return Object.fromEntries(headers)
}

/** Whether all that a path leads to is there: every member of a list, unless a `?` excuses it. */
function isThere(value: unknown, [head, ...rest]: string[]): boolean {
  if (head === undefined) return value !== undefined
  if (head === '[]') return Array.isArray(value) && value.every((one) => isThere(one, rest))
  const name = head.replace('?', '').replace(/^\[(\d+)\]$/, '$1')
  const next = (value as Record<string, unknown> | null | undefined)?.[name]
  if (next === undefined || (next === null && rest.length > 0)) return head.endsWith('?')
  return isThere(next, rest)
}

const stepsOf = (path: string) => path.split(/[.]|(?=\[)/).filter((step) => step !== '')

test.each(
  recorded.map((one, n) => [`${n}: ${one.client} ${one.method} ${one.path}`, one] as const),
)('%s', async (_, one) => {
  if (one.path.includes('{comment}')) names.comment = await comment()
  const query = Object.entries(one.query).flatMap(([name, value]) =>
    [value].flat().map((text): [string, string] => [name, fill(text)]),
  )
  const url = `${fill(one.path)}?${new URLSearchParams(query)}`
  const form = (one.body as { $multipart?: Record<string, string> } | null)?.$multipart
  const headers = await headersOf(one)
  if (form !== undefined) delete headers['content-type']
  const sent = form === undefined ? { headers } : formOf(form)
  const answer = await app.inject({
    method: one.method,
    url,
    headers: { ...headers, ...sent.headers },
    ...(form !== undefined && { payload: formOf(form).payload }),
    ...(form === undefined &&
      one.body !== null &&
      one.method !== 'GET' && { payload: filled(one.body) as object }),
  })
  expect(answer.statusCode, answer.body).toBe(one.expectStatus)
  if (one.expectStatus !== 200 || one.path.includes('/files/chat/')) return
  const body = answer.json()
  const read = one.reads.filter((path) => !path.startsWith('('))
  expect(read.filter((path) => !isThere(body, stepsOf(fill(path))))).toEqual([])
})
