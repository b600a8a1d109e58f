/** Channels that were deleted: nobody new comes by one, and those of it go on. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Gateway, startGateway } from '../../src/index.ts'
import { tokens } from '../helpers.ts'
import { asker } from './ask.ts'

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway.close())

const { ask, post, fresh } = asker(() => gateway)
const agent = { 'x-access-token': tokens.user }
const whatsapp = 'ch_c49a5264-5f82-477a-b844-50211003150a'

/** A world without its WhatsApp channel, and somebody who has come by it before. */
async function withoutWhatsapp() {
  const world = fresh()
  const customer = { channel_id: whatsapp, contact: { display_name: 'Ann Lee' }, text: 'Hello' }
  const { contact } = (await post(world, '/_mock/inbound', customer)).body
  await ask(world, 'DELETE', `/v1/backend/channels/${whatsapp}`, agent)
  return { world, contact_id: contact.id as string }
}

test('who is new comes by another channel of the type, or is told that there is none', async () => {
  const { world } = await withoutWhatsapp()
  const organization_id = 'org_imbrace'
  const refused = await post(world, '/_mock/inbound', {
    channel_type: 'whatsapp',
    organization_id,
    text: 'x',
  })
  expect([refused.status, refused.body.message]).toEqual([
    404,
    'channel_type: no whatsapp channel in org_imbrace',
  ])
  expect(refused.body.expected).not.toContain(whatsapp)
  const other = await post(world, '/_mock/inbound', { channel_type: 'whatsapp', text: 'x' })
  expect(other.body.contact.channel_id).not.toBe(whatsapp)
})

test('who has come by it writes on, and so does its bot', async () => {
  const { world, contact_id } = await withoutWhatsapp()
  expect((await post(world, '/_mock/inbound', { contact_id, text: 'Still here' })).status).toBe(200)
  const bot = await post(world, '/_mock/outbound', { contact_id, as: 'bot', text: 'So am I' })
  expect([bot.status, bot.body.message?.from]).toEqual([200, 'u_imbrace_bot'])
})
