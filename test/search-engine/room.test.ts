import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createRoom } from '../../src/search-engine/base/room.ts'

/** Whether there is room within a moment. */
async function isFree(room: ReturnType<typeof createRoom>): Promise<boolean> {
  return Promise.race([room.free().then(() => true), sleep(20).then(() => false)])
}

test('there is room until answers of so many bytes are under way, and again when they have gone', async () => {
  const room = createRoom(100, 60_000)
  const first = Promise.withResolvers<void>()
  const second = Promise.withResolvers<void>()
  room.take(60, first.promise)
  expect(await isFree(room)).toBe(true)
  room.take(60, second.promise)
  expect(await isFree(room)).toBe(false)
  const waiting = room.free()
  second.reject(new Error('the client hung up'))
  await waiting
  expect(await isFree(room)).toBe(true)
})

test('a client that never takes its answer is not waited for long', async () => {
  const room = createRoom(100, 50)
  room.take(1_000, new Promise(() => undefined))
  expect(await isFree(room)).toBe(false)
  await room.free()
})
