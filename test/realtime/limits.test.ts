/** What sockets may cost: those that do not read, those that talk, those that come and go. */
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { ids, tokens } from '../helpers.ts'
import { rawSocket } from './raw-socket.ts'
import { asUser, connect, listen, newGuest, online, send, settle } from './sockets.ts'

const big = 'x'.repeat(100_000)

test('a socket that does not read is cut off, and nobody else waits for it', async () => {
  const lines: string[] = []
  const place = await listen({ log: 'json', logOutput: { write: (line) => lines.push(line) } })
  const { conversation } = await newGuest(place)
  const reader = await connect(place)
  const slow = await rawSocket(place.url, `/${ids.organization}`, asUser)
  slow.socket.pause()
  let sent = 0
  while (!lines.join('').includes('cut off a socket') && sent < 400) {
    await send(place, tokens.user, big, { conversation_id: conversation })
    sent += 1
    await sleep(1)
  }
  expect(lines.join('')).toContain('cut off a socket that does not read')
  await expect.poll(() => reader.of('conversation.message_created').length).toBe(sent)
  slow.socket.resume()
  if (!slow.socket.closed) await once(slow.socket, 'close')
})

test('who says more than who it is is cut off', async () => {
  const place = await listen()
  const { socket } = await connect(place)
  socket.emit('hello', big)
  await expect.poll(() => socket.connected).toBe(false)
})

test('a socket lives longer than a request may take to arrive', async () => {
  const place = await listen({ requestTimeout: 100 })
  const { socket, of } = await connect(place)
  await sleep(600)
  expect(socket.connected).toBe(true)
  await send(place, tokens.contact, 'Still there?')
  await expect.poll(() => of('conversation.message_created')).toHaveLength(1)
})

test('two hundred that come and go leave nothing behind', async () => {
  const place = await listen()
  const { contact } = await newGuest(place)
  const { world } = place.app
  const before = {
    online: await online(place),
    meta: world.database.prepare('SELECT count(*) FROM meta').pluck().get(),
  }
  for (let turn = 0; turn < 10; turn += 1) {
    const sockets = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        connect(place, { auth: n % 2 === 0 ? asUser : { token: contact } }),
      ),
    )
    for (const { socket } of sockets) socket.disconnect()
  }
  await expect.poll(() => online(place)).toBe(before.online)
  expect(world.database.prepare('SELECT count(*) FROM meta').pluck().get()).toBe(before.meta)
  // Nobody listens: nothing is noted.
  let noted = 0
  world.changes.transaction(() => {
    world.changes.note(() => {
      noted += 1
      return { kind: 'name_updated', conversation_id: 'conv_none', name: '' }
    })
  })()
  expect(noted).toBe(0)
  const open = process.getActiveResourcesInfo().filter((one) => one === 'Timeout').length
  expect(open).toBeLessThan(50)
})

describe('a world', () => {
  const states = async ({ url }: { url: string }) => {
    const answer = await fetch(`${url}/_mock/worlds`)
    const { worlds } = (await answer.json()) as { worlds: { name: string; state: string }[] }
    return Object.fromEntries(worlds.map(({ name, state }) => [name, state]))
  }

  test('with sockets is in use, and rests when they have gone', async () => {
    const place = await listen({ maxLiveWorlds: 1 })
    const { socket } = await connect(place, { path: '/_world/a/ws' })
    for (const name of ['b', 'c']) await fetch(`${place.url}/_world/${name}/`)
    expect(await states(place)).toMatchObject({ a: 'live' })
    socket.disconnect()
    await settle()
    for (const name of ['b', 'c']) await fetch(`${place.url}/_world/${name}/`)
    expect(await states(place)).toMatchObject({ a: 'parked' })
  })

  test('that is removed sends its sockets away, and none of them makes it again', async () => {
    const place = await listen()
    const { socket } = await connect(place, { path: '/_world/a/ws', reconnection: true })
    const gone = new Promise<string>((resolve) => socket.on('disconnect', resolve))
    await fetch(`${place.url}/_mock/worlds/a`, { method: 'DELETE' })
    expect(await gone).toBe('io server disconnect')
    await sleep(100)
    expect(await states(place)).toEqual({ default: 'live' })
    await connect(place, { path: '/_world/a/ws' })
  })
})

test('a gateway that closes lets its sockets go, which come again by themselves', async () => {
  const place = await listen({ closeGraceMs: 60_000 })
  const { socket } = await connect(place, { reconnection: true })
  const gone = new Promise<string>((resolve) => socket.on('disconnect', resolve))
  const began = performance.now()
  await place.app.close()
  expect(performance.now() - began).toBeLessThan(5_000)
  expect(await gone).toMatch(/^transport/)
  const port = Number(new URL(place.url).port)
  const again = (await import('../../src/app.ts')).buildApp()
  try {
    await again.listen({ port, host: '127.0.0.1' })
    await expect.poll(() => socket.connected, { timeout: 10_000 }).toBe(true)
  } finally {
    socket.disconnect()
    await again.close()
  }
})

test('nothing is loaded before the first socket, and none that was refused keeps it open', async () => {
  const place = await listen()
  await expect(connect(place, { auth: { token: 'con_nobody' } })).rejects.toThrow('Unauthorized')
  const began = performance.now()
  await place.app.close()
  expect(performance.now() - began).toBeLessThan(5_000)
})
