import { expect, test } from 'vitest'
import type { JsonObject } from '../../src/search-engine/base/json.ts'
import { idsOf, openBoard } from './open-engine.ts'

const CASES: [title: string, values: unknown[], ids: string[], total: number][] = [
  ['an empty text is a value', ['', 'a', '', 'a'], ['0', '1'], 2],
  ['a text of spaces is an empty one', ['', '  ', 'a'], ['0', '2'], 2],
  ['an empty text in an array is a value', [['a', ''], ['b', ''], 'c'], ['0', '2'], 2],
  ['an array in an array is none', [[['']], ''], ['0', '1'], 2],
  ['no value is none', [null, null, [], {}], ['0', '1', '2', '3'], 4],
  ['true is a text', ['true', true], ['0'], 1],
  ['a number is no text', [1, '1', 1], ['0', '1'], 2],
]
for (const [title, values, ids, total] of CASES) {
  test(`distinct of the request: ${title}`, async () => {
    const documents = values.map((kind) => ({ kind }) as JsonObject)
    const engine = await openBoard({ filterableAttributes: ['kind'] }, documents)
    const answer = await engine.search('board', { distinct: 'kind' })
    expect(idsOf(answer)).toEqual(ids)
    expect(answer.body.estimatedTotalHits).toBe(total)
  })
}

const nested: JsonObject[] = [
  { parts: [{ kind: '' }, { kind: 'a' }], n: 1 },
  { parts: { kind: '' }, n: 2 },
  { 'parts.kind': '', n: 3 },
  { parts: [[{ kind: '' }]], n: 4 },
]

test('a repeated hit is not replaced, in no page, and counts in no facet', async () => {
  const engine = await openBoard({ filterableAttributes: ['parts', 'n'] }, nested)
  const search = (body: JsonObject) => engine.search('board', { distinct: 'parts.kind', ...body })
  const answer = await search({ limit: 2, facets: ['n'], attributesToRetrieve: ['_id'] })
  expect(idsOf(answer)).toEqual(['0'])
  expect(answer.body).toMatchObject({
    estimatedTotalHits: 3,
    facetDistribution: { n: { 1: 1, 3: 1, 4: 1 } },
  })
  expect(idsOf(await search({}))).toEqual(['0', '3'])
  expect(idsOf(await search({ offset: 1, limit: 3 }))).toEqual(['3'])
})

test('the distinct attribute of the settings knows no empty text', async () => {
  const settings = { distinctAttribute: 'kind' }
  const engine = await openBoard(settings, [
    { kind: '' },
    { kind: '' },
    { kind: 'a' },
    { kind: 'A' },
  ])
  expect(idsOf(await engine.search('board', {}))).toEqual(['0', '1', '2'])
})
