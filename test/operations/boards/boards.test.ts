import { afterAll, describe, expect, test } from 'vitest'
import { buildApp } from '../../../src/app.ts'
import { client, tokens } from '../../helpers.ts'

const app = buildApp()
afterAll(() => app.close())
const agent = client(app, tokens.user)
const board = '/v1/backend/board'

const idsOf = (answer: { body: unknown }) =>
  (answer.body as { data: { id: string }[] }).data.map(({ id }) => id)

describe('boards', () => {
  test('are those of the organization, the newest first, all of them without a limit', async () => {
    const answer = await agent.get(board)
    expect(answer.body).toMatchObject({ count: 2, total: 2, has_more: false })
    expect(idsOf(answer)[0]).toBe('brd_imbrace_contacts')
    expect(idsOf(await agent.get(`${board}?sort=created_at`))).toEqual(idsOf(answer).toReversed())
    expect(idsOf(await agent.get(`${board}?limit=1&skip=1`))).toEqual(idsOf(answer).slice(1))
  })

  test('are chosen by name, type and whether they are default ones', async () => {
    expect(idsOf(await agent.get(`${board}?search=CUSTOM`))).toHaveLength(1)
    expect(idsOf(await agent.get(`${board}?types=Contacts&is_default=true`))).toEqual([
      'brd_imbrace_contacts',
    ])
    expect(idsOf(await agent.get(`${board}?types=Tickets`))).toEqual([])
  })

  test('have pages of items, and items with the contact as it is now', async () => {
    const [large] = idsOf(await agent.get(`${board}?search=customers`))
    const page = await agent.get(`${board}/${large}/board_items?limit=3&skip=199`)
    expect(page.body).toMatchObject({ count: 202, total: 3, has_more: false })
    app.world.database
      .prepare("UPDATE contacts SET display_name = 'Renamed' WHERE id = 'con_test_contact'")
      .run()
    const item = await agent.get(`${board}/brd_imbrace_contacts/board_items/bi_imbrace_contact`)
    expect(item.body).toMatchObject({
      contacts: { _id: 'con_test_contact', display_name: 'Renamed' },
    })
  })

  test('an item is found by an index', () => {
    for (const [column, index] of [
      ['_id', 'document_of_id'],
      ['contact_id', 'document_of_contact'],
    ]) {
      const plan = app.world.database
        .prepare<[string], { detail: string }>(
          `EXPLAIN QUERY PLAN SELECT document FROM documents WHERE document ->> '${column}' = ?`,
        )
        .all('x')
      expect(plan.map(({ detail }) => detail).join()).toContain(index)
    }
  })

  test('nobody is on a board that is not there', async () => {
    for (const path of [
      'board/brd_no',
      'board/brd_no/board_items',
      'board_items/by-contact/con_no',
    ]) {
      const { status, body } = await agent.get(`/v1/backend/${path}`)
      expect({ path, status, body }).toMatchObject({ path, status: 404, body: { code: 40004 } })
    }
  })

  test('a contact that is on no board has an item without anything', async () => {
    const channel = client(app, 'imbrace_channel')
    const { contact_id } = (await channel.post('/v1/backend/conversation')).body
    const { status, body } = await agent.get(`/v1/backend/board_items/by-contact/${contact_id}`)
    expect({ status, body }).toEqual({ status: 200, body: {} })
  })
})
