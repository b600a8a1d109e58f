import { expect, test } from 'vitest'
import { build, client, tokens } from '../../helpers.ts'

const notifications = '/v1/backend/notifications'

interface List {
  data: { id: string; recipient: string }[]
  count: number
  unread_count: number
}

test('a user reads and takes away only what the user is told', async () => {
  const app = build()
  const carmen = client(app, tokens.user)
  const daniel = client(app, tokens.userOfTwo)
  const listOf = async (who: typeof carmen) => (await who.get(notifications)).body as List
  const before = await listOf(carmen)
  const others = await listOf(daniel)
  expect([before.count, before.unread_count, others.count]).toEqual([2, 1, 1])

  const theirs = others.data[0]?.id
  const ask = (method: 'PUT' | 'DELETE', path: string, payload?: object) =>
    app.inject({
      method,
      url: `${notifications}/${path}`,
      headers: { 'x-access-token': tokens.user },
      ...(payload && { payload }),
    })
  const tried = await ask('DELETE', 'dismiss', { notification_id: theirs })
  expect([tried.statusCode, tried.headers['x-mock-note']]).toEqual([
    200,
    'notification_id is not read: the caller has not 1 of 1',
  ])
  expect(await listOf(daniel)).toEqual(others)

  expect((await ask('PUT', 'read')).json()).toEqual({ success: true })
  expect(await listOf(carmen)).toMatchObject({ count: 2, unread_count: 0 })
  const [first, second] = before.data
  await ask('DELETE', `dismiss?notification_id=${first?.id}`)
  expect((await listOf(carmen)).data.map(({ id }) => id)).toEqual([second?.id])
  const without = await ask('DELETE', 'dismiss')
  expect([without.statusCode, (await listOf(carmen)).count]).toEqual([200, 1])
  expect(without.headers['x-mock-note']).toContain('notification_id is missing')
  await ask('DELETE', 'dismiss/all')
  expect([(await listOf(carmen)).count, (await listOf(daniel)).count]).toEqual([0, 1])
})

test('a POST takes away what a DELETE does, and only of the caller', async () => {
  const app = build()
  const carmen = client(app, tokens.user)
  const daniel = client(app, tokens.userOfTwo)
  const listOf = async (who: typeof carmen) => (await who.get(notifications)).body as List
  const [first, second] = (await listOf(carmen)).data
  const others = await listOf(daniel)
  const post = (path: string, payload?: object) =>
    app.inject({
      method: 'POST',
      url: `${notifications}/${path}`,
      headers: { 'x-access-token': tokens.user },
      ...(payload && { payload }),
    })

  const named = await post('dismiss', { ids: [first?.id, others.data[0]?.id] })
  expect([named.statusCode, named.json()]).toEqual([200, { success: true }])
  expect((await listOf(carmen)).data.map(({ id }) => id)).toEqual([second?.id])
  expect((await post('dismiss', { ids: 7 })).statusCode).toBe(400)
  expect((await post('dismiss')).statusCode).toBe(200)
  expect((await listOf(carmen)).count).toBe(1)

  expect((await post('dismiss/all')).json()).toEqual({ success: true })
  expect((await listOf(carmen)).count).toBe(0)
  expect(await listOf(daniel)).toEqual(others)
})
