import { spawn } from 'node:child_process'
import { chmodSync, chownSync, copyFileSync, readFileSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import SQLite from 'better-sqlite3'
import { describe, expect, onTestFinished, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { formatVersion } from '../../src/database/migrations.ts'
import { ids, tokens } from '../helpers.ts'
import { run, scratchFolder, start, stop } from '../process/run.ts'
import { conversationMade, textsSent, writeOldFile } from './old-file.ts'

const migrator = fileURLToPath(new URL('migrator.ts', import.meta.url))

/** Reads a closed file. */
function look<Result>(path: string, read: (database: SQLite.Database) => Result): Result {
  const database = new SQLite(path, { readonly: true })
  try {
    return read(database)
  } finally {
    database.close()
  }
}

const versionOf = (database: SQLite.Database) => database.pragma('user_version', { simple: true })

/** Every row of the gateway's own tables: those of the engine follow from them. */
function rowsOf(database: SQLite.Database): Record<string, unknown[]> {
  const names = database
    .prepare<[], string>(`
      SELECT name FROM sqlite_schema
      WHERE type = 'table' AND name NOT LIKE 'search!_%' ESCAPE '!' ORDER BY name`)
    .pluck()
    .all()
  return Object.fromEntries(
    names.map((name) => [name, database.prepare(`SELECT * FROM "${name}"`).all()]),
  )
}

/** What the file is made of, without the engine's tables, in words that do not depend on layout. */
function schemaOf(database: SQLite.Database): [string, string][] {
  return database
    .prepare<[], { name: string; sql: string | null }>(`
      SELECT name, sql FROM sqlite_schema WHERE tbl_name NOT LIKE 'search!_%' ESCAPE '!' ORDER BY name`)
    .all()
    .map(({ name, sql }) => [
      name,
      (sql ?? '')
        .replace(/--.*\n/g, '')
        .replace(/\s+/g, ' ')
        .replace(/ (?=[,)])/g, ''),
    ])
}

/** As the old version counted: no trigger has a say in it. */
const countByStatus = `
  SELECT count(*) FROM conversations
  WHERE organization_id = ? AND status = ? AND business_unit_id = ?`

describe('a file of 0.1.0', () => {
  test('is opened by the command with all its rows, counts and search, and once only', async () => {
    const db = writeOldFile(join(scratchFolder(), 'gateway.sqlite'))
    const before = look(db, rowsOf)
    const closed = look(db, (database) =>
      database
        .prepare<[string, string, string], number>(countByStatus)
        .pluck()
        .get(ids.organization, 'closed', ids.businessUnit),
    )
    expect(look(db, versionOf)).toBe(1)
    expect(before.messages?.length).toBeGreaterThan(3_000)

    const first = await start(['--db', db])
    const ask = async (path: string, token: string, body?: object) => {
      const headers = { 'x-access-token': token, 'content-type': 'application/json' }
      const answer = await fetch(first.url + path, {
        headers,
        ...(body && { method: 'POST', body: JSON.stringify(body) }),
      })
      expect(answer.status).toBe(200)
      return answer.json() as Promise<Record<string, never>>
    }
    const messages = '/v1/backend/conversation_messages'
    const { data } = (await ask(`${messages}?limit=2`, tokens.contact)) as unknown as {
      data: { content: { text: string } }[]
    }
    expect(data.map(({ content }) => content.text)).toEqual(textsSent)
    expect(await ask('/v1/backend/conversation', conversationMade.contact)).toMatchObject({
      id: conversationMade.id,
    })
    const views = `/v2/backend/team_conversations/_views_count?type=business_unit_id&q=${ids.businessUnit}`
    expect(await ask(views, tokens.user)).toMatchObject({ closed })
    const search = `/v1/backend/meilisearch/${ids.organization}/search`
    expect(await ask(search, tokens.userOfTwo, { q: 'quixotic' })).toMatchObject({
      message: { hits: [{ content: { text: textsSent[1] } }] },
    })
    expect((await stop(first)).stdout).toContain(
      `brought from format 1 to ${formatVersion}, which that one cannot open`,
    )
    // Tables, columns and what is remembered that came later are beside them.
    const meta = expect.arrayContaining(before.meta ?? [])
    expect(look(db, rowsOf)).toMatchObject({ ...before, meta })
    expect(look(db, versionOf)).toBe(formatVersion)

    const bytes = readFileSync(db)
    const second = await start(['--db', db])
    const { stdout } = await stop(second)
    expect(stdout).not.toContain('brought from format')
    expect(readFileSync(db).equals(bytes)).toBe(true)
  })

  test('has the tables and indexes of a new file afterwards', async () => {
    const folder = scratchFolder()
    const old = writeOldFile(join(folder, 'old.sqlite'))
    const fresh = join(folder, 'fresh.sqlite')
    for (const db of [old, fresh]) await buildApp({ db }).close()

    expect(look(old, schemaOf)).toEqual(look(fresh, schemaOf))
    expect(look(old, (database) => database.pragma('foreign_key_check'))).toEqual([])
  })
})

const rounds = 24
/** So many more messages make a migration long enough to be met in the middle. */
const more = 150_000

/** Opens the file in a process of its own, and kills that after a while. @returns whether it was done */
async function openAndKill(
  path: string,
  after: number,
): Promise<{ isDone: boolean; took: number }> {
  const child = spawn(process.execPath, [migrator, path], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  let printed = ''
  let began = 0
  let took = Number.POSITIVE_INFINITY
  child.stdout.on('data', (text) => {
    printed += text
    if (began === 0) {
      began = performance.now()
      setTimeout(() => child.kill('SIGKILL'), after)
    }
    if (printed.includes('open\n')) took = performance.now() - began
  })
  await new Promise((resolve) => child.on('close', resolve))
  return { isDone: printed.includes('open\n'), took }
}

test(`a migration that is killed at ${rounds} moments leaves the old file or the new one, whole`, {
  timeout: 180_000,
}, async () => {
  const folder = scratchFolder()
  const old = writeOldFile(join(folder, 'old.sqlite'))
  const database = new SQLite(old)
  database.exec(`
    WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ${more})
    INSERT INTO messages (id, conversation_id, "from", type, content, created_at, updated_at)
    SELECT 'msg_' || n, '${ids.conversation}', '${tokens.contact}', 'text',
      '{"text":"' || n || '"}', '2026-11-26', '2026-11-26' FROM n`)
  database.close()
  const count = (file: SQLite.Database) =>
    file.prepare<[], number>('SELECT count(*) FROM messages').pluck().get()
  const messages = look(old, count)
  const whole = join(folder, 'whole.sqlite')
  copyFileSync(old, whole)
  const { took } = await openAndKill(whole, 60_000)

  const found = new Set<string>()
  for (let round = 0; round < rounds; round += 1) {
    const path = join(folder, `round-${round}.sqlite`)
    copyFileSync(old, path)
    const { isDone } = await openAndKill(path, (took * 1.2 * round) / rounds)
    const file = new SQLite(path)
    const version = Number(versionOf(file))
    const indexes = file
      .prepare<[], string>(`
        SELECT name FROM sqlite_schema
        WHERE tbl_name = 'messages' AND type = 'index' AND sql IS NOT NULL`)
      .pluck()
      .all()
    const added = version < 3 ? [] : ['commented_message', 'file_of_conversation']
    expect(indexes).toEqual([version === 1 ? 'message_page' : 'message_of_conversation', ...added])
    expect(file.pragma('integrity_check', { simple: true })).toBe('ok')
    expect(count(file)).toBe(messages)
    file.close()
    found.add(`${version === 1 ? 'old' : 'new'}, ${isDone ? 'done' : 'killed'}`)
    expect(version === 1 && isDone).toBe(false)

    expect((await openAndKill(path, 60_000)).isDone).toBe(true)
    expect(look(path, versionOf)).toBe(formatVersion)
    expect(look(path, count)).toBe(messages)
  }
  expect(found).toContain('old, killed')
})

describe('an old file that cannot be brought over is left alone, with one sentence', () => {
  const files: [string, string, (path: string) => void, number?][] = [
    ['read-only', 'cannot be opened: give permission', (path) => chmodSync(path, 0o444), 65_534],
    ['cut short', 'is damaged', (path) => truncateSync(path, 1024 * 1024)],
    [
      'of a table less',
      'has lost its tables (messages)',
      (path) => {
        const database = new SQLite(path)
        database.exec('PRAGMA foreign_keys = OFF; DROP TABLE messages')
        database.close()
      },
    ],
  ]

  test.each(files)('%s', async (_, sentence, spoil, uid) => {
    const folder = scratchFolder()
    if (uid !== undefined) chownSync(folder, uid, uid)
    const db = writeOldFile(join(folder, 'gateway.sqlite'))
    spoil(db)
    const bytes = readFileSync(db)

    const isRoot = process.getuid?.() === 0
    const settings = uid !== undefined && isRoot ? { uid } : {}
    const { code, stderr } = await run(['--port', '0', '--db', db], settings)

    expect(stderr).toContain(`imbrace-gateway-mock: ${db} ${sentence}`)
    expect(code).toBe(3)
    expect(readFileSync(db).equals(bytes)).toBe(true)
  })

  test('held by another process', async () => {
    const db = writeOldFile(join(scratchFolder(), 'gateway.sqlite'))
    const holder = new SQLite(db)
    // To read the file in this process would let go of its lock.
    holder.exec('BEGIN EXCLUSIVE')

    const { code, stderr } = await run(['--port', '0', '--db', db])

    holder.close()
    expect(stderr).toContain(`imbrace-gateway-mock: ${db} is held by another process`)
    expect(code).toBe(3)
    expect(look(db, versionOf)).toBe(1)
  })
})
