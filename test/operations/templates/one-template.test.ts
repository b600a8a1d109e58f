import { expect, test } from 'vitest'
import { build, client, tokens } from '../../helpers.ts'

const templates = '/v1/backend/message_templates'
const headers = { 'x-access-token': tokens.user }
const foreign = 'mt_16367aac-b67a-4a01-8c8d-a8ab95682ccb'

interface List {
  data: { id: string }[]
  count: number
}

test('a template is read as the list has it, and is gone once deleted', async () => {
  const app = build()
  const agent = client(app, tokens.user)
  const before = (await agent.get(templates)).body as List
  const [first, ...rest] = before.data
  const url = `${templates}/${first?.id}`
  expect((await agent.get(url)).body).toEqual(first)

  const remove = () => app.inject({ method: 'DELETE', url, headers })
  expect((await remove()).json()).toEqual({ success: true })
  const after = (await agent.get(templates)).body as List
  expect([after.data, after.count]).toEqual([rest, before.count - 1])
  const again = await remove()
  expect([again.statusCode, again.json().message]).toEqual([404, 'Message template not found'])
  expect((await app.inject({ url, headers })).statusCode).toBe(404)
})

test('a template of another organization is as unknown as none, and stays', async () => {
  const app = build()
  const count = () =>
    app.world.database
      .prepare('SELECT count(*) FROM message_templates WHERE id = ?')
      .pluck()
      .get(foreign)
  expect(count()).toBe(1)
  for (const method of ['GET', 'DELETE'] as const) {
    for (const id of [foreign, 'mt_unknown', '%00', 'x'.repeat(2000)]) {
      const { statusCode } = await app.inject({ method, url: `${templates}/${id}`, headers })
      expect([400, 404, 414], `${method} ${id.slice(0, 40)}`).toContain(statusCode)
    }
  }
  expect(count()).toBe(1)
})
