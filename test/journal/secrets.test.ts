/** No secret that is planted anywhere in a request leaves by the journal, the log, HAR or the snapshots. */
import { expect, test } from 'vitest'
import { startGateway } from '../../src/index.ts'
import { tokens } from '../helpers.ts'
import { connect } from '../realtime/sockets.ts'

const secret = (n: number) => `planted-${n}-5b1d9c`
const messages = '/v1/backend/conversation_messages'

test('secrets of twelve places', async () => {
  let log = ''
  const gateway = await startGateway({
    log: 'json',
    logOutput: {
      write: (line: string) => {
        log += line
      },
    },
    newId: ((made) => (kind: string) => {
      made += 1
      // Tokens that look like nothing: only their fields say what they are.
      return /token|api_key/.test(kind) ? `${secret(100 + made)}` : `${kind}_${made}`
    })(0),
  })
  const { url } = gateway
  const json = { 'content-type': 'application/json' }
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(url + path, {
      method: 'POST',
      headers: { ...json, ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
  const contact = { 'x-access-token': tokens.contact }
  const text = { type: 'text', text: 'Hello' }

  await fetch(url + messages, { headers: { 'x-access-token': secret(1) } })
  await fetch(url + messages, { headers: { authorization: `Bearer ${secret(2)}` } })
  await fetch(url + messages, { headers: { 'x-api-key': secret(3) } })
  await fetch(url + messages, { headers: { ...contact, cookie: `sid=${secret(4)}` } })
  await fetch(`${url}${messages}?access_token=${secret(5)}`, { headers: contact })
  await fetch(`${url}/v1/backend/login/nothing?otp=${secret(6)}`)
  await post('/v1/backend/login/sign_in', { email: 'nobody@example.test', password: secret(7) })
  await post(messages, { ...text, metadata: { deep: [{ refresh_token: secret(8) }] } }, contact)
  await post(messages, `{"type":"text","text":"x","password":"${secret(9)}`, contact)
  await post(messages, `password=${secret(10)}`, {
    ...contact,
    'content-type': 'application/x-www-form-urlencoded',
  })
  await post(messages, { ...text, text: `I am ${secret(11)}` }, { 'x-access-token': secret(11) })
  const form = new FormData()
  form.append('file', new Blob([secret(12)], { type: 'text/plain' }), 'a.txt')
  await fetch(`${url}${messages}/_fileupload`, {
    method: 'POST',
    headers: { 'x-access-token': tokens.user },
    body: form,
  })
  // Answers carry some as well.
  const signedIn = await post('/v1/backend/login/sign_in', {
    email: 'agent@example.test',
    password: 'secret',
  })
  expect(await signedIn.text()).toContain(secret(101).slice(0, 9))
  await post('/v1/backend/login/_signin_with_email', { email: 'agent@example.test', otp: 'AAAAAA' })

  // A socket hears of contacts.
  const agent = await connect({ url })
  await post('/v1/backend/conversation', undefined as never, {
    'x-access-token': tokens.channel,
  }).catch(() => undefined)
  await fetch(`${url}/v1/backend/conversation`, {
    method: 'POST',
    headers: { 'x-access-token': tokens.channel },
  })
  await expect.poll(() => agent.heard.length).toBeGreaterThan(0)

  const snapshot = await fetch(`${url}/_mock/snapshots/kept`, { method: 'PUT' })
  expect(snapshot.status).toBe(200)
  const shown: Record<string, string> = { log }
  const { requests } = await gateway.journal.list({ limit: 1_000 })
  expect(requests.length).toBeGreaterThan(14)
  const paths = [
    ...['', '?kind=event', '.har', '/unmatched', '/wait'].map((path) => `/_mock/requests${path}`),
    ...requests.flatMap(({ id }) => [`/_mock/requests/${id}`, `/_mock/requests/${id}/curl`]),
    '/_mock/snapshots',
    '/_mock/worlds',
  ]
  for (const path of paths) {
    const response = await fetch(url + path)
    expect([path, response.status]).toEqual([path, 200])
    shown[path] = await response.text()
  }
  // Filters tell nothing of what is masked.
  for (const n of [5, 7, 9]) {
    const asked = new URLSearchParams({ text: secret(n) })
    const found = await (await fetch(`${url}/_mock/requests?${asked}`)).json()
    expect(found).toMatchObject({ total: 0 })
  }
  const byBody = await gateway.journal.list({ body: { password: secret(7) } })
  expect(byBody.total).toBe(0)

  for (const [where, found] of Object.entries(shown)) {
    expect(found.length, where).toBeGreaterThan(0)
    for (const word of ['planted-', 'AAAAAA', tokens.user, tokens.channel]) {
      expect(found.includes(word), `${word} in ${where}: ${around(found, word)}`).toBe(false)
    }
  }
  agent.socket.disconnect()
  await gateway.close()
})

function around(text: string, word: string): string {
  const at = text.indexOf(word)
  return text.slice(Math.max(0, at - 100), at + 100)
}
