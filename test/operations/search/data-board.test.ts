import { expect, test } from 'vitest'
import { withDataBoardSort } from '../../../src/operations/search/data-board.ts'
import { build, searchIsReady, tokens } from '../../helpers.ts'

test.each([
  ['-created_at', ['created_at:desc']],
  [
    ['-created_at', 'updated_at:asc'],
    ['created_at:desc', 'updated_at:asc'],
  ],
  [['_geoPoint(-1, 2):asc'], ['_geoPoint(-1, 2):asc']],
  [[1], [1]],
  [7, 7],
])('a sort of %j', (sort, expected) => {
  expect(withDataBoardSort('/data-board/search/brd_1', { sort })).toEqual({ sort: expected })
  expect(withDataBoardSort('/v1/meilisearch/brd_1/search', { sort })).toEqual({ sort })
})

test('items of a board as an SDK asks for them, the newest first', async () => {
  const app = build()
  await searchIsReady(app)
  const ask = async (sort: unknown) => {
    const url = '/data-board/search/brd_d4b3fd02-95c6-46d9-8adb-4e5354033eb8'
    const headers = { 'x-access-token': tokens.user }
    const payload = { q: '', filter: '', limit: 3, sort }
    const answer = await app.inject({ method: 'POST', url, headers, payload })
    const { hits } = answer.json().message as { hits: { created_at: string }[] }
    return hits.map(({ created_at }) => created_at)
  }
  const newest = await ask(['created_at:desc'])
  expect(await ask('-created_at')).toEqual(newest)
  expect(await ask(['-created_at'])).toEqual(newest)
})
