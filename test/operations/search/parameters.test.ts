/** The OpenAPI document tells the parameters that the engine reads, and which of them it refuses. */
import { afterAll, describe, expect, test } from 'vitest'
import { buildApp } from '../../../src/app.ts'
import { ids, tokens } from '../../helpers.ts'

const app = buildApp()
afterAll(() => app.close())

const headers = { 'x-access-token': tokens.user }
const { paths } = (await app.inject({ url: '/_mock/openapi.json' })).json()

interface Parameter {
  description?: string
}

function parametersOf(operation: string): Record<string, Parameter> {
  const { requestBody } = paths[`/v1/backend/meilisearch/{index}/${operation}`].post
  return requestBody.content['application/json'].schema.properties
}

async function ask(operation: string, payload: object) {
  const url = `/v1/backend/meilisearch/${ids.organization}/${operation}`
  const answer = await app.inject({ method: 'POST', url, headers, payload })
  return { status: answer.statusCode, body: answer.json() }
}

/** A value that a Meilisearch with all there is would take. */
const values: Record<string, unknown> = {
  q: 'refund',
  offset: 1,
  limit: 2,
  page: 1,
  hitsPerPage: 2,
  filter: 'type = text',
  sort: ['created_at:desc'],
  distinct: 'type',
  facets: ['type'],
  matchingStrategy: 'all',
  attributesToRetrieve: ['*'],
  attributesToSearchOn: ['content.text'],
  attributesToHighlight: ['*'],
  highlightPreTag: '<b>',
  highlightPostTag: '</b>',
  attributesToCrop: ['*'],
  cropLength: 3,
  cropMarker: '-',
  showMatchesPosition: true,
  showRankingScore: true,
  showRankingScoreDetails: true,
  rankingScoreThreshold: 0.5,
  locales: ['eng'],
  retrieveVectors: true,
  showPerformanceDetails: true,
  hybrid: { embedder: 'default' },
  vector: [0.1],
  media: {},
  personalize: { userContext: 'a student' },
  useNetwork: false,
  fields: ['type'],
  ids: ['msg_1'],
}

describe.each(['search', 'fetch'])('the parameters of %s', (operation) => {
  const parameters = parametersOf(operation)

  test('are those that the engine reads', async () => {
    const filter = operation === 'fetch' ? { filter: 'type = text' } : {}
    const { status, body } = await ask(operation, { ...filter, none: 1 })
    expect(status).toBe(400)
    const [, listed = ''] = /^Unknown field `none`: expected one of (.*)$/.exec(body.message) ?? []
    const read = listed.split(', ').map((name) => name.replaceAll('`', ''))
    expect(Object.keys(parameters).sort()).toEqual(read.sort())
  })

  test.each(Object.entries(parameters))(
    '%s is refused where it says so',
    async (name, parameter) => {
      const base = operation === 'fetch' ? { filter: 'type = text' } : { q: 'refund' }
      expect(Object.keys(values), 'a value to ask with').toContain(name)
      const { status, body } = await ask(operation, { ...base, [name]: values[name] })
      const isRefused = parameter.description?.startsWith('Refused') ?? false
      expect({ status, message: body.message }).toEqual({
        status: isRefused ? 400 : 200,
        message: isRefused ? expect.stringMatching(/^[A-Z`]|^passing|^reranking/) : body.message,
      })
    },
  )
})
