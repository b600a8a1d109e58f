import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import type { Worlds } from '../../src/worlds/types.ts'
import { scratchFolder } from '../process/run.ts'
import { openWorlds, say, searchFor } from './open.ts'

/** What one request does with a world. */
async function within<Result>(
  worlds: Worlds,
  name: string,
  act: (world: ReturnType<Worlds['enter']>) => Result | Promise<Result>,
): Promise<Result> {
  const world = worlds.enter(name)
  try {
    return await act(world)
  } finally {
    worlds.leave(world)
  }
}

const messages = (worlds: Worlds, name: string) => worlds.describe(name).rows.messages as number

test('worlds see nothing of each other', async () => {
  const worlds = openWorlds()
  const before = messages(worlds, 'default')
  await within(worlds, 'one', (world) => say(world, 'zirconium'))
  expect(await within(worlds, 'one', (world) => searchFor(world, 'zirconium'))).toBe(1)
  expect(await within(worlds, 'two', (world) => searchFor(world, 'zirconium'))).toBe(0)
  expect(await within(worlds, 'default', (world) => searchFor(world, 'zirconium'))).toBe(0)
  expect(['default', 'one', 'two'].map((name) => messages(worlds, name))).toEqual([
    before,
    before + 1,
    before,
  ])
  expect(worlds.list().map(({ name }) => name)).toEqual(['default', 'one', 'two'])
})

test('a world is made from another, or from a snapshot, and goes its own way', async () => {
  const worlds = openWorlds()
  await within(worlds, 'one', (world) => say(world, 'zirconium'))
  worlds.save('one', 'kept')
  worlds.create({ name: 'copy', from: { world: 'one' } })
  worlds.create({ name: 'restored', from: { snapshot: 'kept' } })
  await within(worlds, 'copy', (world) => say(world, 'zirconium'))
  const found = (name: string) => within(worlds, name, (world) => searchFor(world, 'zirconium'))
  expect([await found('one'), await found('copy'), await found('restored')]).toEqual([1, 2, 1])
})

test('a reset starts over; a restore goes back; whoever is inside sees the world as it was', async () => {
  const worlds = openWorlds()
  for (const name of ['default', 'other']) {
    const first = worlds.enter(name)
    say(first, 'zirconium')
    worlds.save(name, 'kept')
    worlds.reset(name)
    expect(await searchFor(first, 'zirconium')).toBe(1)
    worlds.leave(first)
    expect(await within(worlds, name, (world) => searchFor(world, 'zirconium'))).toBe(0)
    worlds.restore(name, 'kept')
    expect(await within(worlds, name, (world) => searchFor(world, 'zirconium'))).toBe(1)
  }
})

test('a world is removed, and made anew when it is named again', async () => {
  const worlds = openWorlds()
  await within(worlds, 'one', (world) => say(world, 'zirconium'))
  worlds.remove('one')
  expect(() => worlds.describe('one')).toThrow(/no world one/)
  expect(await within(worlds, 'one', (world) => searchFor(world, 'zirconium'))).toBe(0)
})

describe('what cannot be is refused, and changes nothing', () => {
  const refusals: [what: string, act: (worlds: Worlds) => unknown, kind: string][] = [
    ['a name that cannot be', (worlds) => worlds.enter('../one'), 'invalid'],
    ['an empty name', (worlds) => worlds.create({ name: '' }), 'invalid'],
    ['a name of 65', (worlds) => worlds.create({ name: 'a'.repeat(65) }), 'invalid'],
    ['a world that is there', (worlds) => worlds.create({ name: 'default' }), 'exists'],
    [
      'a copy of none',
      (worlds) => worlds.create({ name: 'a', from: { world: 'none' } }),
      'unknown',
    ],
    [
      'of no snapshot',
      (worlds) => worlds.create({ name: 'a', from: { snapshot: 'no' } }),
      'unknown',
    ],
    [
      'a clock that is none',
      (worlds) => worlds.create({ name: 'a', clock: { now: 'x' } }),
      'invalid',
    ],
    ['default’s removal', (worlds) => worlds.remove('default'), 'invalid'],
    ['a removal of none', (worlds) => worlds.remove('none'), 'unknown'],
    ['a reset of none', (worlds) => worlds.reset('none'), 'unknown'],
    ['a restore of none', (worlds) => worlds.restore('default', 'none'), 'unknown'],
    ['a snapshot’s removal', (worlds) => worlds.removeSnapshot('none'), 'unknown'],
    ['a snapshot’s bad name', (worlds) => worlds.save('default', 'a b'), 'invalid'],
    ['no SQLite file', (worlds) => worlds.importSnapshot('mine', Buffer.from('hello')), 'invalid'],
  ]
  test.each(refusals)('%s', (_what, act, kind) => {
    const worlds = openWorlds()
    expect(() => act(worlds)).toThrow(expect.objectContaining({ name: 'WorldProblem', kind }))
    expect(worlds.list()).toHaveLength(1)
    expect(worlds.snapshots()).toEqual([])
  })
})

test('a snapshot leaves as a file and comes back', async () => {
  const worlds = openWorlds()
  await within(worlds, 'default', (world) => say(world, 'zirconium'))
  worlds.save('default', 'kept')
  const other = openWorlds()
  other.importSnapshot('theirs', worlds.exportSnapshot('kept'))
  expect(other.snapshots()).toMatchObject([{ name: 'theirs', world: null }])
  other.restore('default', 'theirs')
  expect(await within(other, 'default', (world) => searchFor(world, 'zirconium'))).toBe(1)
})

