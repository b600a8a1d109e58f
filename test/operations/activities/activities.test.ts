/** Activities of a conversation, and the days of which they are asked. */
import { expect, test } from 'vitest'
import { build, client, ids, tokens } from '../../helpers.ts'

const activities = '/v1/backend/conversations_activities'

/** A gateway with a guest's conversation that has an activity a day, on the hour of noon. */
async function withDays(days: readonly string[]) {
  const app = build()
  const agent = client(app, tokens.user)
  const { body } = await agent.post('/v1/backend/conversations', {})
  const insert = app.world.database.prepare(`
    INSERT INTO activities (id, conversation_id, summary, sentiment, importance, created_at, updated_at)
    VALUES (:day, :of, 'Asked', 'neutral', 'low', :at, :at)`)
  for (const day of days) insert.run({ day, of: body.id, at: `${day}T12:00:00.000Z` })
  const found = async (words: string) => {
    const answer = await agent.get(`${activities}/${body.id}${words}`)
    expect(answer.status).toBe(200)
    return answer.body.items.map(({ _id }: { _id: string }) => _id)
  }
  return { ...agent, id: body.id as string, found }
}

test('come newest first, narrowed to days and times, with a client’s slip too', async () => {
  const { found } = await withDays(['2026-01-02', '2026-01-01', '2026-01-03'])
  const all = ['2026-01-03', '2026-01-02', '2026-01-01']
  for (const [words, expected] of [
    ['', all],
    ['?start_date=&end_date=undefined', all],
    ['?start_date=2026-01-02', all.slice(0, 2)],
    ['?end_date=2026-01-02', all.slice(1)],
    ['&end_date=2026-01-02', all.slice(1)],
    ['&end_date=2026-01-02T12%3A00%3A00.000Z', all.slice(1)],
    ['?end_date=2026-01-02T11:59:59.999Z', all.slice(2)],
    ['?start_date=2026-01-02T12:00:00.001Z', all.slice(0, 1)],
    ['?start_date=2026-01-02T20:00:00%2B08:00&end_date=2026-01-02', ['2026-01-02']],
    ['?end_date=9999-12-31', all],
    ['?limit=1&skip=1', ['2026-01-02']],
  ] as const) {
    expect({ words, found: await found(words) }).toEqual({ words, found: expected })
  }
})

test('are found by either id of the conversation, and counted', async () => {
  const { get } = client(build(), tokens.user)
  const { body } = await get(`${activities}/${ids.teamConversation}?limit=1`)
  expect(body).toMatchObject({ total: 1, has_more: body.count > 1 })
  expect(body.items[0]).toMatchObject({
    doc_name: 'conversation_activity',
    conversation_id: ids.conversation,
    organization_id: ids.organization,
  })
})

test('dates that are none are refused, and conversations that are not there', async () => {
  const { get, id } = await withDays([])
  for (const words of ['?start_date=yesterday', '&end_date=1', '?end_date=2026-13-01']) {
    expect(await get(`${activities}/${id}${words}`)).toMatchObject({
      status: 400,
      body: { code: 40000, message: 'Invalid request parameters' },
      reason: expect.stringContaining('not an ISO time or day'),
    })
  }
  for (const unknown of ['conv_unknown', ids.otherConversation]) {
    expect((await get(`${activities}/${unknown}`)).status).toBe(404)
  }
})
