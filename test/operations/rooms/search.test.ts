import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { describe, expect, test } from 'vitest'
import { mostFound } from '../../../src/operations/rooms/search.ts'
import { build, client, ids, tokens } from '../../helpers.ts'
import { scratchFolder } from '../../process/run.ts'

const rooms = '/v1/backend/team_conversations'

async function search(app: FastifyInstance, q: string, more = '', token: string = tokens.user) {
  const url = `${rooms}/_search?type=text&q=${encodeURIComponent(q)}${more}`
  const { status, body } = await client(app, token).get(url)
  expect(status).toBe(200)
  return body as { data: { id: string; name: string }[]; count: number; has_more: boolean }
}

const rename = (app: FastifyInstance, name: string) =>
  client(app, tokens.user).post(`${rooms}/_update_name`, { id: ids.conversation, name })

/** So many more rooms of the test's contact, by SQL alone. */
function grow({ world }: FastifyInstance, count: number, name: string): void {
  world.database.exec(`
    WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ${count})
    INSERT INTO conversations
      (id, team_conversation_id, organization_id, business_unit_id, channel_id, channel_type, contact_id,
       team_id, status, name, timestamp, is_presence, latest_at)
    SELECT 'conv_${name}_' || n, 'tc_${name}_' || n, organization_id, business_unit_id, channel_id,
      channel_type, contact_id, team_id, 'active', '${name} ' || n, timestamp, 0,
      '2030-01-01T00:00:00.' || printf('%05d', n) || 'Z'
    FROM n, conversations WHERE id = '${ids.conversation}'`)
}

describe('a room is found', () => {
  test.each([
    ['by its whole name', 'Dr. Ada "Countess" Lovelace', 'Dr. Ada "Countess" Lovelace'],
    ['by a piece of it', 'Augusta Ada King', 'usta Ad'],
    ['whatever the capitals', 'Augusta Ada King', 'aUGUSTA aDA'],
    ['with spaces around', 'Augusta Ada King', '  Ada King '],
    ['by two letters', 'Xq Zw', 'zw'],
    ['by two characters', '陳大文', '大文'],
    ['by three characters', '陳大文先生', '大文先'],
    ['by one', '龘大文', '龘'],
    ['by capitals that are not of ASCII', 'Éloïse Ñandú', 'éloïse ñ'],
    ['by two of them', 'Ñu', 'ñU'],
    ['by what SQL has for wildcards', '100%_\\ sure', '0%_\\'],
    ['by one of them', '100%_\\ sure', '\\'],
    ['by what search has for syntax', 'A AND NOT (b*) OR "c', 'AND NOT (b*) OR "c'],
    ['by an emoji', 'Ada 👩‍💻 at work', '👩‍💻'],
  ])('%s', async (_, name, q) => {
    const app = build()
    await rename(app, name)
    const { data, count } = await search(app, q)
    expect({ names: data.map((room) => room.name), count }).toEqual({ names: [name], count: 1 })
  })

  test('closed too, under its new name and not the old one', async () => {
    const app = build()
    await client(app, tokens.user).post(`${rooms}/_update_status`, {
      id: ids.conversation,
      status: 'closed',
    })
    expect((await search(app, 'Test Contact')).count).toBe(1)
    await rename(app, 'Countess')
    expect((await search(app, 'Test Contact')).count).toBe(0)
    expect((await search(app, 'Countess')).count).toBe(1)
  })

  test('in its organization and business unit only', async () => {
    const app = build()
    expect((await search(app, 'Grace Miller', '', tokens.foreignUser)).count).toBe(1)
    expect((await search(app, 'gr', '', tokens.foreignUser)).count).toBe(1)
    expect((await search(app, 'Test Contact', '', tokens.foreignUser)).count).toBe(0)
    const unit = `&business_unit_id=${ids.businessUnit}`
    expect((await search(app, 'Test Contact', unit)).count).toBe(1)
    const { status } = await client(app, tokens.user).get(
      `${rooms}/_search?q=Test&business_unit_id=bu_be188361-fbec-4505-9a05-d9d34a5d5961`,
    )
    expect(status).toBe(403)
  })

  test('in all, where nothing is asked for', async () => {
    const app = build()
    const all = app.world.database
      .prepare<[string], number>('SELECT count(*) FROM conversations WHERE organization_id = ?')
      .pluck()
      .get(ids.organization)
    for (const q of ['', '   ']) expect((await search(app, q)).count).toBe(all)
    expect((await client(app, tokens.user).get(`${rooms}/_search`)).body.count).toBe(all)
  })

  test('not by an end of text within, nor by one that nobody has', async () => {
    const app = build()
    for (const q of ['Tes\0t', '\0', 'zzzzzz', 'ñññ']) expect((await search(app, q)).count).toBe(0)
    expect((await search(app, 'x'.repeat(5_000))).count).toBe(0)
  })
})

