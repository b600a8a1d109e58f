/** Faults of sockets, as the inbox and the widget meet them. */
import { describe, expect, test } from 'vitest'
import type { FaultEffect, FaultMatch } from '../../src/index.ts'
import { tokens } from '../helpers.ts'
import { asUser, connect, listen, type Place, send, settle } from './sockets.ts'

const created = 'conversation.message_created'

function add({ app }: Place, effect: FaultEffect, match: FaultMatch = {}, times?: number) {
  return app.worlds
    .faultsOf('default')
    .add({ match, effect, ...(times !== undefined && { times }) }, [])
}

const textsOf = (payloads: Record<string, unknown>[]) =>
  payloads.map(({ content }) => (content as { text: string }).text)

test('socket-refuse: who would be let in is not, so many times', async () => {
  const place = await listen()
  add(place, { kind: 'socket-refuse' }, { caller: 'user' }, 1)
  await connect(place, { auth: { token: tokens.contact } })
  await expect(connect(place)).rejects.toThrow('Unauthorized')
  await connect(place)
})

describe('of an event', () => {
  test('socket-double: it comes twice, to those meant', async () => {
    const place = await listen()
    const [agent, customer] = [
      await connect(place),
      await connect(place, { auth: { token: tokens.contact } }),
    ]
    add(place, { kind: 'socket-double' }, { event: created, caller: 'user' })
    await send(place, tokens.contact, 'one')
    await send(place, tokens.contact, 'two')
    await settle()
    expect(textsOf(agent.of(created))).toEqual(['one', 'one', 'two', 'two'])
    expect(textsOf(customer.of(created))).toEqual(['one', 'two'])
  })

  test('socket-hold: it comes later, and others overtake it', async () => {
    const place = await listen()
    const { of } = await connect(place)
    add(place, { kind: 'socket-hold', ms: 150 }, { event: created }, 1)
    await send(place, tokens.contact, 'held')
    await send(place, tokens.contact, 'after it')
    await settle()
    expect(textsOf(of(created))).toEqual(['after it'])
    await expect.poll(() => textsOf(of(created))).toEqual(['after it', 'held'])
  })

  test('socket-drop: the connection is cut, and what it missed is not sent again', async () => {
    const place = await listen()
    const { socket, of } = await connect(place, { auth: asUser, reconnection: true })
    add(place, { kind: 'socket-drop' }, { event: created }, 1)
    const gone = new Promise((resolve) => socket.once('disconnect', resolve))
    await send(place, tokens.contact, 'lost')
    expect(await gone).toBe('transport close')
    await new Promise((resolve) => socket.once('connect', () => resolve(undefined)))
    await send(place, tokens.contact, 'heard')
    await expect.poll(() => textsOf(of(created))).toEqual(['heard'])
  })
})

test('all sockets of a world are cut off by a call, and come again', async () => {
  const place = await listen()
  const { socket } = await connect(place, { reconnection: true })
  const other = await connect(place, { path: '/_world/other/ws' })
  const gone = new Promise((resolve) => socket.once('disconnect', resolve))
  const drop = () => place.app.inject({ method: 'POST', url: '/_mock/sockets/drop' })
  expect((await drop()).json()).toEqual({ dropped: 1 })
  expect(await gone).toBe('transport close')
  await new Promise((resolve) => socket.once('connect', () => resolve(undefined)))
  expect(other.socket.connected).toBe(true)
})

test('where no socket has come none is cut off', async () => {
  const { app } = await listen()
  const answer = await app.inject({ method: 'POST', url: '/_mock/sockets/drop' })
  expect(answer.json()).toEqual({ dropped: 0 })
})

test('what no event has cannot be asked of one', async () => {
  const place = await listen()
  expect(() => add(place, { kind: 'socket-drop' }, { method: 'GET' })).toThrow(
    'match.method: nothing that socket-drop hits has it: any of event, caller, token',
  )
  expect(() => add(place, { kind: 'reset' }, { event: created })).toThrow(
    'match.event: nothing that reset hits has it',
  )
  expect(() => add(place, { kind: 'socket-refuse' }, { event: created })).toThrow('match.event')
})