test('a file that was given stays as it was when its snapshot is replaced or removed', () => {
  const worlds = openWorlds()
  worlds.save('default', 'kept')
  const given = worlds.exportSnapshot('kept')
  const copy = Buffer.from(given)
  given.fill(0, 0, 4)
  expect(worlds.exportSnapshot('kept').equals(copy)).toBe(true)
  copy.copy(given)
  worlds.save('default', 'kept')
  worlds.removeSnapshot('kept')
  expect(given.equals(copy)).toBe(true)
})

test('a damaged snapshot is refused', () => {
  const worlds = openWorlds()
  worlds.save('default', 'kept')
  const bytes = worlds.exportSnapshot('kept')
  expect(() => worlds.importSnapshot('cut', bytes.subarray(0, 8_000))).toThrow(/snapshot cut/)
  expect(() => worlds.importSnapshot('torn', Buffer.from(bytes).fill(7, 4_096))).toThrow(
    /snapshot torn/,
  )
})

test('a world with a seed gives the same ids for the same calls, again after a reset', () => {
  const worlds = openWorlds()
  const clock = { now: '2026-01-31T09:00:00.000Z', frozen: true }
  worlds.create({ name: 'one', seed: 7, clock })
  worlds.create({ name: 'two', seed: '7', clock })
  worlds.create({ name: 'other', seed: 8, clock })
  const run = (name: string) => {
    const world = worlds.enter(name)
    const channel = world.directory.findDefaultChannel('org_imbrace')
    if (channel === undefined) throw new Error('no web channel')
    const answers = [world.conversations.createWithGuest(channel), say(world, 'hello')]
    worlds.leave(world)
    return JSON.stringify(answers)
  }
  const first = run('one')
  expect(run('two')).toBe(first)
  expect(run('other')).not.toBe(first)
  expect(run('one')).not.toBe(first)
  worlds.reset('one')
  expect(run('one')).toBe(first)
})

test('a new world has the fixture’s search indexes once somebody has made them', async () => {
  const worlds = openWorlds()
  const hasIndexes = (name: string) =>
    within(
      worlds,
      name,
      ({ database }) =>
        database.prepare('SELECT count(*) FROM search_document_texts').pluck().get() as number,
    )
  worlds.create()
  await vi.waitFor(
    async () => {
      const { name } = worlds.create()
      expect(await hasIndexes(name)).toBeGreaterThan(0)
    },
    { timeout: 20_000, interval: 200 },
  )
  const fresh = worlds.create({ name: 'fresh' })
  const found = (name: string) => within(worlds, name, (world) => searchFor(world, 'hello'))
  expect(await found(fresh.name)).toBe(await found('default'))
})

test('worlds beyond the bound are parked, and wake with what they had', async () => {
  const worlds = openWorlds({ maxLiveWorlds: 2, maxParkedWorlds: 3 })
  const names = ['a', 'b', 'c', 'd', 'e']
  for (const name of names) {
    await within(worlds, name, (world) => {
      for (let n = 0; n < 50; n += 1) say(world, `zirconium ${name}`)
    })
  }
  const listParked = () => worlds.list().filter(({ state }) => state === 'parked')
  // A moment after they were used.
  await expect.poll(() => listParked().map(({ name }) => name)).toEqual(['a', 'b', 'c'])
  const parked = listParked()
  for (const { bytes } of parked) expect(bytes).toBeLessThanOrEqual(200_000)
  expect(() => worlds.enter('f')).toThrow(expect.objectContaining({ kind: 'full' }))
  for (const name of names) {
    expect(await within(worlds, name, (world) => searchFor(world, `zirconium`))).toBe(50)
  }
})

test('to wake a world parks no other at once, and at most four more than the bound are open', async () => {
  const worlds = openWorlds({ maxLiveWorlds: 1 })
  const open = () =>
    worlds.list().filter(({ name, state }) => name !== 'default' && state === 'live')
  for (let n = 1; n <= 8; n += 1) {
    worlds.leave(worlds.enter(`w${n}`))
    expect(open()).toHaveLength(Math.min(n, 5))
  }
  await expect.poll(() => open().map(({ name }) => name)).toEqual(['w8'])
  worlds.leave(worlds.enter('w1'))
  expect(open()).toHaveLength(2)
  await worlds.close()
  await new Promise((resolve) => setTimeout(resolve, 100))
})

test('snapshots of a file are files, there again after a start; a half one is left out', async () => {
  const db = join(scratchFolder(), 'gateway.sqlite')
  const first = openWorlds({ db })
  await within(first, 'default', (world) => say(world, 'zirconium'))
  first.save('default', 'kept')
  await first.close()
  writeFileSync(`${db}-snapshots/half.sqlite.part`, 'SQLite')
  const again = openWorlds({ db })
  expect(again.snapshots().map(({ name }) => name)).toEqual(['kept'])
  again.reset('default')
  expect(await within(again, 'default', (world) => searchFor(world, 'zirconium'))).toBe(0)
  again.restore('default', 'kept')
  expect(await within(again, 'default', (world) => searchFor(world, 'zirconium'))).toBe(1)
  again.create({ name: 'copy', from: { snapshot: 'kept' } })
  expect(await within(again, 'copy', (world) => searchFor(world, 'zirconium'))).toBe(1)
  again.removeSnapshot('kept')
  expect(readdirSync(`${db}-snapshots`)).toEqual([])
})