describe('of many the newest are found', () => {
  const many = mostFound + 200
  const newest = (word: string, from: number, length: number) =>
    Array.from({ length }, (_, n) => `${word} ${from - n}`)

  test.each([
    ['rooms', 'Crowded'],
    ['rooms by two letters', 'Zq'],
  ])('%s', async (_, word) => {
    const app = build()
    grow(app, many, word)
    const first = await search(app, word, '&limit=3')
    expect(first.data.map(({ name }) => name)).toEqual(newest(word, many, 3))
    expect(first).toMatchObject({ count: mostFound, has_more: true })
    const last = await search(app, word, `&limit=3&skip=${mostFound - 2}`)
    expect(last.data.map(({ name }) => name)).toEqual(newest(word, many - mostFound + 2, 2))
    expect(last.has_more).toBe(false)
  })

  test('one’s own among more of another organization', async () => {
    const app = build()
    grow(app, 3 * mostFound, 'Grace Mills')
    const { data, count } = await search(app, 'Grace Mil', '', tokens.foreignUser)
    expect({ names: data.map(({ name }) => name), count }).toEqual({
      names: ['Grace Miller'],
      count: 1,
    })
    const { count: theirs } = await search(app, 'Grace Mil')
    expect(theirs).toBe(mostFound)
  })
})

describe('names are found again', () => {
  test('after a reset, and after a snapshot is taken up', async () => {
    const app = build()
    await rename(app, 'Countess')
    app.worlds.save('default', 'renamed')
    app.world.reset()
    expect((await search(app, 'Countess')).count).toBe(0)
    expect((await search(app, 'Test Contact')).count).toBe(1)
    app.worlds.restore('default', 'renamed')
    expect((await search(app, 'Countess')).count).toBe(1)
    expect((await search(app, 'Test Contact')).count).toBe(0)
    await rename(app, 'Lovelace')
    expect((await search(app, 'Lovelace')).count).toBe(1)
  })

  test('in a file that is opened again', async () => {
    const db = join(scratchFolder(), 'gateway.sqlite')
    const first = build({ db })
    await rename(first, 'Countess')
    await first.close()
    const second = build({ db })
    expect((await search(second, 'Countess')).count).toBe(1)
    expect((await search(second, 'Test Contact')).count).toBe(0)
  })

  test('in a world that was parked', async () => {
    const app = build({ maxLiveWorlds: 1 })
    const headers = { 'x-access-token': tokens.user, 'x-mock-world': 'one' }
    const body = { id: ids.conversation, name: 'Countess' }
    await app.inject({ method: 'POST', url: `${rooms}/_update_name`, headers, payload: body })
    for (const world of ['two', 'three']) {
      await app.inject({
        url: '/v1/backend/conversation',
        headers: { ...headers, 'x-mock-world': world },
      })
    }
    const found = await app.inject({ url: `${rooms}/_search?q=Countess`, headers })
    expect(found.json().count).toBe(1)
  })
})
