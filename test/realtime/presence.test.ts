/** A contact is online while a socket of it is open, and a moment longer. */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { scratchFolder } from '../process/run.ts'
import {
  ask,
  connect,
  listen,
  newContact,
  newGuest,
  online,
  type Place,
  settle,
} from './sockets.ts'

test('the first socket brings a contact online, the last one takes it off', async () => {
  const place = await listen()
  const { conversation, contact } = await newGuest(place)
  const agent = await connect(place)
  const before = await online(place)
  const [one, two] = [
    await connect(place, { auth: { token: contact } }),
    await connect(place, { auth: { token: contact } }),
  ]
  await expect.poll(() => agent.of('conversation.contact_online')).toHaveLength(1)
  expect(agent.of('conversation.contact_online')).toEqual([
    {
      contact_id: contact,
      conversation_id: conversation,
      organization_id: 'org_imbrace',
      team_conversation_id: expect.stringMatching(/^tc_/),
      timestamp: expect.stringMatching(/Z$/),
    },
  ])
  expect(await online(place)).toBe(before + 1)
  one.socket.disconnect()
  await sleep(150)
  expect(await online(place)).toBe(before + 1)
  two.socket.disconnect()
  await expect.poll(() => agent.of('conversation.contact_offline')).toHaveLength(1)
  expect(agent.of('conversation.contact_offline')[0]).toMatchObject({
    conversation_id: conversation,
  })
  expect(await online(place)).toBe(before)
  expect(agent.of('conversation.contact_online')).toHaveLength(1)
})

test('gone means seen at that moment last, by the clock of the world', async () => {
  const now = '2024-03-01T10:00:00.000Z'
  const place = await listen({ clock: () => new Date(now) })
  const { contact } = await newGuest(place)
  const agent = await connect(place)
  const { socket } = await connect(place, { auth: { token: contact } })
  socket.disconnect()
  await expect.poll(() => agent.of('conversation.contact_offline')).toHaveLength(1)
  const { contacts } = place.app.world
  expect(contacts.find(contact, 'org_imbrace')).toMatchObject({
    last_seen: now,
    is_presence: false,
  })
  expect(agent.of('conversation.contact_offline')[0]).toMatchObject({ timestamp: now })
})

test('who loads a page again does not flicker', async () => {
  const place = await listen({ presenceGraceMs: 5_000 })
  const { contact } = await newGuest(place)
  const agent = await connect(place)
  const first = await connect(place, { auth: { token: contact } })
  const during = await online(place)
  first.socket.disconnect()
  await settle()
  await connect(place, { auth: { token: contact } })
  await settle()
  expect(await online(place)).toBe(during)
  expect(agent.heard.map(({ event }) => event)).toEqual(['conversation.contact_online'])
})

test('a conversation that begins while its contact is here is online at once', async () => {
  const place = await listen()
  const contact = newContact(place, 'con_early')
  const agent = await connect(place)
  const before = await online(place)
  await connect(place, { auth: { token: contact } })
  expect(await online(place)).toBe(before)
  const made = await ask(place, 'GET', '/v1/backend/conversation', contact)
  expect(await online(place)).toBe(before + 1)
  await expect.poll(() => agent.of('conversation.contact_online')).toHaveLength(1)
  expect(agent.heard.map(({ event }) => event)).toEqual([
    'team_conversation.created',
    'conversation.contact_online',
  ])
  expect(agent.heard[1]?.payload).toMatchObject({ conversation_id: made.id })
})

test('conversations of other channels have no presence', async () => {
  const place = await listen()
  const contact = place.app.world.database
    .prepare<[], string>(`
      SELECT contact_id FROM conversations
      WHERE organization_id = 'org_imbrace' AND channel_type = 'whatsapp' LIMIT 1`)
    .pluck()
    .get()
  const before = await online(place)
  await connect(place, { auth: { token: contact } })
  expect(await online(place)).toBe(before)
})

test('what sockets have made of presence ends with the process, what a fixture has stays', async () => {
  const db = join(scratchFolder(), 'gateway.sqlite')
  const first = await listen({ db, presenceGraceMs: 60_000 })
  const before = await online(first)
  const { contact } = await newGuest(first)
  await connect(first, { auth: { token: contact } })
  expect(await online(first)).toBe(before + 1)
  // As a process leaves it that is killed.
  const image = first.app.world.database.serialize()
  await first.app.close()
  const killed = join(scratchFolder(), 'killed.sqlite')
  writeFileSync(killed, image)
  for (const again of [db, killed]) {
    const place = await listen({ db: again })
    expect(await online(place)).toBe(before)
    expect(marksOf(place)).toBe(0)
  }
})

test.each([':memory:', 'file'])('a reset keeps sockets and who is online (%s)', async (where) => {
  const db = where === 'file' ? join(scratchFolder(), 'gateway.sqlite') : where
  const place = await listen({ db })
  const before = await online(place)
  const agent = await connect(place)
  const known = newContact(place, 'con_made')
  const contact = awayContact(place)
  await connect(place, { auth: { token: contact } })
  const stranger = await connect(place, { auth: { token: known } })
  expect(await online(place)).toBe(before + 1)
  await place.app.inject({ method: 'PUT', url: '/_mock/snapshots/kept' })
  await place.app.inject({ method: 'POST', url: '/_mock/reset' })
  // It is nobody any more.
  await expect.poll(() => stranger.socket.connected).toBe(false)
  expect(agent.socket.connected).toBe(true)
  expect(await online(place)).toBe(before + 1)
  const body = { type: 'text', text: 'Still here?' }
  await ask(place, 'POST', '/v1/backend/conversation_messages', contact, body)
  await expect.poll(() => agent.of('conversation.message_created')).toHaveLength(1)

  await place.app.inject({ method: 'POST', url: '/_mock/snapshots/kept/restore' })
  expect(await online(place)).toBe(before + 1)
  await ask(place, 'POST', '/v1/backend/conversation_messages', contact, body)
  await expect.poll(() => agent.of('conversation.message_created')).toHaveLength(2)
  expect(marksOf(place)).toBe(1)
})

/** Somebody of the fixture who is not online. */
function awayContact({ app }: Pick<Place, 'app'>): string {
  const contact = app.world.database
    .prepare<[], string>(`
      SELECT contact_id FROM conversations
      WHERE organization_id = 'org_imbrace' AND channel_type = 'web' AND status = 'active'
        AND NOT is_presence LIMIT 1`)
    .pluck()
    .get()
  return contact ?? expect.fail('everybody is online')
}

function marksOf({ app }: Pick<Place, 'app'>) {
  return app.world.database
    .prepare<[], number>("SELECT count(*) FROM meta WHERE key LIKE 'present:%'")
    .pluck()
    .get()
}
