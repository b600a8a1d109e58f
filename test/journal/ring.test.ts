import { describe, expect, test } from 'vitest'
import { type EventEntry, nowhere } from '../../src/journal/entry.ts'
import { createRing, mostBytes } from '../../src/journal/ring.ts'

const entry = (id: number): EventEntry => ({
  kind: 'event',
  id,
  time: 0,
  world: 'default',
  ...nowhere,
  event: 'x',
  organization_id: 'y',
  sockets: 1,
  answerLength: 0,
})

/** A text that tells whose it is, of any length. */
const textOf = (id: number, length: number) =>
  `${id}:`.padEnd(length, String.fromCharCode(97 + (id % 26)))

describe('a ring', () => {
  test('keeps the latest whole, whatever their lengths', () => {
    const ring = createRing<EventEntry>(7)
    const lengths = [0, 1, 50, 3_000, 16_384, 9, 700]
    const sent = new Map<number, [string, string, string]>()
    for (let id = 1; id <= 500; id += 1) {
      const at = (n: number) => textOf(id, lengths[(id * n) % lengths.length] ?? 0)
      sent.set(id, [at(1), at(3), at(5)])
      ring.add(entry(id), sent.get(id) ?? ['', '', ''])
      const kept = ring.entries()
      expect(kept.map((one) => one.id)).toEqual(
        Array.from({ length: Math.min(id, 7) }, (_, n) => id - Math.min(id, 7) + 1 + n),
      )
      for (const one of kept) expect(ring.textsOf(one)).toEqual(sent.get(one.id))
    }
    expect([ring.count(), ring.dropped()]).toEqual([7, 493])
  })

  test('has fewer entries where they are long', () => {
    const ring = createRing<EventEntry>(1_000)
    const length = 16_384
    for (let id = 1; id <= 2_000; id += 1) ring.add(entry(id), ['x', '', 'é'.repeat(length)])
    expect(ring.count()).toBeGreaterThan(mostBytes / length / 2 / 1.1 - 10)
    expect(ring.count()).toBeLessThanOrEqual(mostBytes / length / 2)
    expect(ring.count() + ring.dropped()).toBe(2_000)
    for (const one of ring.entries()) expect(ring.textsOf(one)[2]).toBe('é'.repeat(length))
  })

  test('has nothing of those that have left', () => {
    const ring = createRing<EventEntry>(2)
    const all = [1, 2, 3].map(entry)
    for (const one of all) ring.add(one, ['head', `body ${one.id}`, 'answer'])
    const [first] = all
    expect(first && ring.textsOf(first)).toEqual(['', '', ''])
    ring.keepOnly(({ id }) => id !== 2)
    for (const id of [4, 5, 6]) ring.add(entry(id), ['head', `body ${id}`, 'answer'])
    expect(ring.entries().map((one) => ring.textsOf(one)[1])).toEqual(['body 5', 'body 6'])
    ring.clear()
    expect([ring.count(), ring.dropped()]).toEqual([0, 0])
  })
})
