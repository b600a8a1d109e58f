/** Who is let in, under which address and in which world; and that nobody hears what is not for it. */
import { request } from 'node:http'
import { Manager } from 'socket.io-client'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { AppOptions } from '../../src/index.ts'
import { ids, tokens } from '../helpers.ts'
import {
  ask,
  asUser,
  collect,
  connect,
  connected,
  listen,
  newGuest,
  send,
  settle,
} from './sockets.ts'

const jwt = (claims: object) =>
  `eyJhbGciOiJIUzI1NiJ9.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`

describe('is let in', () => {
  test.each([
    ['an agent', asUser],
    ['an agent who calls its token token', { token: tokens.user }],
    ['an API key', { access_token: tokens.apiKey }],
    ['a JWT', { access_token: jwt({ sub: ids.user }) }],
    ['a contact by its id', { token: tokens.contact }],
    ['a contact by its access token', { token: tokens.contactAccess }],
    ['a page by its channel token', { token: tokens.channel }],
  ])('%s', async (_who, auth) => {
    const place = await listen()
    const { socket } = await connect(place, { auth })
    expect(socket.connected).toBe(true)
  })

  test('somebody of two organizations, to each', async () => {
    const place = await listen()
    const auth = { access_token: tokens.userOfTwo }
    await connect(place, { auth })
    await connect(place, { auth, namespace: `/${ids.otherOrganization}` })
  })

  test.each(['/ws', '/ws/', '/api/ws', '/_world/mine/ws', '/_world/mine/ws/'])(
    'under %s',
    async (path) => {
      await connect(await listen(), { path })
    },
  )
})

describe('is refused, and the log says why', () => {
  const logged = async (options: AppOptions = {}) => {
    const lines: string[] = []
    const logOutput = { write: (line: string) => lines.push(line) }
    return { place: await listen({ log: 'json', logOutput, ...options }), lines }
  }

  test.each<[string, object, string, string]>([
    ['a made-up token', { token: 'con_nobody' }, ids.organization, 'not known in this world'],
    [
      'an expired token',
      { access_token: tokens.expired },
      ids.organization,
      'the token expired at',
    ],
    ['another organization', asUser, ids.otherOrganization, 'not an organization of the caller'],
    ['a foreign contact', { token: tokens.contact }, ids.otherOrganization, 'not an organization'],
    ['an unknown organization', asUser, 'org_nobody', 'no organization org_nobody'],
    ['no credential', {}, ids.organization, 'no credential'],
    ['a token that is none', { token: { $ne: 1 } }, ids.organization, 'no credential'],
    ['a JWT of nobody', { token: jwt({ sub: 'u_no' }) }, ids.organization, 'name no user'],
  ])('%s', async (_what, auth, organization, reason) => {
    const { place, lines } = await logged()
    await expect(connect(place, { auth, namespace: `/${organization}` })).rejects.toThrow(
      /^Unauthorized$/,
    )
    expect(lines.join('')).toContain(reason)
    for (const token of Object.values(auth)) {
      if (String(token).includes('_')) expect(lines.join('')).not.toContain(String(token))
    }
  })

  test('a socket without an organization', async () => {
    const { place, lines } = await logged()
    await expect(connect(place, { namespace: '/' })).rejects.toThrow(/^Unauthorized$/)
    expect(lines.join('')).toContain('its namespace is /{organization}')
  })

  test('a client of another version', async () => {
    const { place, lines } = await logged()
    const socket = new WebSocket(`${place.url}/ws/?EIO=3&transport=websocket`)
    await new Promise((resolve) => socket.addEventListener('close', resolve))
    expect(lines.join('')).toContain('Unsupported protocol version')
  })

  test('a page of another origin', async () => {
    const { place, lines } = await logged({ allowOrigins: ['http://mine'] })
    const from = (origin: string) => connect(place, { extraHeaders: { origin } })
    await from('http://mine')
    await from(place.url)
    await expect(from('http://other')).rejects.toThrow('websocket error')
    expect(lines.join('')).toContain('start with --allow-origin http://other')
  })

  test('a world whose name cannot be, and two that disagree', async () => {
    const { place, lines } = await logged()
    await expect(connect(place, { query: { world: 'a b' } })).rejects.toThrow('websocket error')
    const extraHeaders = { 'x-mock-world': 'b' }
    await expect(connect(place, { query: { world: 'a' }, extraHeaders })).rejects.toThrow()
    const path = '/_world/a/ws'
    await expect(connect(place, { path, query: { world: 'b' } })).rejects.toThrow()
    expect(lines.join('')).toMatch(/name is 1 to 64.*x-mock-world: b is not.* world: b is not/s)
  })
})

