/** What endpoints 7 and 8 do, whichever engine is behind: every engine's test file calls this. */
import type { FastifyInstance } from 'fastify'
import { describe, expect, test } from 'vitest'
import type { AppOptions } from '../../src/options/app-options.ts'
import { build, client } from '../helpers.ts'
import { smallTokens, smallWorld } from './small-world.ts'

const search = (index: string) => `/v1/backend/meilisearch/${index}/search`
const fetch = (index: string) => `/v1/backend/meilisearch/${index}/fetch`

/**
 * @param engine its name in the report
 * @param options what a gateway is built with to have this engine; asked once a test
 */
export function testSearchContract(engine: string, options: () => Promise<AppOptions>): void {
  const start = async (token: string = smallTokens.small) => {
    const app = build({ fixtures: [smallWorld], ...(await options()) })
    await app.ready()
    return { app, ...client(app, token) }
  }
  const idsOf = (body: { message: Record<string, { _id: string }[]> }) =>
    (body.message.hits ?? body.message.results ?? []).map(({ _id }) => _id)

  describe(`search with ${engine}`, () => {
    test('a search is answered in the documented order of keys, with 100 as its limit', async () => {
      const { post } = await start()
      const { status, body } = await post(search('org_small'), { q: 'friday' })
      expect(status).toBe(200)
      expect(Object.keys(body)).toEqual(['success', 'message'])
      expect(Object.keys(body.message)).toEqual([
        'hits',
        'query',
        'processingTimeMs',
        'limit',
        'offset',
        'estimatedTotalHits',
      ])
      expect(body.message).toEqual({
        hits: [
          {
            _id: 'msg_2',
            doc_name: 'message',
            public_id: 'msg_2',
            organization_id: 'org_small',
            business_unit_id: 'bu_small',
            conversation_id: 'conv_small',
            from: 'u_small',
            type: 'text',
            content: { text: 'The delivery of the table is on Friday.' },
            created_at: '2022-05-01T08:02:00.000Z',
            updated_at: '2022-05-01T08:02:00.000Z',
            fields_timestamp: {},
          },
        ],
        query: 'friday',
        processingTimeMs: expect.any(Number),
        limit: 100,
        offset: 0,
        estimatedTotalHits: 1,
      })
    })

    test('a fetch is answered in the documented order of keys', async () => {
      const { post } = await start()
      const { status, body } = await post(fetch('org_small'), { filter: 'type = image' })
      expect(status).toBe(200)
      expect(Object.keys(body.message)).toEqual(['results', 'offset', 'limit', 'total'])
      expect(body.message).toMatchObject({ offset: 0, limit: 20, total: 1 })
      expect(idsOf(body)).toEqual(['msg_3'])
    })

    test('an organization’s index is its messages and then the documents of its file', async () => {
      const { post } = await start()
      const { body } = await post(search('org_small'), {})
      expect(idsOf(body)).toEqual(['msg_1', 'msg_2', 'msg_3', 'note_1'])
      expect(body.message.estimatedTotalHits).toBe(4)
    })

    test('an organization without messages has an empty index', async () => {
      const { post } = await start(smallTokens.both)
      expect((await post(search('org_silent'), {})).status).toBe(403)
      const { app } = await start()
      app.world.database
        .prepare(
          "INSERT INTO memberships (user_id, organization_id) VALUES ('u_small', 'org_silent')",
        )
        .run()
      const { status, body } = await client(app, smallTokens.small).post(search('org_silent'))
      expect(status).toBe(200)
      expect(body.message).toMatchObject({ hits: [], limit: 100, estimatedTotalHits: 0 })
    })

    test('a board’s items pass filters and sorts as its settings allow', async () => {
      const { post } = await start()
      const male = await post(fetch('brd_small'), { filter: 'fields.gender = male' })
      expect(idsOf(male.body)).toEqual(['bi_1'])
      const byAge = await post(search('brd_small'), { sort: ['fields.age:asc'] })
      expect(idsOf(byAge.body)).toEqual(['bi_2', 'bi_3', 'bi_1'])
      const none = await post(fetch('org_small'), { filter: 'fields.gender = male' })
      expect(none.body.message).toMatchObject({ results: [], total: 0 })
    })

    test('parameters beyond the documented ones reach the engine', async () => {
      const { post } = await start()
      const { body } = await post(search('org_small'), {
        q: 'tabel deliv',
        matchingStrategy: 'all',
        attributesToRetrieve: ['_id'],
        attributesToHighlight: ['content.text'],
        facets: ['type'],
      })
      expect(idsOf(body).sort()).toEqual(['msg_1', 'msg_2'])
      expect(Object.keys(body.message.hits[0])).toEqual(['_id', '_formatted'])
      expect(body.message.facetDistribution).toEqual({ type: { text: 2 } })
      const paged = await post(search('org_small'), { page: 2, hitsPerPage: 3 })
      expect(paged.body.message).toMatchObject({ totalHits: 4, totalPages: 2, page: 2 })
      expect(idsOf(paged.body)).toEqual(['note_1'])
    })

    const refusals: [string, string, unknown, string][] = [
      [
        'a wrong type',
        search('org_small'),
        { limit: '10' },
        'Invalid value type at `.limit`: expected a positive integer, but found a string: `"10"`',
      ],
      [
        'a body that is no object',
        search('org_small'),
        [],
        'Invalid value type: expected an object, but found an array: `[]`',
      ],
      [
        'an unknown parameter',
        fetch('org_small'),
        { filter: 'type = text', colour: 1 },
        'Unknown field `colour`: expected one of `offset`, `limit`, `fields`, `retrieveVectors`, `ids`, `filter`, `sort`, `useNetwork`',
      ],
      [
        'a field that cannot be filtered, in a search',
        search('org_small'),
        { filter: 'from = u_small' },
        'Index `org_small`: Attribute `from` is not filterable. Available filterable attribute patterns are: `created_at`, `fields`, `type`.\n2:6 "from" = "u_small"',
      ],
      [
        'a field that cannot be filtered, in a fetch',
        fetch('org_small'),
        { filter: 'from = u_small' },
        'Attribute `from` is not filterable. Available filterable attribute patterns are: `created_at`, `fields`, `type`.\n1:5 from = u_small',
      ],
      [
        'a field that cannot be sorted by',
        search('org_small'),
        { sort: ['type:asc'] },
        'Index `org_small`: Attribute `type` is not sortable. Available sortable attributes are: `created_at`.',
      ],
      [
        'a filter of the wrong type',
        search('org_small'),
        { filter: true },
        'Invalid syntax for the filter parameter: `expected String, Array, found: true`.',
      ],
    ]
    for (const [name, url, body, message] of refusals) {
      test(`${name} is refused in the engine's words`, async () => {
        const { post } = await start()
        const answer = await post(url, body as object)
        expect(answer).toMatchObject({ status: 400, body: { code: 40000, message } })
      })
    }

    test('a fetch without a filter is refused', async () => {
      const { post } = await start()
      for (const body of [undefined, {}, { limit: 3 }, { filter: null }]) {
        const answer = await post(fetch('org_small'), body)
        expect(answer.status).toBe(400)
        expect(answer.body).toEqual({ code: 40000, message: 'Invalid request' })
      }
    })

    test('an index that is not there is not found', async () => {
      const { post } = await start()
      for (const [index, text] of [
        ['brd_none', 'brd_none'],
        ['constructor', 'constructor'],
        ['a%20b', 'a b'],
      ] as const) {
        const answer = await post(search(index), {})
        expect(answer.status).toBe(404)
        expect(answer.body).toEqual({ code: 40004, message: `Index \`${text}\` not found.` })
      }
    })

    test('a user searches each of its organizations', async () => {
      const { app } = await start()
      const statusOf = async (token: string, index: string) =>
        (await client(app, token).post(search(index), {})).status
      expect(await statusOf(smallTokens.small, 'org_small')).toBe(200)
      expect(await statusOf(smallTokens.small, 'org_other')).toBe(403)
      expect(await statusOf(smallTokens.both, 'org_small')).toBe(200)
      expect(await statusOf(smallTokens.both, 'org_other')).toBe(200)
      expect(await statusOf(smallTokens.small, 'brd_small')).toBe(200)
      expect(await statusOf(smallTokens.small, 'brd_open')).toBe(200)
      expect(await statusOf(smallTokens.contact, 'org_small')).toBe(401)
      expect(await statusOf(smallTokens.channel, 'org_small')).toBe(401)
    })

    test('an API key searches its own organization only', async () => {
      const { app } = await start()
      const ask = (index: string) =>
        app.inject({
          method: 'POST',
          url: search(index),
          headers: { 'x-api-key': smallTokens.apiKey },
          payload: {},
        })
      expect((await ask('org_small')).statusCode).toBe(200)
      const foreign = await ask('org_other')
      expect(foreign.statusCode).toBe(403)
      expect(foreign.json()).toEqual({ code: 40003, message: 'No permission' })
    })

    test('a message that was sent is found by the next search', async () => {
      const { app, post } = await start()
      for (let n = 0; n < 5; n += 1) {
        const sent = await send(app, `parcel number${n}word`)
        const { body } = await post(search('org_small'), { q: `number${n}word` })
        expect(idsOf(body)[0]).toBe(sent)
      }
    })

    test('a message that is another is found as that, and one that is gone no more', async () => {
      const { app, post } = await start()
      const sent = await send(app, 'zirconium')
      const found = async (q: string) => idsOf((await post(search('org_small'), { q })).body)
      expect(await found('zirconium')).toEqual([sent])
      const headers = { 'x-access-token': smallTokens.small }
      const ask = async (method: 'PUT' | 'DELETE', url: string, payload?: object) =>
        expect((await app.inject({ method, url, headers, payload })).statusCode).toBe(200)
      const message = `/v1/backend/conversations/conv_small/conversation_messages/${sent}`
      await ask('PUT', message, { text: 'vanadium' })
      expect(await found('zirconium')).toEqual([])
      expect(await found('vanadium')).toEqual([sent])
      await ask('PUT', message, { text: 'tungsten' })
      await ask('DELETE', '/v1/backend/team_conversations/tc_small')
      expect(await found('tungsten')).toEqual([])
      expect(await found('')).toEqual(['note_1'])
    })

    test('after a reset nothing but the fixture is found', async () => {
      const { app, post } = await start()
      await send(app, 'parcel')
      expect((await post(search('org_small'), { q: 'parcel' })).body.message.hits).toHaveLength(1)
      app.world.reset()
      expect((await post(search('org_small'), { q: 'parcel' })).body.message.hits).toEqual([])
      expect(idsOf((await post(search('org_small'), {})).body)).toEqual([
        'msg_1',
        'msg_2',
        'msg_3',
        'note_1',
      ])
      const again = await send(app, 'parcel')
      expect(idsOf((await post(search('org_small'), { q: 'parcel' })).body)).toEqual([again])
    })

    // Not thousands of conditions in one text, nor of values in one list: Meilisearch reads those in a
    // time that grows with the square of their number.
    test('a body of more than a megabyte reaches the engine, to its last byte', async () => {
      const { post } = await start()
      const conditions = Array.from(
        { length: 2_000 },
        (_, n) => `fields.age != ${n}${'x'.repeat(600)}`,
      )
      const filter = [...conditions, 'fields.gender = male']
      const fetched = await post(fetch('brd_small'), { filter })
      expect(fetched.status).toBe(200)
      expect(idsOf(fetched.body)).toEqual(['bi_1'])
      const found = await post(search('org_small'), {
        filter: `type != "${'x'.repeat(1_200_000)}"`,
        q: 'friday',
      })
      expect(found.status).toBe(200)
      expect(idsOf(found.body)).toEqual(['msg_2'])
    })
  })
}

/** Sends a text as the contact, and answers the message's id. */
export async function send(app: FastifyInstance, text: string): Promise<string> {
  const { status, body } = await client(app, smallTokens.contact).post(
    '/v1/backend/conversation_messages',
    { type: 'text', text },
  )
  expect(status).toBe(200)
  return body.id
}
