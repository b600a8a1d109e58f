/** Customers, agents and the bot write by `/_mock`, over a real port. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Gateway, startGateway } from '../../src/index.ts'
import { ids, tokens } from '../helpers.ts'
import { asker } from './ask.ts'

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway.close())

const { ask, post, fresh } = asker(() => gateway)
const agent = { 'x-access-token': tokens.user }
const whatsapp = 'ch_c49a5264-5f82-477a-b844-50211003150a'

const countsOf = async (world: string) => {
  const { body } = await ask(world, 'GET', '/v2/backend/team_conversations/_views_count', agent)
  return body as Record<string, number>
}
const messagesOf = async (world: string, id: string) => {
  const path = `/v1/backend/conversation_messages?type=conversation_id&q=${id}&limit=100`
  return (await ask(world, 'GET', path, agent)).body.data
}

describe('a customer', () => {
  test('who is new has a contact, a conversation and a message, which are counted and found', async () => {
    const world = fresh()
    const before = await countsOf(world)
    const { status, body } = await post(world, '/_mock/inbound', {
      channel_type: 'whatsapp',
      contact: { display_name: 'Ann Lee', phone_number: '+852 5123 4567' },
      text: 'Is the walnut shelf back?',
    })
    expect(status).toBe(200)
    expect(body.contact).toMatchObject({
      display_name: 'Ann Lee',
      channel_id: whatsapp,
      phone_number: '+852 5123 4567',
      whatsapp_id: '85251234567',
    })
    expect(body.conversation).toMatchObject({
      status: 'rep needed',
      name: 'Ann Lee',
      contact_id: body.contact.id,
      users: [{ id: 'u_imbrace_bot' }],
    })
    expect(body.message).toMatchObject({
      from: body.contact.id,
      type: 'text',
      content: { text: 'Is the walnut shelf back?' },
      conversation_id: body.conversation.id,
    })
    const after = await countsOf(world)
    expect(after.rep_needed).toBe((before.rep_needed ?? 0) + 1)
    expect(after.all).toBe((before.all ?? 0) + 1)
    expect(await messagesOf(world, body.conversation.id)).toMatchObject([{ id: body.message.id }])
    const found = await ask(
      world,
      'POST',
      `/v1/backend/meilisearch/${ids.organization}/search`,
      agent,
      { q: 'walnut shelf back' },
    )
    expect(found.body.message.hits[0]._id).toBe(body.message.id)
  })

  test.each([
    ['the number', { phone_number: '+852 5123-4567' }],
    ['the number in two fields', { area_code: '+852', phone_number: '51234567' }],
    ['the id on WhatsApp', { whatsapp_id: '85251234567' }],
    ['the e-mail, in any case', { email: 'ANN@example.test' }],
  ])('is known by %s', async (_what, contact) => {
    const world = fresh()
    const place = { channel_type: 'whatsapp' }
    const said = { phone_number: '+852 5123 4567', email: 'ann@example.test' }
    const first = await post(world, '/_mock/inbound', { ...place, contact: said, text: 'One' })
    const again = await post(world, '/_mock/inbound', {
      ...place,
      contact: { ...contact, display_name: 'Ann' },
      text: 'Two',
    })
    expect(again.body.contact).toMatchObject({ id: first.body.contact.id, display_name: 'Ann' })
    expect(again.body.conversation.id).toBe(first.body.conversation.id)
    const byId = await post(world, '/_mock/inbound', {
      contact_id: first.body.contact.id,
      text: 'Three',
    })
    expect(await messagesOf(world, byId.body.conversation.id)).toHaveLength(3)
  })

  test('is somebody else on another channel, and each time where nothing is said of who it is', async () => {
    const world = fresh()
    const contact = { phone_number: '51234567' }
    const first = await post(world, '/_mock/inbound', {
      channel_type: 'whatsapp',
      contact,
      text: 'A',
    })
    const other = await post(world, '/_mock/inbound', { channel_type: 'line', contact, text: 'A' })
    const guests = [
      await post(world, '/_mock/inbound', { text: 'A' }),
      await post(world, '/_mock/inbound', { text: 'A' }),
      await post(world, '/_mock/inbound', { channel_type: 'whatsapp', text: 'A' }),
      await post(world, '/_mock/inbound', { channel_type: 'email', text: 'A' }),
    ]
    const all = [first, other, ...guests].map(({ body }) => body.contact)
    expect(new Set(all.map(({ id }) => id)).size).toBe(6)
    expect(all[2].channel_type).toBe('web')
    expect(all[2].display_name).toMatch(/^Guest#\d{6}@/)
    expect(all[4].whatsapp_id).toMatch(/^8525\d{7}$/)
    expect(all[5].email).toMatch(/^guest-\d{6}@example\.test$/)
  })

  test.each([
    [{ type: 'image', url: 'https://example.test/a.png', caption: 'This one' }],
    [{ type: 'file', url: 'https://example.test/a.zip' }],
    [{ type: 'pdf', url: 'https://example.test/a.pdf' }],
    [{ type: 'audio', url: 'https://example.test/a.ogg' }],
    [{ type: 'video', url: 'https://example.test/a.mp4', text: 'See' }],
    [{ type: 'quick_reply', title: 'Yes', payload: 'yes' }],
  ])('sends %j as the gateway stores it', async ({ type, ...content }) => {
    const { body } = await post(fresh(), '/_mock/inbound', { message: { type, ...content } })
    expect(body.message).toMatchObject({ type, content })
  })

  test('sends what only providers make', async () => {
    const content = { latitude: 22.28, longitude: 114.16 }
    const message = { type: 'location', content }
    const { body } = await post(fresh(), '/_mock/inbound', { channel_type: 'whatsapp', message })
    expect(body.message).toMatchObject(message)
  })

  test('reopens a closed conversation, and what is spam stays spam', async () => {
    const world = fresh()
    const { body } = await post(world, '/_mock/inbound', { text: 'A' })
    const { id } = body.conversation
    const path = '/v1/backend/team_conversations/_update_status'
    const change = { team_conversation_id: id, status: 'closed' }
    expect(await ask(world, 'POST', path, agent, change)).toMatchObject({ status: 200 })
    const contact_id = body.contact.id
    const again = await post(world, '/_mock/inbound', { contact_id, text: 'B' })
    expect(again.body.conversation).toMatchObject({ id, status: 'rep needed' })

    const spam = await post(world, '/_mock/conversations', { count: 1, status: 'spam' })
    const [first] = spam.body.conversation_ids
    const whose = { contact_id: first.replace('conv_', 'con_'), text: 'C' }
    const { body: still } = await post(world, '/_mock/inbound', whose)
    expect(still.conversation).toMatchObject({ id: first, status: 'spam' })
  })
})

describe('the organization', () => {
  test('writes as an agent, by e-mail, by id or as whoever is there', async () => {
    const world = fresh()
    const { body } = await post(world, '/_mock/inbound', { text: 'A' })
    const conversation_id = body.conversation.id
    for (const [who, from] of [
      [{ email: 'Priya.Nair@example.com' }, 'u_6c507f0e-2cef-42dc-97a4-67a04d962184'],
      [{ user_id: ids.user }, ids.user],
      [{}, ids.user],
    ] as const) {
      const answer = await post(world, '/_mock/outbound', { conversation_id, ...who, text: 'B' })
      expect(answer.body).toMatchObject({
        contact: { id: body.contact.id },
        conversation: { status: 'active' },
        message: { from },
      })
    }
  })

  test('writes as the bot, which answers nobody: the status and the waiting stay', async () => {
    const world = fresh()
    const clock = gateway.worlds.get(world).clock
    const { body } = await post(world, '/_mock/inbound', { text: 'A' })
    const contact_id = body.contact.id
    const bot = await post(world, '/_mock/outbound', { contact_id, as: 'bot', text: 'B' })
    expect(bot.body).toMatchObject({
      conversation: { status: 'rep needed' },
      message: { from: 'u_imbrace_bot' },
    })
    const { id } = body.conversation
    const joined = await ask(world, 'POST', '/v1/backend/team_conversations/_join', agent, {
      team_conversation_id: id,
    })
    expect(joined.status).toBe(200)
    // Three minutes after the customer has written, whatever the bot has said since.
    clock.advance('PT2M')
    await post(world, '/_mock/outbound', { contact_id, as: 'bot', text: 'C' })
    clock.advance('PT1M1S')
    const late = await post(world, '/_mock/outbound', { contact_id, as: 'bot', text: 'D' })
    expect(late.body.conversation.status).toBe('soon to be')
  })

  test('writes as the bot by the gateway’s own operation too, with its token', async () => {
    const world = fresh()
    const { body } = await post(world, '/_mock/inbound', { text: 'A' })
    const token = await post(world, '/_mock/tokens', { kind: 'user', user_id: 'u_imbrace_bot' })
    const conversation_id = body.conversation.id
    const path = '/v1/backend/conversation_messages'
    const said = { conversation_id, type: 'text', text: 'B' }
    expect((await ask(world, 'POST', path, token.body.headers, said)).status).toBe(200)
    const room = await ask(world, 'GET', `/v1/backend/team_conversations/${conversation_id}`, agent)
    expect(room.body.status).toBe('rep needed')
  })

  test('sends a template with its text', async () => {
    const world = fresh()
    const { body } = await post(world, '/_mock/inbound', { text: 'A' })
    const list = await ask(world, 'GET', '/v1/backend/message_templates', agent)
    const [template] = list.body.data
    const message = { type: 'message_template', template_id: template.id, text: 'Hello' }
    const { body: sent } = await post(world, '/_mock/outbound', {
      conversation_id: body.conversation.id,
      message,
    })
    expect(sent.message.content).toEqual({ template_id: template.id, text: 'Hello' })
  })
})

describe('is refused, and changes nothing:', () => {
  const said = { text: 'A' }
  const inbound: [object, number, RegExp, RegExp][] = [
    [{}, 400, /nothing is said/, /"text": "Hello"/],
    [{ text: ' ' }, 400, /body\.text must not be blank/, /channel_type/],
    [
      { ...said, message: { type: 'text', text: 'B' } },
      400,
      /text and message: both/,
      /one of them/,
    ],
    [{ ...said, chanel_id: 'x' }, 400, /chanel_id is not known/, /did you mean channel_id\?/],
    [
      { ...said, channel_id: 'ch_nobody' },
      404,
      /channel_id: no channel "ch_nobody"/,
      /such as ch_/,
    ],
    [{ ...said, channel_type: 'telegram' }, 400, /channel_type must be one of web/, /./],
    [
      { ...said, channel_id: whatsapp, channel_type: 'line' },
      400,
      /line is not that of/,
      /whatsapp/,
    ],
    [{ ...said, channel_type: 'wecom', organization_id: 'org_rec' }, 404, /no wecom channel/, /./],
    [
      { ...said, organization_id: 'org_mbrace' },
      404,
      /no organization "org_mbrace"/,
      /org_imbrace/,
    ],
    [{ ...said, contact_id: 'con_test_contakt' }, 404, /no contact/, /such as con_test_contact/],
    [
      { ...said, contact_id: 'con_test_contact', channel_type: 'line' },
      400,
      /line is not that/,
      /./,
    ],
    [{ ...said, contact_id: 'con_test_contact', contact: {} }, 400, /both/, /may be new/],
    [{ ...said, contact: { phone: '1' } }, 400, /phone is not known/, /phone_number/],
    [{ message: { type: 'image' } }, 400, /body\.message\.url is missing/, /./],
    [{ message: { type: 'gif', url: 'x' } }, 400, /message\.type must be one of text, image/, /./],
    [{ message: { type: 'location' } }, 400, /message\.content is missing/, /./],
    [
      { message: { type: 'message_template', template_id: 'x', text: 'y' } },
      400,
      /by agents/,
      /outb/,
    ],
    [{ message: { type: 'text', text: 'x', content: {} } }, 400, /content is not known/, /./],
  ]
  const outbound: [object, number, RegExp, RegExp][] = [
    [said, 400, /neither/, /where it is written/],
    [{ ...said, conversation_id: 'a', contact_id: 'b' }, 400, /both/, /./],
    [{ ...said, conversation_id: 'conv_x' }, 404, /no conversation "conv_x"/, /such as conv_/],
    [{ ...said, contact_id: 'con_x' }, 404, /no contact "con_x"/, /./],
    [{ conversation_id: ids.conversation }, 400, /nothing is said/, /./],
    [
      { ...said, conversation_id: ids.conversation, email: 'carmen@example.com' },
      404,
      /no user/,
      /carmen\.lau@example\.com/,
    ],
    [
      { ...said, conversation_id: ids.conversation, user_id: 'u_rec_agent' },
      400,
      /not in org_imbrace/,
      /org_rec/,
    ],
    [
      { ...said, conversation_id: ids.conversation, user_id: 'u_imbrace_bot' },
      400,
      /is a bot/,
      /./,
    ],
    [
      { ...said, conversation_id: ids.conversation, user_id: ids.user, as: 'bot' },
      400,
      /is no bot/,
      /./,
    ],
    [{ ...said, conversation_id: ids.conversation, user_id: 'x', email: 'y' }, 400, /both/, /./],
    [
      {
        conversation_id: ids.conversation,
        message: { type: 'message_template', template_id: 'x', text: 'y' },
      },
      404,
      /no template x/,
      /./,
    ],
  ]
  test.each([
    ...inbound.map((row) => ['/_mock/inbound', ...row] as const),
    ...outbound.map((row) => ['/_mock/outbound', ...row] as const),
  ])('%s %j', async (path, sent, status, message, expected) => {
    const refusing = gateway.worlds.get('refused')
    await ask('refused', 'GET', '/_mock/clock')
    const { rows } = refusing.describe()
    const answer = await post('refused', path, sent)
    expect(answer.body).toEqual({
      message: expect.stringMatching(message),
      expected: expect.stringMatching(expected),
    })
    expect(answer.status).toBe(status)
    expect(refusing.describe().rows).toEqual(rows)
  })

  test('the bot where a channel has none', async () => {
    const world = fresh()
    const { body } = await post(world, '/_mock/inbound', { channel_type: 'line', text: 'A' })
    const bot = { conversation_id: body.conversation.id, as: 'bot', text: 'B' }
    const answer = await post(world, '/_mock/outbound', bot)
    expect(answer).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(/has no bot/) },
    })
  })
})

test('in the library too, with the same words', async () => {
  const world = gateway.worlds.create()
  const { contact, conversation } = await world.inbound({ text: 'A' })
  expect(conversation.status).toBe('rep needed')
  const answer = await world.outbound({ contact_id: contact.id, text: 'B' })
  expect(answer.conversation).toMatchObject({ id: conversation.id, status: 'active' })
  await expect(world.inbound({ txt: 'A' } as never)).rejects.toThrow(
    'txt is not known: did you mean text? {"channel_type"',
  )
  await expect(world.outbound({ contact_id: 'con_x', text: 'B' })).rejects.toThrow(
    'contact_id: no contact "con_x" in this world: one of this world, such as',
  )
  world.remove()
})