test('a client with both namespaces hears everything once', async () => {
  const place = await listen()
  const { conversation, contact } = await newGuest(place)
  for (const auth of [asUser, { token: contact }]) {
    const manager = new Manager(place.url, { path: '/ws', transports: ['websocket'] })
    const both = [`/${ids.organization}`, `/ws/${ids.organization}`].map((namespace) =>
      manager.socket(namespace, { auth }),
    )
    onTestFinished(() => both.forEach((socket) => void socket.disconnect()))
    const [one, other] = both.map(collect)
    await Promise.all(both.map(connected))
    await send(place, tokens.user, 'Once', { conversation_id: conversation })
    const count = () =>
      [one, other].flatMap((each) => each?.of('conversation.message_created') ?? []).length
    await expect.poll(count).toBe(1)
    await settle()
    expect(count()).toBe(1)
    // The one that is left goes on.
    both[0]?.disconnect()
    await settle()
    await send(place, tokens.user, 'Again', { conversation_id: conversation })
    await expect.poll(() => other?.of('conversation.message_created')).toHaveLength(1)
    both[1]?.disconnect()
  }
})

describe('nobody hears', () => {
  test('another organization, or another contact', async () => {
    const place = await listen()
    const [mine, other] = [await newGuest(place), await newGuest(place)]
    const agent = await connect(place)
    const stranger = await connect(place, { auth: { token: other.contact } })
    const page = await connect(place, { auth: { token: tokens.channel } })
    const foreign = await connect(place, {
      auth: { access_token: tokens.foreignUser },
      namespace: `/${ids.otherOrganization}`,
    })
    await send(place, mine.contact, 'Hello')
    await send(place, tokens.user, 'Hello', { conversation_id: mine.conversation })
    await expect.poll(() => agent.of('conversation.message_created')).toHaveLength(2)
    await send(place, tokens.foreignUser, 'Hi', { conversation_id: ids.otherConversation })
    await expect.poll(() => foreign.of('conversation.message_created')).toHaveLength(1)
    await settle()
    expect([stranger.heard, page.heard]).toEqual([[], []])
    expect(agent.of('conversation.message_created')).toHaveLength(2)
    const told = JSON.stringify(agent.heard)
    expect(told).not.toContain(ids.otherOrganization)
    expect(JSON.stringify(foreign.heard)).not.toContain(ids.organization)
  })

  test.each([
    ['address', { path: '/_world/other/ws' }],
    ['query', { query: { world: 'other' } }],
    ['header', { extraHeaders: { 'x-mock-world': 'other' } }],
    ['cookie', { extraHeaders: { cookie: 'mock_world=other' } }],
  ])('another world, named by %s', async (_how, opened) => {
    const place = await listen()
    const here = await connect(place)
    const there = await connect(place, opened)
    await send(place, tokens.contact, 'Here')
    await expect.poll(() => here.of('conversation.message_created')).toHaveLength(1)
    const body = { type: 'text', text: 'There' }
    await ask(place, 'POST', '/_world/other/v1/backend/conversation_messages', tokens.contact, body)
    await expect.poll(() => there.of('conversation.message_created')).toHaveLength(1)
    expect(there.of('conversation.message_created')[0]).toMatchObject({
      content: { text: 'There' },
    })
    await settle()
    expect(here.of('conversation.message_created')).toHaveLength(1)
  })
})

test('an offer of another protocol is a request like any', async () => {
  const { url } = await listen()
  const ask = (path: string, upgrade: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const headers = { connection: 'Upgrade', upgrade, 'x-access-token': tokens.contact }
      const sent = request(url + path, { headers }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
      sent.on('error', reject).end()
    })
  expect(await ask('/v1/backend/conversation_messages', 'h2c')).toBe(200)
  expect(await ask('/v1/backend/conversation_messages', 'websocket')).toBe(200)
  expect(await ask('/ws/?EIO=4&transport=websocket', 'h2c')).toBe(404)
  expect(await ask('/elsewhere', 'websocket')).toBe(404)
})

test('switched off, the address is one that nobody has', async () => {
  const place = await listen({ realtime: false })
  await expect(connect(place)).rejects.toThrow('websocket error')
  const answer = await fetch(`${place.url}/ws/?EIO=4&transport=websocket`)
  expect(answer.status).toBe(404)
})
