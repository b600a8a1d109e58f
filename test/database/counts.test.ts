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
