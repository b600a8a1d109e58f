/** What was answered of channels, categories and templates is there after a process that is killed, and nothing by half. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tokens } from '../helpers.ts'
import { scratchFolder, start } from './run.ts'

const rounds = 8
const channels = '/channel-service/v1/channels'
const categories = '/platform/v1/categories'
const templates = '/channel-service/v1/message_templates'

interface Row {
  id: string
  name?: string
  title?: string
  category?: { id: string; name: string } | null
}

type Ask = (method: string, path: string, body?: object) => Promise<Row>

const nameOf = ({ name, title }: Row) => name ?? title

/** Acknowledged: the name of each id, null for what is deleted. */
type Known = Map<string, string | null>

function asker(url: string, onAnswer: () => void): Ask {
  return async (method, path, body) => {
    const headers = {
      'x-access-token': tokens.user,
      ...(body && { 'content-type': 'application/json' }),
    }
    const payload = body === undefined ? {} : { body: JSON.stringify(body) }
    const answer = await fetch(url + path, { method, headers, ...payload })
    const read = (await answer.json()) as Row
    expect([answer.status, path]).toEqual([200, path])
    onAnswer()
    return read
  }
}

/** Makes, renames and sometimes deletes rows until the gateway is gone. */
async function writeUntilGone(
  ask: Ask,
  place: string,
  known: Known,
  bodyOf: (name: string) => object,
  word: string,
): Promise<void> {
  for (let n = 0; ; n += 1) {
    const name = `${word} ${n}`
    let inFlight: string | undefined
    try {
      const { id } = await ask('POST', place, bodyOf(name))
      known.set(id, name)
      inFlight = id
      await ask('PUT', `${place}/${id}`, bodyOf(`${name}, renamed`))
      known.set(id, `${name}, renamed`)
      if (n % 3 > 0) continue
      await ask('DELETE', `${place}/${id}`)
      known.set(id, null)
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
      // What nobody has answered may have been done or not.
      if (inFlight !== undefined) known.delete(inFlight)
      return
    }
  }
}

/** Deletes categories that templates have, until the gateway is gone. */
async function sortUntilGone(ask: Ask, word: string): Promise<void> {
  for (let n = 0; ; n += 1) {
    try {
      const { id: category } = await ask('POST', categories, { name: `${word} ${n}` })
      await ask('POST', templates, { title: 'Sorted', text: 'text', category })
      if (n % 2 === 0) await ask('DELETE', `${categories}/${category}`)
    } catch (error) {
      if (error instanceof TypeError) return
      throw error
    }
  }
}

async function readAll(url: string, place: string): Promise<Row[]> {
  const headers = { 'x-access-token': tokens.user }
  const rows: Row[] = []
  for (let hasMore = true; hasMore; ) {
    const answer = await fetch(`${url}${place}?limit=100&skip=${rows.length}`, { headers })
    const { data, has_more = false } = (await answer.json()) as { data: Row[]; has_more?: boolean }
    rows.push(...data)
    hasMore = has_more
  }
  return rows
}

test(`what was acknowledged survives ${rounds} SIGKILLs during writes`, {
  timeout: 180_000,
}, async () => {
  const db = join(scratchFolder(), 'gateway.sqlite')
  const known = new Map([channels, categories, templates].map((place) => [place, new Map()]))
  const of = (place: string): Known => known.get(place) ?? new Map()

  for (let round = 0; round < rounds; round += 1) {
    const gateway = await start(['--db', db, '--log', 'off'])
    let answered = 0
    // The kill falls into a write, each round into another one.
    const ask = asker(gateway.url, () => {
      answered += 1
      if (answered === 15 + round * 7) gateway.child.kill('SIGKILL')
    })
    const word = `round ${round}`
    const named = (name: string) => ({ name })
    const titled = (title: string) => ({ title, text: 'text' })
    await Promise.all([
      writeUntilGone(ask, channels, of(channels), named, word),
      writeUntilGone(ask, categories, of(categories), named, word),
      writeUntilGone(ask, templates, of(templates), titled, word),
      sortUntilGone(ask, `sorted in ${word}`),
    ])
    expect((await gateway.ended).code).toBe(null)
  }

  const gateway = await start(['--db', db, '--log', 'off'])
  const rows = new Map<string, Row[]>()
  for (const [place, acknowledged] of known) {
    const found = await readAll(gateway.url, place)
    rows.set(place, found)
    const names = new Map(found.map((row) => [row.id, nameOf(row)]))
    const wrong = [...acknowledged].filter(([id, name]) => (names.get(id) ?? null) !== name)
    expect(wrong, place).toEqual([])
    expect(acknowledged.size, place).toBeGreaterThan(rounds * 2)
  }

  const kept = new Set(rows.get(categories)?.map(({ id }) => id))
  const sorted = rows.get(templates)?.filter(({ title }) => title === 'Sorted') ?? []
  const used = sorted.flatMap(({ category }) => (category ? [category] : []))
  expect(used.filter(({ id }) => !kept.has(id))).toEqual([])
  expect(sorted.length).toBeGreaterThan(used.length)
  const counts = await fetch(`${gateway.url}${channels}/_count`, {
    headers: { 'x-access-token': tokens.user },
  })
  expect(((await counts.json()) as { all: number }).all).toBe(rows.get(channels)?.length)
})
