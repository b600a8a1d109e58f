/** Items of boards that are made, changed and deleted; searches follow. */
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { describe, expect, test } from 'vitest'
import { asker, build } from '../../helpers.ts'
import { scratchFolder } from '../../process/run.ts'

const board = 'brd_imbrace_contacts'
const items = `/data-board/boards/${board}/items`

const searching = (app: FastifyInstance) => async (q: string) => {
  const { body } = await asker(app)('POST', `/data-board/search/${board}`, { q })
  return (body.message.hits as { _id: string }[]).map(({ _id }) => _id)
}

test('an item is listed, read and found at once, by what it says now, until it is gone', async () => {
  const app = build()
  const [ask, search] = [asker(app), searching(app)]
  const before = (await ask('GET', items)).body
  expect(await search('Quetzal')).toEqual([])

  const sent = { fields: { imbrace_name: 'Quetzal Trading' }, contact_id: 'con_test_contact' }
  const { body: made } = await ask('POST', items, sent)
  expect(made).toMatchObject({ fields: sent.fields, contacts: { _id: 'con_test_contact' } })
  expect(await search('Quetzal')).toEqual([made.id])
  expect((await ask('GET', `${items}/${made.id}`)).body).toEqual(made)

  const list = [{ board_field_id: 'imbrace_name', value: 'Resplendent' }]
  const { body: changed } = await ask('PATCH', `${items}/${made.id}`, { fields: list })
  expect(changed.fields).toEqual({ imbrace_name: 'Resplendent' })
  expect([await search('Quetzal'), await search('Resplendent')]).toEqual([[], [made.id]])
  const older = { data: [{ key: 'imbrace_segment', value: 'corp' }] }
  await ask('PATCH', `${items}/${made.id}`, older)
  const all = (await ask('GET', items)).body
  expect([all.count, all.data.at(-1).fields]).toEqual([
    before.count + 1,
    { imbrace_name: 'Resplendent', imbrace_segment: 'corp' },
  ])

  expect((await ask('DELETE', `${items}/${made.id}`)).body).toEqual({ success: true })
  expect(await search('Resplendent')).toEqual([])
  expect((await ask('GET', items)).body).toEqual(before)
  expect((await ask('DELETE', `${items}/${made.id}`)).status).toBe(404)
})

test('what was deleted before anybody searched is found by nobody', async () => {
  const app = build()
  const { body } = await asker(app)('POST', items, { fields: { imbrace_name: 'Quetzal' } })
  await asker(app)('DELETE', `${items}/${body.id}`)
  expect(await searching(app)('Quetzal')).toEqual([])
})

test('messages that are changed meanwhile are found as before', async () => {
  const app = build()
  const ask = asker(app)
  await ask('POST', items, { fields: { imbrace_name: 'Quetzal' } })
  const message = { type: 'text', text: 'Quetzal', conversation_id: 'conv_testing_conversation1' }
  await ask('POST', '/v1/backend/conversation_messages', message)
  const found = await ask('POST', '/v1/backend/meilisearch/org_imbrace/search', { q: 'Quetzal' })
  expect(found.body.message.hits).toHaveLength(1)
  expect(await searching(app)('Quetzal')).toHaveLength(1)
})

describe('is refused, and nothing is written', () => {
  test.each([
    [
      'a field that the board has not',
      { fields: { imbrace_nam: 'x' } },
      'did you mean `imbrace_name`?',
    ],
    ['one of a list', { fields: [{ board_field_id: 'nope', value: 1 }] }, 'no field nope'],
    ['no fields', { fields: 'x' }, 'body.fields'],
    [
      'somebody else’s contact',
      { contact_id: 'con_4b377fdc-2134-4433-a385-50adbcbebf04' },
      'no contact',
    ],
  ])('%s', async (_what, payload, reason) => {
    const ask = asker(build())
    const before = (await ask('GET', items)).body
    for (const [method, url] of [
      ['POST', items],
      ['PATCH', `${items}/bi_imbrace_contact`],
    ] as const) {
      const answer = await ask(method, url, payload)
      expect([answer.status, answer.headers['x-mock-reason']]).toEqual([
        400,
        expect.stringContaining(reason),
      ])
    }
    expect((await ask('GET', items)).body).toEqual(before)
  })

  test('another organization’s board and item', async () => {
    const ask = asker(build())
    const other = '/data-board/boards/brd_second_contacts/items'
    expect((await ask('POST', other, { fields: {} })).status).toBe(404)
    expect((await ask('PATCH', `${other}/bi_second_contact`, { fields: {} })).status).toBe(404)
    expect((await ask('DELETE', `${items}/bi_second_contact`)).status).toBe(404)
  })
})

test('what is written is there after a restart, found too, and gone after a reset', async () => {
  const db = join(scratchFolder(), 'gateway.sqlite')
  const first = build({ db })
  const { id } = (await asker(first)('POST', items, { fields: { imbrace_name: 'Quetzal' } })).body
  await first.close()
  const second = build({ db })
  expect(await searching(second)('Quetzal')).toEqual([id])
  second.world.reset()
  expect(await searching(second)('Quetzal')).toEqual([])
})
