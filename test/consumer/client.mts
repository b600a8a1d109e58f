/** What somebody writes who drives a gateway that runs already. */
import { connectGateway, GatewayCallError, type MockWorld } from 'imbrace-gateway-mock/client'

const gateway = connectGateway(process.argv[2] ?? '')
await gateway.ready()

const world: MockWorld = await gateway.worlds.create({
  seed: 'a test',
  clock: { now: '2024-01-01T00:00:00.000Z', frozen: true },
})
const messages = `${world.url}/v1/backend/conversation_messages`
const customer = { 'x-access-token': 'con_test_contact', 'content-type': 'application/json' }
const send = (text: string) =>
  fetch(messages, {
    method: 'POST',
    headers: customer,
    body: JSON.stringify({ type: 'text', text }),
  })

await world.save('before')
const fault = await world.faults.add({
  match: { operation: 'sendMessage' },
  effect: { kind: 'status', status: 503 },
  times: 1,
})
const statuses = [(await send('lost')).status, (await send('kept')).status]
const { now } = await world.clock.advance('PT1H')
await world.stubs.add({ method: 'GET', path: '/v1/backend/campaigns', body: { data: [] } })
const stubbed = await (await fetch(`${world.url}/v1/backend/campaigns`)).json()
const { rows } = await world.describe()
await world.restore('before')
const file = await gateway.snapshots.read('before')
const refusal = await world.faults.remove('nobody').catch((error: unknown) => error)
const { contact, conversation } = await world.inbound({ channel_type: 'whatsapp', text: 'Hello' })
const answered = await world.outbound({ contact_id: contact.id, as: 'bot', text: 'One moment.' })
const minted = await world.mintToken({ kind: 'contact', contact_id: contact.id })
const waiting = world.journal.wait({ body: { text: 'minted' }, timeout: 10_000 })
const body = JSON.stringify({ type: 'text', text: 'minted' })
await fetch(messages, { method: 'POST', headers: { ...customer, ...minted.headers }, body })
const { requests, timed_out } = await waiting
const { conversations } = await world.makeConversations({ count: 3 })
const played = await world.play({ steps: [{ inbound: { contact_id: contact.id, text: 'And?' } }] })
const { total } = await world.journal.list({ operation: 'sendMessage' })
const filter = await world.journal.list({ operation: 'send' }).catch((error: unknown) => error)
await world.remove()

console.log(
  JSON.stringify({
    fault: fault.hits_left,
    statuses,
    now,
    stubbed,
    messages: (rows.messages ?? 0) > 0,
    file: file.length > 100_000,
    refusal: refusal instanceof GatewayCallError && [refusal.status, refusal.expected],
    said: answered.conversation.id === conversation.id,
    waited: [requests[0]?.response?.status, timed_out, total],
    made: [conversations, played.steps[0]?.did],
    filter: filter instanceof GatewayCallError && [filter.status, filter.expected.slice(0, 9)],
    worlds: (await gateway.worlds.list()).map(({ name }) => name),
  }),
)
