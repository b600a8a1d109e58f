import { expect, test } from 'vitest'
import { createGate } from '../../../src/search/meilisearch/gate.ts'

test('whoever waits goes through once the number is reached', async () => {
  const gate = createGate()
  const [first, second] = [gate.wait(1, 60_000), gate.wait(2, 60_000)]
  gate.reach(1)
  expect(await first).toBe(true)
  gate.reach(2)
  expect(await second).toBe(true)
})

test('nobody waits longer than the limit', async () => {
  expect(await createGate().wait(1, 0)).toBe(false)
})

test('when numbers begin anew, the next one lets everybody through', async () => {
  const gate = createGate()
  const waiting = gate.wait(1_000, 60_000)
  gate.restart()
  gate.reach(0)
  expect(await waiting).toBe(true)
})
