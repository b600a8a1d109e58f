import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { tokens } from '../helpers.ts'
import { scratchFolder, start } from './run.ts'

const rounds = 20
const messages = '/v1/backend/conversation_messages'
const headers = { 'x-access-token': tokens.contact, 'content-type': 'application/json' }

/** Sends until the gateway is gone. @returns the texts whose answers arrived */
async function sendUntilGone(url: string, name: string, onSent: () => void): Promise<string[]> {
  const acknowledged: string[] = []
  for (let n = 0; ; n += 1) {
    const text = `${name}, message ${n}`
    try {
      const body = JSON.stringify({ type: 'text', text })
      const response = await fetch(url + messages, { method: 'POST', headers, body })
      await response.json()
      expect(response.status).toBe(200)
    } catch (error) {
      if (error instanceof TypeError) return acknowledged
      throw error
    }
    acknowledged.push(text)
    onSent()
  }
}

test(`every acknowledged message survives ${rounds} SIGKILLs during writes`, {
  timeout: 180_000,
}, async () => {
  const db = join(scratchFolder(), 'gateway.sqlite')
  const acknowledged: string[] = []

  for (let round = 0; round < rounds; round += 1) {
    const gateway = await start(['--db', db, '--log', 'off'])
    let sent = 0
    // The kill falls into a write, each round into another one.
    const killAfter = 5 + round * 3
    const writers = [0, 1, 2, 3].map((writer) =>
      sendUntilGone(gateway.url, `round ${round}, writer ${writer}`, () => {
        sent += 1
        if (sent === killAfter) gateway.child.kill('SIGKILL')
      }),
    )
    acknowledged.push(...(await Promise.all(writers)).flat())
    expect((await gateway.ended).code).toBe(null)
  }

  const gateway = await start(['--db', db])
  const response = await fetch(`${gateway.url}${messages}?limit=100000`, { headers })
  const { data } = (await response.json()) as { data: { content: { text?: string } }[] }
  const stored = data.map(({ content }) => content.text)

  expect(acknowledged.length).toBeGreaterThan(rounds * 5)
  expect(acknowledged.filter((text) => !stored.includes(text))).toEqual([])
  // A message is stored once, answered or not.
  expect(new Set(stored.filter((text) => text?.startsWith('round'))).size).toBe(
    stored.filter((text) => text?.startsWith('round')).length,
  )
})

test('conversations that were moving at once when a SIGKILL came are counted as they are', {
  timeout: 60_000,
}, async () => {
  const db = join(scratchFolder(), 'gateway.sqlite')
  const post = (url: string, body: object) =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const group =
    "organization_id, business_unit_id, status, coalesce(team_id, ''), channel_type, is_presence"
  let wasMoving = false
  // Nobody can look into the file while they move: at one of these moments they do.
  for (let killAfterMs = 20; !wasMoving && killAfterMs < 2000; killAfterMs *= 1.3) {
    const { url, child, ended } = await start(['--db', db, '--log', 'off'])
    const made = await post(`${url}/_mock/conversations`, { count: 10_000, status: 'pending' })
    expect(made.status).toBe(201)
    const moved = post(`${url}/_mock/clock/advance`, { ms: 200_000 }).catch(() => undefined)
    setTimeout(() => child.kill('SIGKILL'), killAfterMs)
    await Promise.all([moved, ended])

    const file = new SQLite(db)
    const rows = (sql: string) => file.prepare<[], unknown[]>(sql).raw().all()
    expect(
      rows(`
        SELECT ${group}, conversations FROM conversation_counts WHERE conversations <> 0
        ORDER BY ${group}`),
    ).toEqual(
      rows(`SELECT ${group}, count(*) FROM conversations GROUP BY ${group} ORDER BY ${group}`),
    )
    expect(
      rows(`SELECT sum(conversations) FROM joined_counts WHERE status = 'soon to be'`),
    ).toEqual(
      rows(`
        SELECT count(*) FROM conversation_users JOIN conversations ON id = conversation_id
        WHERE status = 'soon to be'`),
    )
    const [moving] = rows(`
      SELECT sum(status = 'pending') > 0 AND sum(status = 'soon to be') > 0
      FROM conversations WHERE due_at IS NOT NULL`)
    wasMoving = moving?.[0] === 1
    file.close()
  }
  expect(wasMoving).toBe(true)
})
