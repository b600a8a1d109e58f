import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createGate, type Gate } from '../../../src/operations/search/gate.ts'

/** Requests that ask to come in, and what became of each. */
function ask(gate: Gate, count: number) {
  return Array.from({ length: count }, () => {
    const response = new ServerResponse(new IncomingMessage(new Socket()))
    const asking = { state: 'waiting', end: () => response.emit('close') }
    gate.enter(response).then(
      () => {
        asking.state = 'inside'
      },
      () => {
        asking.state = 'gone'
      },
    )
    return asking
  })
}

const states = (asking: { state: string }[]) => asking.map(({ state }) => state)

test('so many come in, and the others one by one as those leave', async () => {
  const asking = ask(createGate(2, 60_000), 4)
  await sleep(1)
  expect(states(asking)).toEqual(['inside', 'inside', 'waiting', 'waiting'])
  asking[1]?.end()
  await sleep(1)
  expect(states(asking)).toEqual(['inside', 'inside', 'inside', 'waiting'])
  asking[0]?.end()
  asking[2]?.end()
  await sleep(1)
  expect(states(asking).at(-1)).toBe('inside')
})

test('one that hangs up while it waits takes no place', async () => {
  const asking = ask(createGate(1, 60_000), 3)
  asking[1]?.end()
  asking[0]?.end()
  await sleep(1)
  expect(states(asking)).toEqual(['inside', 'gone', 'inside'])
})

test('when nobody leaves for long, one more comes in at a time', async () => {
  const asking = ask(createGate(1, 300), 3)
  await sleep(450)
  expect(states(asking)).toEqual(['inside', 'inside', 'waiting'])
  await sleep(300)
  expect(states(asking)).toEqual(['inside', 'inside', 'inside'])
})
