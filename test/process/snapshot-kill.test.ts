/** Snapshots of a database file are files: whole before, during and after a process that is killed. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tokens } from '../helpers.ts'
import { scratchFolder, start } from './run.ts'

const rounds = 12
const counts = '/v1/backend/channels/_conv_count'

async function all(url: string): Promise<number> {
  const answer = await fetch(url + counts, { headers: { 'x-access-token': tokens.user } })
  return ((await answer.json()) as { all: number }).all
}

const call = (url: string, method: string, path: string) =>
  fetch(`${url}/_mock/snapshots/${path}`, { method })

const createGuest = (url: string) =>
  fetch(`${url}/v1/backend/conversation`, {
    method: 'POST',
    headers: { 'x-access-token': tokens.channel },
  })

/**
 * Keeps a snapshot and adds a conversation by turns, until the gateway is gone.
 *
 * @param begun called when there is a first snapshot, however busy the machine is
 */
async function keepUntilGone(
  url: string,
  begun: () => void,
): Promise<{ rows: number; kept: number }> {
  const state = { rows: await all(url), kept: 0 }
  for (;;) {
    try {
      if ((await call(url, 'PUT', 'kept')).status === 200) {
        if (state.kept === 0) begun()
        state.kept = state.rows
      }
      await createGuest(url)
      state.rows += 1
    } catch (error) {
      if (error instanceof TypeError) return state
      throw error
    }
  }
}

test(`a snapshot is the old one or the new one after ${rounds} SIGKILLs while it is written`, {
  timeout: 180_000,
}, async () => {
  const folder = scratchFolder()
  const db = join(folder, 'gateway.sqlite')
  for (let round = 0; round < rounds; round += 1) {
    const gateway = await start(['--db', db, '--log', 'off'])
    const kept = keepUntilGone(gateway.url, () => {
      // Each round into another moment of a snapshot, which takes some milliseconds.
      setTimeout(() => gateway.child.kill('SIGKILL'), 20 + round * 7)
    })
    const { kept: acknowledged } = await kept
    await gateway.ended

    const again = await start(['--db', db, '--log', 'off'])
    const before = await all(again.url)
    const restored = await call(again.url, 'POST', 'kept/restore')
    expect([round, restored.status]).toEqual([round, 200])
    const rows = await all(again.url)
    expect(rows).toBeGreaterThanOrEqual(acknowledged)
    expect(rows).toBeLessThanOrEqual(before)
    expect(readdirSync(`${db}-snapshots`)).toEqual(['kept.sqlite'])
    again.child.kill('SIGKILL')
    await again.ended
  }
})

test('one that cannot be written is told as that, and the one before stays', async () => {
  const db = join(scratchFolder(), 'gateway.sqlite')
  const gateway = await start(['--db', db, '--log', 'off'])
  const rows = await all(gateway.url)
  expect((await call(gateway.url, 'PUT', 'kept')).status).toBe(200)
  await createGuest(gateway.url)
  // A folder in the place of the file that is written first: nobody, not even root, can write there.
  const part = `${db}-snapshots/kept.sqlite.part`
  mkdirSync(part)
  writeFileSync(join(part, 'a'), '')
  const refused = await call(gateway.url, 'PUT', 'kept')
  expect([refused.status, await refused.json()]).toEqual([
    507,
    {
      message: expect.stringContaining('cannot be written (EISDIR)'),
      expected: expect.any(String),
    },
  ])
  expect((await call(gateway.url, 'POST', 'kept/restore')).status).toBe(200)
  expect(await all(gateway.url)).toBe(rows)
})
