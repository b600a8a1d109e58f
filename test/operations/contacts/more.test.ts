/** Contacts that are exported, found by their items, commented on and deleted. */
import { describe, expect, test } from 'vitest'
import { toCsv } from '../../../src/operations/contacts/csv.ts'
import { asker, build, tokens } from '../../helpers.ts'

const contacts = '/v1/backend/contacts'
const contact = 'con_test_contact'

describe('CSV', () => {
  const of = (display_name: string) =>
    toCsv([{ id: 'con_1', display_name, labels: ['a', 'b'] } as never]).split('\r\n')[1]
  test.each([
    ['Ada', 'con_1,Ada,'],
    ['Ada, Countess', 'con_1,"Ada, Countess",'],
    ['the "first"', 'con_1,"the ""first""",'],
    ['two\nlines', 'con_1,"two\nlines",'],
    ['=1+1', "con_1,'=1+1,"],
    ['@SUM(A1)', "con_1,'@SUM(A1),"],
    ['-cmd', "con_1,'-cmd,"],
    ['+852 5550 0100', 'con_1,+852 5550 0100,'],
    ['-5', 'con_1,-5,'],
  ])('%j', (name, line) => {
    expect(of(name)).toMatch(new RegExp(`^${line.replace(/[()+.]/g, '\\$&')}`))
  })

  test('has a line for each contact, in the order that is asked for', async () => {
    const ask = asker(build())
    const { body, headers } = await ask('GET', `${contacts}/_export_csv?sort=display_name`)
    const { count } = (await ask('GET', contacts)).body
    const [first = '', ...lines] = String(body).trimEnd().split('\r\n')
    expect(headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(first.split(',').slice(0, 2)).toEqual(['id', 'display_name'])
    expect(lines).toHaveLength(count)
    const listed = (await ask('GET', `${contacts}?sort=display_name&limit=5`)).body.data
    expect(lines.slice(0, 5).map((line) => line.split(',')[0])).toEqual(
      listed.map(({ id }: { id: string }) => id),
    )
  })
})

test('a search by the body is the search by the query', async () => {
  const ask = asker(build())
  const { body } = await ask('GET', `${contacts}/_search?q=an&limit=3&skip=2&sort=display_name`)
  expect(body.data).toHaveLength(3)
  const sort = 'display_name'
  for (const sent of [
    { q: 'an', limit: 3, skip: 2, sort },
    { query: 'an', limit: 3, offset: 2, sort },
  ]) {
    expect((await ask('POST', `${contacts}/_search`, sent)).body).toEqual(body)
  }
  expect((await ask('POST', `${contacts}/_search`, { limit: -1 })).status).toBe(400)
})

test('a note is a comment on the latest message, and can be taken away', async () => {
  const ask = asker(build())
  const { body: noted } = await ask('POST', `${contacts}/${contact}/comments`, {
    content: 'Mornings',
  })
  const comment = noted.comments.find(({ content }: { content: string }) => content === 'Mornings')
  const listed = (await ask('GET', `${contacts}/${contact}/comments`)).body.items
  expect(listed[0]).toEqual(noted)
  const url = `${contacts}/${contact}/comment/${comment._id}`
  expect((await ask('GET', url)).status).toBe(200)
  expect((await ask('DELETE', url)).body).toEqual({ success: true })
  expect((await ask('DELETE', url)).status).toBe(404)
  // A message's id finds its comments, and deletes none.
  expect((await ask('DELETE', `${contacts}/${contact}/comment/${noted._id}`)).status).toBe(404)
  expect((await ask('POST', `${contacts}/${contact}/comments`, { content: ' ' })).status).toBe(400)
})

test('a note on a contact without messages is refused', async () => {
  const ask = asker(build())
  const { id } = (await ask('POST', contacts, { display_name: 'New' })).body
  expect((await ask('POST', `${contacts}/${id}/comments`, { content: 'x' })).status).toBe(400)
})

test('a contact that is deleted is nowhere any more, and everything counts without it', async () => {
  const app = build()
  const ask = asker(app)
  const counts = async () => (await ask('GET', '/v1/backend/channels/_conv_count')).body
  const listed = async () => (await ask('GET', contacts)).body.count as number
  const rooms = async () =>
    (
      await ask(
        'GET',
        '/v2/backend/team_conversations?type=business_unit_id&q=bu_imbrace_testing&view=all',
      )
    ).body.count as number
  const before = { counts: await counts(), contacts: await listed(), rooms: await rooms() }
  const room = (await ask('GET', '/v1/backend/conversations/conv_testing_conversation1')).body
  expect(room.contact_id).toBe(contact)

  expect((await ask('DELETE', `${contacts}/${contact}`)).body).toEqual({ success: true })
  expect((await ask('GET', `${contacts}/${contact}`)).status).toBe(404)
  expect((await ask('DELETE', `${contacts}/${contact}`)).status).toBe(404)
  expect((await ask('GET', '/v1/backend/conversations/conv_testing_conversation1')).status).toBe(
    404,
  )
  for (const token of [tokens.contact, tokens.contactAccess]) {
    expect((await asker(app, token)('GET', '/v1/backend/conversation_messages')).status).toBe(401)
  }
  const isOpen = !['closed', 'spam'].includes(room.status)
  expect({ counts: (await counts()).all, contacts: await listed(), rooms: await rooms() }).toEqual({
    counts: before.counts.all - (isOpen ? 1 : 0),
    contacts: before.contacts - 1,
    rooms: before.rooms - (isOpen ? 1 : 0),
  })
  const item = (
    await ask('GET', '/data-board/boards/brd_imbrace_contacts/items/bi_imbrace_contact')
  ).body
  expect(item.contacts).toBeNull()
  expect((await ask('GET', `${contacts}/by-board-item/bi_imbrace_contact`)).status).toBe(404)
  const hits = await ask('POST', '/v1/backend/meilisearch/org_imbrace/search', {
    q: '',
    filter: 'conversation_id = conv_testing_conversation1',
  })
  expect(hits.body.message.hits).toEqual([])
})
