import { afterAll, expect, test } from 'vitest'
import { buildApp } from '../../../src/app.ts'
import { client, ids, tokens } from '../../helpers.ts'

const app = buildApp()
afterAll(() => app.close())
const agent = client(app, tokens.user)

const templates = '/v2/backend/message_templates'
const titles = async (query: string) => {
  const { body } = await agent.get(`${templates}${query}`)
  return (body as { data: { title: string }[] }).data.map(({ title }) => title)
}

test.each([
  ['?limit=2', ['Saludo', '問候']],
  ['?limit=2&skip=4', ['Hello']],
  [`?type=business_unit_id&q=${ids.businessUnit}&limit=1`, ['Saludo']],
  [`?business_unit_id=${ids.businessUnit}&q=warehouse&fields=title,text`, ['On its way']],
  ['?category=Orders', ['Late delivery', 'On its way']],
  ['?lang=zh', ['問候']],
  ['?q=nothing has this', []],
])('templates of %s', async (query, expected) => {
  expect(await titles(query)).toEqual(expected)
})

test('a business unit of somebody else is refused', async () => {
  const unit = 'bu_be188361-fbec-4505-9a05-d9d34a5d5961'
  for (const query of [`?business_unit_id=${unit}`, `?type=business_unit_id&q=${unit}`]) {
    const { status, body } = await agent.get(`${templates}${query}`)
    expect({ status, body }).toMatchObject({ status: 403, body: { code: 40003 } })
  }
})

test('categories by name and by what they are for', async () => {
  const names = async (query: string) => {
    const { body } = await agent.get(`/v1/backend/categories${query}`)
    return (body as { data: { name: string }[] }).data.map(({ name }) => name)
  }
  expect(await names('')).toEqual(['Greetings', 'Orders'])
  expect(await names('?search=ord')).toEqual(['Orders'])
  expect(await names('?apply_to=campaign')).toEqual([])
})
