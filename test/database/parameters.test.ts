import { expect, test } from 'vitest'
import { hideParameters } from '../../src/database/parameters.ts'

test.each([
  ['SELECT 1 FROM teams WHERE id = ?', 'SELECT 1 FROM teams WHERE id = +?'],
  ['WHERE id = :id AND team_id=:team_id', 'WHERE id = +:id AND team_id=+:team_id'],
  ['VALUES (?, ?2, @id, $id)', 'VALUES (+?, +?2, +@id, +$id)'],
  ['LIMIT :limit OFFSET :skip', 'LIMIT +:limit OFFSET +:skip'],
  ["key >= 'present:' AND at < 'it''s :late' AND x = :x", undefined],
  ['SELECT ":a", "b?" FROM t WHERE x = :x', undefined],
  ["-- What isn't :asked for?\nWHERE x = :x", undefined],
  ["/* nor\n:this, isn't it? */ WHERE x = :x", undefined],
  ["content ->> '$.text' = :x", undefined],
])('%s', (sql, hidden) => {
  expect(hideParameters(sql)).toBe(hidden ?? sql.replace(/:x$/, '+:x'))
})
