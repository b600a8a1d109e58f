/** What the library's worlds and clocks refuse, as `/_mock` does. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Gateway, startGateway } from '../../src/index.ts'

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway.close())

const known = 'It takes name, from, clock, seed'

describe('a world is not made with', () => {
  test.each([
    [{ sed: 1 }, `sed is nothing a world is made with: did you mean seed? ${known}`],
    [{ fixture: 'x' }, `fixture is nothing a world is made with: ${known}`],
    [{ name: 7 }, 'name: expected a name as a text, found 7'],
    [{ name: 'a b' }, 'a world’s name is 1 to 64 of A-Z a-z 0-9 _ -, not "a b"'],
    [{ from: 'default' }, 'from: expected { world: NAME } or { snapshot: NAME }, found "default"'],
    [{ from: {} }, 'from: expected { world: NAME } or { snapshot: NAME }, found an object'],
    [{ from: { world: 'default', snapshot: 'x' } }, 'from: expected { world: NAME }'],
    [{ from: { world: 'nobody' } }, 'no world nobody'],
    [{ seed: '' }, 'seed: expected a text, or a whole number, found ""'],
    [{ seed: 1.5 }, 'seed: expected a text, or a whole number, found 1.5'],
    [{ seed: 1n }, 'seed: expected a text, or a whole number, found 1'],
    [{ seed: [1] }, 'seed: expected a text, or a whole number, found a list'],
    [{ clock: 0 }, 'clock: expected an object of now, frozen and scale, found 0'],
    [{ clock: { speed: 2 } }, 'clock.speed: not known, expected now, frozen or scale'],
    [{ clock: { now: 'tomorrow' } }, 'clock.now: expected a date and time with its offset or Z'],
    [{ clock: { frozen: 'yes' } }, 'clock.frozen: expected true or false, found yes'],
    ['default', 'a world is made with an object of name, from, clock, seed'],
  ])('%o', (settings, message) => {
    const before = gateway.worlds.list()
    expect(() => gateway.worlds.create(settings as never)).toThrow(message)
    expect(gateway.worlds.list()).toEqual(before)
  })

  test('a name that cannot be is told where it is first written', () => {
    expect(() => gateway.worlds.get('a b')).toThrow('a world’s name is 1 to 64')
    expect(() => gateway.worlds.get(7 as never)).toThrow('a world’s name is 1 to 64')
  })
})

describe('a clock', () => {
  const now = '2022-04-07T04:11:28.148Z'

  test('is moved on by durations too', () => {
    const { clock } = gateway.worlds.create({ clock: { now, frozen: true } })
    clock.advance('P1DT2H')
    clock.advance('-PT0.5S')
    clock.advance(1)
    expect(clock.state().now).toBe('2022-04-08T06:11:27.649Z')
  })

  test.each([
    [{ speed: 2 }, 'speed: not known'],
    [{ now: '2022-02-30T00:00:00Z' }, 'now: expected a date and time'],
    [{ now: new Date() }, 'now: expected a date and time'],
    [{ frozen: 1 }, 'frozen: expected true or false, found 1'],
    [{ scale: '2' }, 'scale: expected a number of 0 or more, found 2'],
    [{ now: '2023-04-07T04:11:28Z', scale: -1 }, 'scale: expected a number of 0 or more'],
  ])('is not set to %o', (change, message) => {
    const { clock } = gateway.worlds.create({ clock: { now, frozen: true } })
    expect(() => clock.set(change as never)).toThrow(message)
    expect(clock.state()).toEqual({ now, frozen: true, scale: 1 })
  })

  test.each(['1 hour', 'P1Y', '', Number.NaN, 1.5, 9e15, undefined])(
    'is not moved on by %j',
    (by) => {
      const { clock } = gateway.worlds.create({ clock: { now, frozen: true } })
      expect(() => clock.advance(by as never)).toThrow(RangeError)
      expect(clock.state().now).toBe(now)
    },
  )
})

test('nothing works when the gateway is closed, and each says so', async () => {
  const closed = await startGateway()
  const world = closed.worlds.create()
  await closed.close()
  const calls: [string, () => unknown][] = [
    ['worlds.create', () => closed.worlds.create()],
    ['worlds.list', () => closed.worlds.list()],
    ['describe', () => world.describe()],
    ['reset', () => closed.reset()],
    ['reset', () => world.reset()],
    ['save', () => world.save('late')],
    ['restore', () => world.restore('late')],
    ['remove', () => world.remove()],
    ['clock.state', () => closed.clock.state()],
    ['clock.set', () => world.clock.set({ frozen: true })],
    ['clock.advance', () => world.clock.advance(1)],
    ['snapshots.list', () => closed.snapshots.list()],
    ['snapshots.read', () => closed.snapshots.read('late')],
    ['snapshots.write', () => closed.snapshots.write('late', new Uint8Array())],
    ['snapshots.remove', () => closed.snapshots.remove('late')],
  ]
  for (const [name, call] of calls) {
    expect(call).toThrow(`${name}: this gateway is closed, start another`)
  }
})
