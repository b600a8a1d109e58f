import { describe, expect, test } from 'vitest'
import { defaultFixture } from '../../../src/base/package-root.ts'
import { listDocumentFiles } from '../../../src/fixtures/search-files.ts'
import { build, client, ids, tokens } from '../../helpers.ts'
import { smallTokens, smallWorld } from '../../search/small-world.ts'

describe('every address of the gateway reaches the same index', () => {
  const addresses = [
    '/v1/backend/meilisearch/brd_small',
    '/backend/v1/meilisearch/brd_small',
    '/channel-service/v1/meilisearch/brd_small',
    '/v1/meilisearch/brd_small',
    '/api/v1/backend/meilisearch/brd_small',
  ]
  for (const address of addresses) {
    test(address, async () => {
      const { post } = client(build({ fixtures: [smallWorld] }), smallTokens.small)
      const searched = await post(`${address}/search`, { q: 'oak' })
      expect(searched.body.message.hits).toMatchObject([{ _id: 'bi_1' }])
      const fetched = await post(`${address}/fetch`, { filter: 'fields.age < 30' })
      expect(fetched.body.message.results).toMatchObject([{ _id: 'bi_2' }])
    })
  }

  test('/data-board/search/brd_small, as today’s clients ask', async () => {
    const { post } = client(build({ fixtures: [smallWorld] }), smallTokens.small)
    const searched = await post('/data-board/search/brd_small', { q: 'oak' })
    expect(searched.body.message.hits).toMatchObject([{ _id: 'bi_1' }])
    const fetched = await post('/data-board/search/brd_small/fetch', { filter: 'fields.age < 30' })
    expect(fetched.body.message.results).toMatchObject([{ _id: 'bi_2' }])
  })
})

test('who asks without a credential is not told whether there is an index', async () => {
  const { post } = client(build({ fixtures: [smallWorld] }))
  for (const index of ['org_small', 'brd_none']) {
    const { status, body } = await post(`/data-board/search/${index}`, {})
    expect(status).toBe(401)
    expect(body).toEqual({ code: 40001, message: 'Unauthorized' })
  }
})

test('a body of more than 8 MiB is too large', async () => {
  const { post } = client(build({ fixtures: [smallWorld] }), smallTokens.small)
  const answer = await post('/data-board/search/org_small', { q: 'x'.repeat(8 * 1024 * 1024) })
  expect(answer).toMatchObject({ status: 413, body: { code: 40000, message: 'Payload Too Large' } })
})

test('the documented filter finds something on the default board, for its organization', async () => {
  const board = /(brd_[\w-]+)\.jsonl$/.exec(listDocumentFiles(defaultFixture)[0] ?? '')?.[1]
  const app = build()
  const body = { filter: 'fields.64ba48e32261fdc660addf02 = Male', limit: 10_000 }
  const { post } = client(app, tokens.user)
  const { message } = (await post(`/data-board/search/${board}/fetch`, body)).body
  expect(message.total).toBeGreaterThan(50)
  expect(message.results).toHaveLength(message.total)
  expect(message.results[0]).toMatchObject({ board_id: board, organization_id: ids.organization })
  const foreign = await client(app, tokens.foreignUser).post(
    `/data-board/search/${board}/fetch`,
    body,
  )
  expect(foreign).toMatchObject({ status: 403, body: { code: 40003 } })
})

test('OpenAPI has both operations with their parameters, statuses and examples', async () => {
  const { body } = await client(build({ fixtures: [smallWorld] })).get('/_mock/openapi.json')
  for (const [operation, required, parameter] of [
    ['search', undefined, 'matchingStrategy'],
    ['fetch', ['filter'], 'ids'],
  ] as const) {
    const { post } = body.paths[`/v1/backend/meilisearch/{index}/${operation}`]
    expect(Object.keys(post.responses)).toEqual(['200', '400', '401', '403', '404', '413', '500'])
    const { schema, examples } = post.requestBody.content['application/json']
    expect(schema.required).toEqual(required)
    expect(schema.properties).toHaveProperty(parameter)
    expect(Object.keys(examples)).toHaveLength(1)
  }
})

test('null is taken for the parameters for which OpenAPI says so, and for no other', async () => {
  const { get, post } = client(build({ fixtures: [smallWorld] }), smallTokens.small)
  const { paths } = (await get('/_mock/openapi.json')).body
  for (const operation of ['search', 'fetch']) {
    const { requestBody } = paths[`/v1/backend/meilisearch/{index}/${operation}`].post
    const { properties } = requestBody.content['application/json'].schema
    expect(Object.keys(properties).length).toBeGreaterThan(5)
    for (const [name, schema] of Object.entries<{ type?: unknown; anyOf?: { type: string }[] }>(
      properties,
    )) {
      const forms = [schema.type, ...(schema.anyOf ?? []).map(({ type }) => type)].flat()
      const body = { ...(operation === 'fetch' && { filter: 'type = text' }), [name]: null }
      const { status } = await post(`/v1/backend/meilisearch/org_small/${operation}`, body)
      expect(status, `${operation} with ${name}: null`).toBe(forms.includes('null') ? 200 : 400)
    }
  }
})
