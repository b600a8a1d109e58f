import {
  copyFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { StartError } from '../../src/base/start-error.ts'
import { client, tokens } from '../helpers.ts'

const folder = mkdtempSync(join(tmpdir(), 'gateway-mock-'))
const whole = join(folder, 'whole.sqlite')
const search = '/v1/backend/meilisearch/org_imbrace/search'

beforeAll(async () => {
  const app = buildApp({ db: whole })
  // With a search index beside the rows, as after a day of work.
  await client(app, tokens.userOfTwo).post(search, { q: 'refund' })
  await app.close()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** xorshift32: the same flips every time. */
function numbersFrom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

/** Aimed at what holds pages together: headers, lists of cells, first bytes of cells; and anywhere. */
function flip(bytes: Buffer, next: (below: number) => number): string {
  const page = next(bytes.length / 4096) * 4096
  const places = [
    () => page + next(12),
    () => page + 8 + next(40),
    () => page + 4095 - next(400),
    () => next(bytes.length),
    () => next(100),
  ]
  const at = places[next(places.length)]?.() ?? 0
  const bit = next(8)
  bytes[at] = (bytes[at] ?? 0) ^ (1 << bit)
  return `byte ${at}, bit ${bit}`
}

/** Makes a page of the messages' table unreadable, which no request of a start reads. */
function breakRows(bytes: Buffer): void {
  const page = Math.floor(bytes.indexOf('msg_') / 4096) * 4096
  bytes.fill(0xff, page, page + 12)
}

/** What SQLite itself says of a file, all it can. */
function verdictOf(path: string): string {
  try {
    const database = new SQLite(path)
    try {
      return String(database.pragma('integrity_check', { simple: true }))
    } finally {
      database.close()
    }
  } catch (error) {
    return String(error)
  }
}

/** Opens a file as a start does, and waits until it has been looked at. */
async function fateOf(path: string): Promise<'refused' | 'reported' | 'served'> {
  const log: string[] = []
  let app: ReturnType<typeof buildApp>
  try {
    app = buildApp({ db: path, log: 'json', logOutput: { write: (line) => log.push(line) } })
  } catch (error) {
    expect(error).toBeInstanceOf(StartError)
    return 'refused'
  }
  try {
    for (let n = 0; n < 1_000 && !app.world.health.isChecked(); n += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    expect(app.world.health.isChecked()).toBe(true)
    const { status, body } = await client(app).get('/readyz')
    if (status === 200) return 'served'
    expect(body.reason).toContain(`${path} `)
    expect(log.filter((line) => line.includes('is damaged')).length).toBeLessThanOrEqual(1)
    return 'reported'
  } finally {
    await app.close()
  }
}

describe('no damage that SQLite can see is served in silence', () => {
  const seeds = Array.from({ length: 8 }, (_, n) => n + 1)

  test.concurrent.each(seeds)('10 flips of seed %i', { timeout: 120_000 }, async (seed) => {
    const next = numbersFrom(seed * 7919)
    const sound = readFileSync(whole)
    const unseen: string[] = []
    for (let n = 0; n < 10; n += 1) {
      const bytes = Buffer.from(sound)
      const where = flip(bytes, next)
      const path = join(folder, `${seed}-${n}.sqlite`)
      writeFileSync(path, bytes)
      copyFileSync(path, `${path}.copy`)
      const fate = await fateOf(path)
      const verdict = verdictOf(`${path}.copy`)
      if (fate === 'served' && verdict !== 'ok') unseen.push(`${where}: ${verdict}`)
    }
    expect(unseen).toEqual([])
  })

  test('a sound file is served', async () => {
    const path = join(folder, 'sound.sqlite')
    copyFileSync(whole, path)
    expect(await fateOf(path)).toBe('served')
  })
})

test('a file that is as it was closed is not waited for, and looked at while it is served', async () => {
  const path = join(folder, 'closed.sqlite')
  copyFileSync(whole, path)
  await buildApp({ db: path }).close()
  const { mtime } = statSync(path)
  const bytes = readFileSync(path)
  // As a disk that forgets does it: the file's time stays.
  breakRows(bytes)
  writeFileSync(path, bytes)
  utimesSync(path, mtime, mtime)
  expect(await fateOf(path)).toBe('reported')

  // Known to be damaged it is.
  expect(await fateOf(path)).toBe('refused')
})

test('to open and to close a file leaves its bytes and its time', async () => {
  const path = join(folder, 'opened.sqlite')
  copyFileSync(whole, path)
  await buildApp({ db: path }).close()
  const { mtimeMs } = statSync(path)
  const bytes = readFileSync(path)
  await buildApp({ db: path }).close()
  expect(statSync(path).mtimeMs).toBe(mtimeMs)
  expect(readFileSync(path).equals(bytes)).toBe(true)
})

test('a large file is looked at while it is served', async () => {
  const path = join(folder, 'large.sqlite')
  const app = buildApp({ db: path })
  app.world.database.exec(`
    WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 30000)
    INSERT INTO messages (id, conversation_id, "from", type, content, created_at, updated_at)
    SELECT 'msg_' || n, 'conv_testing_conversation1', 'con_test_contact', 'text',
      json_object('text', hex(randomblob(500))), '2022-04-07T04:11:28.148Z',
      '2022-04-07T04:11:28.148Z' FROM n`)
  await app.close()
  const bytes = readFileSync(path)
  // A page amid the rows of the messages, which no request of this test reads.
  const middle = Math.floor(bytes.length / 2 / 4096) * 4096
  bytes.fill(0xff, middle, middle + 8)
  writeFileSync(path, bytes)

  expect(bytes.length).toBeGreaterThan(32 * 1024 * 1024)
  expect(await fateOf(path)).toBe('reported')
})

test('damage that a request meets is its reason, and is remembered', async () => {
  const path = join(folder, 'met.sqlite')
  const app = buildApp({ db: path })
  onTestFinished(() => app.close())
  app.world.database.unsafeMode(true)
  app.world.database.exec(`
    PRAGMA writable_schema = ON;
    UPDATE sqlite_schema SET rootpage = 100000 WHERE name = 'messages';
    PRAGMA writable_schema = RESET`)
  const asContact = client(app, tokens.contact)
  const refused = await asContact.get('/v1/backend/conversation_messages')
  expect(refused).toMatchObject({
    status: 500,
    reason: `${path} is damaged: delete it, or name another file with --db (SQLITE_CORRUPT)`,
  })
  expect(await asContact.get('/readyz')).toMatchObject({
    status: 503,
    body: { checks: { database: 'failed' }, reason: refused.reason },
  })
})
