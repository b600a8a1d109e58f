import { expect, test } from 'vitest'
import { build, client, ids, tokens } from '../helpers.ts'

const views = '/v2/backend/team_conversations/_views_count'
const someoneElse = 'u_6c507f0e-2cef-42dc-97a4-67a04d962184'

test.each([
  [
    'a user is replaced by another',
    `UPDATE conversation_users SET user_id = '${someoneElse}' WHERE user_id = '${ids.user}'`,
    { all: 975, yours: 0, closed: 61 },
  ],
  [
    'a user leaves',
    `DELETE FROM conversation_users WHERE user_id = '${ids.user}'`,
    { all: 975, yours: 0, closed: 61 },
  ],
  [
    'a conversation is written again',
    `INSERT OR REPLACE INTO conversations SELECT * FROM conversations WHERE id = '${ids.conversation}'`,
    // Whoever had joined went with the row that was replaced.
    { all: 975, yours: 292, closed: 61 },
  ],
  [
    'conversations are closed',
    `UPDATE conversations SET status = 'closed' WHERE status = 'pending'`,
    { all: 874, yours: 192, closed: 162, pending: 0 },
  ],
  [
    'a conversation is deleted',
    `DELETE FROM conversations WHERE id = '${ids.conversation}'`,
    { all: 974, yours: 292, pending: 100 },
  ],
])('the counts follow when %s, whoever writes the row', async (_, sql, expected) => {
  const app = build()
  app.world.database.exec(sql)
  const { body } = await client(app, tokens.user).get(views)
  expect(body).toMatchObject(expected)
})

test('which rooms are open follows, whoever writes the status', () => {
  const { database } = build().world
  const wrong = database
    .prepare(
      "SELECT count(*) FROM conversations WHERE is_open <> (status NOT IN ('closed', 'spam'))",
    )
    .pluck()
  const open = database.prepare('SELECT count(*) FROM conversations WHERE is_open').pluck()
  const before = Number(open.get())
  expect(before).toBeGreaterThan(900)
  expect(wrong.get()).toBe(0)

  const write = (sql: string, opened: number) => {
    database.exec(sql)
    expect(wrong.get()).toBe(0)
    expect(Number(open.get()) - before).toBe(opened)
  }
  const pending =
    "id IN (SELECT id FROM conversations WHERE status = 'pending' ORDER BY id LIMIT 20)"
  write(`CREATE TABLE twenty AS SELECT id FROM conversations WHERE ${pending}`, 0)
  write("UPDATE conversations SET status = 'closed' WHERE id IN (SELECT id FROM twenty)", -20)
  write("UPDATE conversations SET status = 'spam' WHERE id IN (SELECT id FROM twenty)", -20)
  write("UPDATE conversations SET status = 'active' WHERE id IN (SELECT id FROM twenty)", 0)
  // A row that comes closed, as those of a population do, and one that is written again.
  const columns = (
    database
      .prepare("SELECT group_concat(name) FROM pragma_table_info('conversations')")
      .pluck()
      .get() as string
  ).replace(',is_open', '')
  const made = columns
    .replace('id,team_conversation_id,', "'made_' || id, 'made_' || team_conversation_id, ")
    .replace(',status,', ",'closed',")
  write(
    `INSERT INTO conversations (${columns}) SELECT ${made} FROM conversations WHERE ${pending}`,
    0,
  )
  write("UPDATE conversations SET status = 'pending' WHERE id LIKE 'made_%'", 20)
})
