/** Categories and templates that are made, changed and deleted. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { asker, build } from '../../helpers.ts'
import { scratchFolder } from '../../process/run.ts'

const categories = '/v1/backend/categories'
const templates = '/v1/backend/message_templates'
const greetings = 'cat_231bf89d-7268-4689-8c15-78a8ffe06ad8'

test('a category is listed, read, changed and gone, under every address of its clients', async () => {
  const ask = asker(build())
  const { body: made } = await ask('POST', '/platform/v1/categories', { name: 'Returns' })
  expect(made).toMatchObject({ name: 'Returns', description: '', apply_to: [], is_default: false })
  const slip = `/channel-service/v1/backend/categories/${made.id}`
  expect((await ask('GET', slip)).body).toEqual(made)
  const { data } = (await ask('GET', '/v1/platform/categories')).body
  expect(data).toContainEqual(made)
  const change = { description: 'What goes back', apply_to: ['message_template'] }
  const { body: changed } = await ask('PUT', slip, change)
  expect(changed).toMatchObject({ name: 'Returns', ...change })
  expect((await ask('DELETE', slip)).body).toEqual({
    message: 'Category deleted successfully',
    id: made.id,
  })
  expect(await ask('DELETE', slip)).toMatchObject({
    status: 404,
    body: { message: 'Category not found', error_code: 'category_not_found', code: 404 },
  })
})

test('the templates of a category that is deleted are in none', async () => {
  const ask = asker(build())
  const inIt = (await ask('GET', `${templates}?category=${greetings}`)).body
  expect(inIt.count).toBeGreaterThan(0)
  await ask('DELETE', `${categories}/${greetings}`)
  const { id } = inIt.data[0]
  expect((await ask('GET', `${templates}/${id}`)).body).toMatchObject({
    category: null,
    categories: [],
  })
  expect((await ask('GET', `${templates}?category=${greetings}`)).body.count).toBe(0)
})

test('a template is made and changed in the words of either client', async () => {
  const ask = asker(build())
  const { body: made, headers } = await ask('POST', templates, {
    name: 'Prices',
    body: 'Our prices are {{1}}.',
    category: 'orders',
    language: 'de',
  })
  expect(headers['x-mock-note']).toBeUndefined()
  expect(made).toMatchObject({
    title: 'Prices',
    text: 'Our prices are {{1}}.',
    template_language: 'de',
    category: { name: 'Orders' },
    business_unit_id: 'bu_imbrace_testing',
  })
  const { body: changed } = await ask('PUT', `${templates}/${made.id}`, { text: 'Ask us.' })
  expect(changed).toMatchObject({ ...made, text: 'Ask us.', updated_at: expect.any(String) })
  const other = await ask('PUT', `${templates}/${made.id}`, { category: 'general' })
  expect(other.headers['x-mock-note']).toMatch('body.category: no category general')
  expect(other.body.category).toBeNull()
})

describe('is refused', () => {
  test.each([
    ['POST', categories, {}],
    ['POST', categories, { name: '  ' }],
    ['POST', categories, { name: 'x', apply_to: 'templates' }],
    ['PUT', `${categories}/${greetings}`, { name: '' }],
    ['POST', templates, { text: 'no title' }],
    ['POST', templates, { title: 'no text' }],
    ['POST', templates, { title: 'x', text: ' ' }],
    ['POST', templates, { title: 'x'.repeat(201), text: 'x' }],
  ] as const)('%s %s %j', async (method, url, payload) => {
    const ask = asker(build())
    const before = (await ask('GET', url.startsWith(templates) ? templates : categories)).body
    expect((await ask(method, url, payload)).status).toBe(400)
    expect((await ask('GET', url.startsWith(templates) ? templates : categories)).body).toEqual(
      before,
    )
  })

  test('a business unit of another organization', async () => {
    const unit = 'bu_be188361-fbec-4505-9a05-d9d34a5d5961'
    const ask = asker(build())
    const template = { title: 'x', text: 'x', business_unit_id: unit }
    expect((await ask('POST', templates, template)).status).toBe(403)
  })
})

describe('templates come in the order that is asked for', () => {
  test.each([
    ['title', (a: string, b: string) => a.localeCompare(b)],
    ['-title', (a: string, b: string) => b.localeCompare(a)],
  ])('%s', async (sort, compare) => {
    const ask = asker(build())
    const { data } = (await ask('GET', `${templates}?sort=${sort}&limit=100`)).body
    const titles = data.map(({ title }: { title: string }) => title.toLowerCase())
    expect(titles).toEqual([...titles].sort(compare))
    expect(titles.length).toBeGreaterThan(2)
  })

  test('-updated_at: the one that was changed last', async () => {
    const ask = asker(build())
    const { data } = (await ask('GET', `${templates}?sort=created_at`)).body
    await ask('PUT', `${templates}/${data[1].id}`, { text: 'Changed' })
    const [first] = (await ask('GET', `${templates}?sort=-updated_at`)).body.data
    expect(first.id).toBe(data[1].id)
  })

  test('undefined and what nobody knows: the newest first', async () => {
    const ask = asker(build())
    const plain = (await ask('GET', templates)).body
    expect((await ask('GET', `${templates}?sort=undefined`)).body).toEqual(plain)
  })
})

test('what is written is there after a restart, and gone after a reset', async () => {
  const db = join(scratchFolder(), 'gateway.sqlite')
  const first = build({ db })
  const { id } = (await asker(first)('POST', categories, { name: 'Kept' })).body
  await first.close()
  const second = build({ db })
  expect((await asker(second)('GET', `${categories}/${id}`)).status).toBe(200)
  second.world.reset()
  expect((await asker(second)('GET', `${categories}/${id}`)).status).toBe(404)
})
