import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Gateway, StartError, startGateway } from '../src/index.ts'
import { ids, tokens } from './helpers.ts'
import { scratchFolder } from './process/run.ts'

const messages = '/v1/backend/conversation_messages'
const headers = { 'x-access-token': tokens.contact, 'content-type': 'application/json' }

async function send({ url }: Gateway): Promise<number> {
  const body = JSON.stringify({ type: 'text', text: 'Hello' })
  return (await fetch(url + messages, { method: 'POST', headers, body })).status
}

async function count({ url }: Gateway): Promise<number> {
  return ((await (await fetch(url + messages, { headers })).json()) as { count: number }).count
}

test('a gateway listens on a free port of its own and says where', async () => {
  await using gateway = await startGateway()
  expect(gateway.port).toBeGreaterThan(0)
  expect(gateway.url).toBe(`http://127.0.0.1:${gateway.port}`)
  expect(await send(gateway)).toBe(200)
  expect(await count(gateway)).toBe(16)
})

test('several gateways in one process do not see each other', async () => {
  await using first = await startGateway()
  await using second = await startGateway()
  await send(first)
  expect([await count(first), await count(second)]).toEqual([16, 15])
  await using third = await startGateway()
  expect(await count(third)).toBe(15)
})

test('reset leaves exactly the fixture, in memory and in a file', async () => {
  for (const db of [':memory:', join(scratchFolder(), 'gateway.sqlite')]) {
    await using gateway = await startGateway({ db })
    await send(gateway)
    gateway.reset()
    expect(await count(gateway)).toBe(15)
    await send(gateway)
    expect(await count(gateway)).toBe(16)
  }
})

test('the same clock and ids make the same answers, byte for byte', async () => {
  const answers = []
  for (let run = 0; run < 2; run += 1) {
    let issued = 0
    await using gateway = await startGateway({
      clock: () => new Date('2022-04-07T04:11:28.148Z'),
      newId: (kind) => {
        issued += 1
        return `${kind}_${issued}`
      },
    })
    const created = await fetch(`${gateway.url}/v1/backend/conversation`, {
      method: 'POST',
      headers: { 'x-access-token': tokens.channel },
    })
    answers.push(await created.text(), created.headers.get('x-request-id'))
    answers.push(await (await fetch(gateway.url + messages, { headers })).text())
  }
  expect(answers.slice(3)).toEqual(answers.slice(0, 3))
})

test('a closed gateway no longer answers, and its file can be used again', async () => {
  const db = join(scratchFolder(), 'gateway.sqlite')
  const gateway = await startGateway({ db })
  await send(gateway)
  await gateway.close()
  await expect(fetch(gateway.url)).rejects.toThrow()
  await using again = await startGateway({ db })
  expect(await count(again)).toBe(16)
})

describe('what cannot be started is refused with a sentence', () => {
  test('a file that this process holds already', async () => {
    const db = join(scratchFolder(), 'gateway.sqlite')
    await using _gateway = await startGateway({ db })
    await expect(startGateway({ db })).rejects.toThrow(StartError)
  })

  test('a taken port leaves no database open', async () => {
    await using holder = await startGateway()
    const db = join(scratchFolder(), 'gateway.sqlite')
    await expect(startGateway({ port: holder.port, db })).rejects.toThrow(/is taken/)
    await using _gateway = await startGateway({ db })
  })

  test('an address of another machine', async () => {
    await expect(startGateway({ host: '192.0.2.1' })).rejects.toThrow(
      '--host 192.0.2.1 is no address of this machine',
    )
  })
})

test('an IPv6 address is written as URLs want it', async () => {
  await using gateway = await startGateway({ host: '::1' })
  expect(gateway.url).toBe(`http://[::1]:${gateway.port}`)
  expect((await fetch(`${gateway.url}/livez`)).status).toBe(200)
})

test('the default world’s two organizations are both there', async () => {
  await using gateway = await startGateway()
  const response = await fetch(
    `${gateway.url}${messages}?type=conversation_id&q=${ids.otherConversation}`,
    { headers: { 'x-access-token': tokens.foreignUser } },
  )
  const { data } = (await response.json()) as { data: { id: string }[] }
  expect(data.map(({ id }) => id)).toEqual(['msg_c0dbd66d-06ed-4883-bdac-36f5d56a4d5f'])
})
