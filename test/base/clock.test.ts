import { expect, test } from 'vitest'
import { createWorldClock } from '../../src/base/clock.ts'

/** A base that is moved by hand. */
function stopwatch() {
  const base = { time: Date.parse('2026-01-01T00:00:00.000Z') }
  return { base, read: () => new Date(base.time) }
}

test('a clock follows its base until it is set', () => {
  const { base, read } = stopwatch()
  const clock = createWorldClock(read)
  base.time += 1_500
  expect(clock.state()).toEqual({ now: '2026-01-01T00:00:01.500Z', frozen: false, scale: 1 })
  clock.set({ now: '2030-05-05T00:00:00.000Z' })
  base.time += 1_000
  expect(clock().toISOString()).toBe('2030-05-05T00:00:01.000Z')
})

test('a clock stands still, goes on from there, and runs faster', () => {
  const { base, read } = stopwatch()
  const clock = createWorldClock(read)
  clock.set({ frozen: true })
  base.time += 5_000
  expect(clock().toISOString()).toBe('2026-01-01T00:00:00.000Z')
  clock.advance(60_000)
  expect(clock.state()).toEqual({ now: '2026-01-01T00:01:00.000Z', frozen: true, scale: 1 })
  clock.set({ frozen: false, scale: 60 })
  base.time += 1_000
  expect(clock().toISOString()).toBe('2026-01-01T00:02:00.000Z')
  clock.reset()
  expect(clock().getTime()).toBe(base.time)
})

test.each([
  [{ now: 'soon' }, /now/],
  [{ scale: -1 }, /scale/],
  [{ scale: Number.NaN }, /scale/],
])('%j is refused and changes nothing', (change, words) => {
  const clock = createWorldClock(stopwatch().read, { frozen: true })
  const before = clock.state()
  expect(() => clock.set(change)).toThrow(words)
  expect(() => clock.advance(Number.POSITIVE_INFINITY)).toThrow(RangeError)
  expect(clock.state()).toEqual(before)
})
