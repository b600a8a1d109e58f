/** Comments of messages: written, changed, deleted, seen by agents alone. */
import type { FastifyInstance } from 'fastify'
import { describe, expect, test } from 'vitest'
import { build, ids, tokens, writesTo } from '../../helpers.ts'

const message = 'msg_f8edd183-2205-4471-a34f-39a32faa88a0'
const commented = 'msg_efb6b7f0-5ef2-422d-ad09-4b4ce6eb8bb2'
const comment = 'cm_6b86b273-ff34-4ce1-8d6b-804eff5a3f57'
const foreignComment = 'cm_d4735e3a-265e-46ee-803f-59718b9b5d03'
const label = 'tl_f9d37c23-fcc0-403c-85a8-6aba71dce01d'
const foreignLabel = 'tl_16367aac-b67a-4a01-8c8d-a8ab95682ccb'
const place = `/v1/backend/conversations/${ids.conversation}`
const add = `${place}/conversation_messages/${message}/comments`

async function ask(
  app: FastifyInstance,
  method: 'POST' | 'PUT' | 'DELETE',
  url: string,
  body?: object,
) {
  const headers = { 'x-access-token': tokens.user }
  const answer = await app.inject({ method, url, headers, payload: body })
  return {
    status: answer.statusCode,
    body: answer.json(),
    reason: String(answer.headers['x-mock-reason']),
  }
}

/** As an agent's list shows them. */
async function commentsOf(app: FastifyInstance, id: string) {
  const url = `/v1/backend/conversation_messages?conversation_id=${ids.conversation}&limit=100`
  const answer = await app.inject({ url, headers: { 'x-access-token': tokens.user } })
  const { data }: { data: { id: string; comments?: object[] }[] } = answer.json()
  return data.find((one) => one.id === id)?.comments
}

test.each([
  ['content', { content: 'note' }],
  ['text', { text: 'note' }],
  ['both', { content: 'note', text: 'another' }],
])('what is sent as %s is listed with its message', async (_name, body) => {
  const app = build()
  const { status, body: added } = await ask(app, 'POST', add, { ...body, labels: [label] })
  expect(status).toBe(200)
  expect(added).toMatchObject({
    content: 'note',
    channel_type: 'web',
    from: { _id: ids.user, display_name: 'Carmen Lau' },
    labels: [{ _id: label, name: 'Urgent', organization_id: ids.organization }],
  })
  expect(await commentsOf(app, message)).toEqual([added])
})

test('several come in their order', async () => {
  const app = build()
  for (const content of ['one', 'two', 'three']) await ask(app, 'POST', add, { content })
  expect(await commentsOf(app, message)).toMatchObject([
    { content: 'one' },
    { content: 'two' },
    { content: 'three' },
  ])
})

test('a change keeps what it does not name', async () => {
  const app = build()
  const url = `${place}/comments/${comment}`
  expect((await ask(app, 'PUT', url, { text: 'changed' })).body).toMatchObject({
    _id: comment,
    content: 'changed',
    labels: [{ _id: label }],
  })
  expect((await ask(app, 'PUT', url, { labels: [] })).body).toMatchObject({
    content: 'changed',
    labels: [],
  })
  expect(await commentsOf(app, commented)).toMatchObject([{ content: 'changed', labels: [] }])
})

test('the last one that is deleted leaves a message without comments', async () => {
  const app = build()
  const url = `${place}/comments/${comment}`
  expect(await ask(app, 'DELETE', url)).toMatchObject({ status: 201, body: {} })
  expect(await commentsOf(app, commented)).toBeUndefined()
  expect((await ask(app, 'DELETE', url)).status).toBe(404)
})

test('a label that was deleted since is left out', async () => {
  const app = build()
  app.world.database.prepare('DELETE FROM team_labels WHERE id = ?').run(label)
  expect(await commentsOf(app, commented)).toMatchObject([{ labels: [] }])
})

test('the time of neither conversation nor message moves', async () => {
  const app = build()
  const times = () =>
    app.world.database
      .prepare(`
        SELECT c.latest_at, c.timestamp, c.status, m.updated_at
        FROM conversations c JOIN messages m ON m.conversation_id = c.id WHERE m.id = ?`)
      .get(message)
  const before = times()
  await ask(app, 'POST', add, { content: 'note' })
  expect(times()).toEqual(before)
})

describe('refused, with nothing written:', () => {
  const other = `/v1/backend/conversations/${ids.otherConversation}`
  test.each([
    ['no text', 'POST', add, {}, 400, 'content is missing'],
    ['a blank text', 'POST', add, { content: '  ' }, 400, 'content'],
    ['a number', 'POST', add, { content: 1 }, 400, 'content'],
    ['a huge text', 'POST', add, { content: 'x'.repeat(10_001) }, 400, 'content'],
    ['labels as text', 'POST', add, { content: 'x', labels: label }, 400, 'labels'],
    ['nobody’s label', 'POST', add, { content: 'x', labels: ['tl_nobody'] }, 400, 'tl_nobody'],
    ['a foreign label', 'POST', add, { content: 'x', labels: [foreignLabel] }, 400, foreignLabel],
    [
      'a foreign label in a change',
      'PUT',
      `${place}/comments/${comment}`,
      { labels: [foreignLabel] },
      400,
      foreignLabel,
    ],
    [
      'a foreign comment',
      'PUT',
      `${place}/comments/${foreignComment}`,
      { content: 'x' },
      404,
      foreignComment,
    ],
    [
      'a foreign comment in its place',
      'PUT',
      `${other}/comments/${foreignComment}`,
      { content: 'x' },
      404,
      ids.otherConversation,
    ],
    [
      'deleting a foreign comment',
      'DELETE',
      `${place}/comments/${foreignComment}`,
      undefined,
      404,
      foreignComment,
    ],
    [
      'deleting it in its place',
      'DELETE',
      `${other}/comments/${foreignComment}`,
      undefined,
      404,
      ids.otherConversation,
    ],
    [
      'a foreign message',
      'POST',
      `${place}/conversation_messages/msg_c0dbd66d-06ed-4883-bdac-36f5d56a4d5f/comments`,
      { content: 'x' },
      404,
      'msg_c0dbd66d',
    ],
  ] as const)('%s', async (_name, method, url, body, status, reason) => {
    const app = build()
    const before = writesTo(app.world.database)
    const answer = await ask(app, method, url, body)
    expect([answer.status, answer.body.code]).toEqual([status, status === 404 ? 40004 : 40000])
    expect(answer.reason).toContain(reason)
    expect(writesTo(app.world.database)).toBe(before)
  })
})
