/** Several searches in one request. */
import { expect, test } from 'vitest'
import { build, client, tokens } from '../../helpers.ts'

const multi = '/data-board/search/multi'
const board = 'brd_imbrace_contacts'

test('each is what it would be alone, in the order that they were asked', async () => {
  const agent = client(build(), tokens.user)
  const queries = [
    { indexUid: board, q: 'Test', limit: 2, sort: [] },
    { indexUid: 'org_imbrace', q: 'hello', limit: 3 },
    { indexUid: board },
  ]
  const { status, body } = await agent.post(multi, { queries })
  expect(status).toBe(200)
  const { results } = body.message
  expect(results.map(({ indexUid }: { indexUid: string }) => indexUid)).toEqual([
    board,
    'org_imbrace',
    board,
  ])
  for (const [at, { indexUid, ...query }] of queries.entries()) {
    const alone = (await agent.post(`/data-board/search/${indexUid}`, query)).body.message
    const { processingTimeMs, ...rest } = alone
    expect(results[at]).toMatchObject(rest)
    expect(results[at].hits).toHaveLength(alone.hits.length)
  }
})

test('none of none', async () => {
  const { body } = await client(build(), tokens.user).post(multi, { queries: [] })
  expect(body).toEqual({ success: true, message: { results: [] } })
})

test.each([
  [['queries'], 400, 'Invalid request'],
  [[{ q: 'x' }], 400, 'Invalid request'],
  [[{ indexUid: 'nobody' }], 404, 'Index `nobody` not found.'],
  [[{ indexUid: 'brd_second_contacts' }], 403, 'No permission'],
  [
    [{ indexUid: board }, { indexUid: board, limit: 'x' }],
    400,
    'Inside `.queries[1]`: Invalid value type at `.limit`',
  ],
  [Array.from({ length: 21 }, () => ({ indexUid: board })), 400, 'Invalid request'],
])('%j is refused', async (queries, status, message) => {
  const answer = await client(build(), tokens.user).post(multi, { queries })
  expect([answer.status, answer.body.message.slice(0, message.length)]).toEqual([status, message])
})

test('an index is never called multi', async () => {
  const { status } = await client(build(), tokens.user).post(multi, { q: 'x' })
  expect(status).toBe(400)
})
