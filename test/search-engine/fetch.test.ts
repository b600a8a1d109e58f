import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/search-engine/base/json.ts'
import type { SearchEngine } from '../../src/search-engine/engine/engine.ts'
import { idsOf, openBoard, openEngine } from './open-engine.ts'
import { createRows } from './rows.ts'

const settings = { filterableAttributes: ['f', 's'], sortableAttributes: ['s', 'never'] }
const documents: JsonObject[] = [
  { f: 30 },
  { f: '30' },
  { f: ' VIP ' },
  { f: ['vip', 7] },
  { f: null },
  { f: '' },
  { f: '   ' },
  { f: true },
  {},
  { f: 'x'.repeat(500) },
  { f: 'Café' },
]

const filters: [filter: string, ids: string[]][] = [
  ['f = 30', ['0', '1']],
  ['f = 30.0', ['0']],
  ['f = vip', ['2', '3']],
  ['f != vip', ['0', '1', '4', '5', '6', '7', '8', '9', '10']],
  ["f = ''", ['6']],
  ['f IS EMPTY', ['5']],
  ['f IS NULL', ['4']],
  ['f IS NOT NULL', ['0', '1', '2', '3', '5', '6', '7', '8', '9', '10']],
  ['f NOT EXISTS', ['8']],
  ['f = TRUE', ['7']],
  ['f > 8', ['0', '2', '3', '7', '9', '10']],
  ['f 7 TO 30', ['0', '3']],
  ['f 30 TO 7', ['1']],
  ['f IN [7, true]', ['3', '7']],
  ['f NOT IN []', ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10']],
  ['f STARTS WITH V', ['2', '3']],
  [`f STARTS WITH ${'x'.repeat(400)}`, ['9']],
  [`f = ${'x'.repeat(500)}`, []],
  ["f = 'cafe\u0301'", ['10']],
  ['f = cafe', []],
  ['s.nowhere != 1', []],
  ['NOT s.nowhere = 1', ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10']],
]

test.each(filters)('the filter %s', async (filter, ids) => {
  const engine = await openBoard(settings, documents)
  expect(idsOf(await engine.fetch('board', { filter }))).toEqual(ids)
})

const zeros: [filter: string, ids: string[]][] = [
  ['f = -0', ['3']],
  ['f = 0', ['1']],
  ['f != -0.0', ['0', '1', '2', '3']],
  ['f IN [-0]', ['3']],
  ['f >= -0', ['2', '3']],
  ['f > -0e5', ['2']],
  ['f < -0', ['0', '1']],
  ['f <= -0', ['0', '1', '3']],
  ['f -0 TO 1', ['2', '3']],
  ['f -1 TO -0', ['0', '1']],
]

test.each(zeros)('zero below zero is after zero, so the filter %s', async (filter, ids) => {
  const engine = await openBoard(settings, [{ f: -1 }, { f: 0 }, { f: 1 }, { f: '-0' }])
  const found = idsOf(await engine.fetch('board', { filter }))
  expect(found).toEqual(ids)
})

test('_vectors are never refused in a filter, and have no values', async () => {
  const engine = await openBoard(settings, [{ f: 1 }])
  for (const [filter, ids] of [
    ['_vectors = 1', []],
    ['_vectors != 1', []],
    ['NOT _vectors IS NULL', ['0']],
  ] as const) {
    expect(idsOf(await engine.fetch('board', { filter }))).toEqual(ids)
  }
})

describe('order', () => {
  test('a field that is sorted by again parts documents with several values', async () => {
    const engine = await openBoard(settings, [{ s: [2, 5] }, { s: [1, 5] }])
    const sorted = async (...sort: string[]) => idsOf(await engine.fetch('board', { sort }))
    expect(await sorted('s:desc')).toEqual(['0', '1'])
    expect(await sorted('s:desc', 's:asc')).toEqual(['1', '0'])
  })

  const sorted: JsonObject[] = [
    { s: 'b' },
    { s: 2 },
    {},
    { s: null },
    { s: [1, 'a'] },
    { s: 10 },
    { s: 'a' },
    { s: '' },
  ]

  const sorts: [sort: string[], ids: string[]][] = [
    [['s:asc'], ['4', '1', '5', '4', '6', '0', '2']],
    [['s:desc'], ['5', '1', '4', '0', '4', '6', '2']],
    [['never:asc'], ['0', '1', '2', '3', '4', '5', '6', '7']],
  ]

  test.each(sorts)(
    'sorted by %j, numbers come first and unsortable values are lost',
    async (sort, ids) => {
      const engine = await openBoard(settings, sorted)
      const answer = await engine.fetch('board', { sort })
      expect(idsOf(answer)).toEqual(ids)
      expect(answer.body.total).toBe(8)
      const paged = await engine.fetch('board', { sort, offset: 2, limit: 3 })
      expect(idsOf(paged)).toEqual(ids.slice(2, 5))
    },
  )

  test('a field that is not sortable is refused after the index was found', async () => {
    const engine = await openBoard(settings, sorted)
    expect(idsOf(await engine.fetch('board', { sort: ['f:asc'] }))).toBe(
      'Attribute `f` is not sortable. Available sortable attributes are: `never, s`.',
    )
    expect(idsOf(await engine.fetch('none', { sort: ['f:asc'] }))).toBe('Index `none` not found.')
  })

  test('thousands of sorts show a number beside a text again and again', async () => {
    const engine = await openBoard(settings, sorted)
    const sort = Array.from({ length: 10_000 }, () => 's:asc')
    const found = idsOf(await engine.fetch('board', { sort }))
    expect(found).toEqual(Array.from({ length: 20 }, () => '4'))
  })
})

describe('fields', () => {
  let engine: SearchEngine

  test('only fields that some document has had can be chosen, and * is none', async () => {
    engine = await openBoard({}, [{ a: { b: 1, c: 2 }, d: 3 }])
    const fetch = async (fields: string[]) => (await engine.fetch('board', { fields })).body.results
    expect(await fetch(['a.b', 'd'])).toEqual([{ a: { b: 1 }, d: 3 }])
    expect(await fetch(['*'])).toEqual([{}])
    expect(await fetch(['a.nowhere', 'd.below'])).toEqual([{}])
    expect(await fetch([])).toEqual([{}])
  })

  test('hidden attributes are shown all the same', async () => {
    engine = await openBoard({ displayedAttributes: ['a'] }, [{ a: 1, b: 2 }])
    const { results } = (await engine.fetch('board', {})).body
    expect(results).toEqual([{ _id: '0', a: 1, b: 2 }])
  })
})

describe('ids', () => {
  test('documents come by internal id, unknown ones are left out', async () => {
    const engine = await openBoard({}, [{}, {}, {}])
    expect(idsOf(await engine.fetch('board', { ids: ['2', 'none', 0, '2'] }))).toEqual(['0', '2'])
    expect(idsOf(await engine.fetch('board', { ids: [] }))).toEqual([])
  })

  test('a number of more than 64 bits is no id, and shown as the real engine writes it', async () => {
    const engine = await openBoard({}, [{}])
    expect(idsOf(await engine.fetch('board', { ids: [2 ** 63, 1e20] }))).toContain(
      'In `.ids[1]`: Document identifier `1e+20` is invalid.',
    )
  })

  test('the smallest free internal id is given out, a replaced document keeps its own', async () => {
    const rows = createRows()
    const engine = openEngine({}, { source: rows.sourceOf })
    const add = (...ids: string[]) =>
      rows.write(
        'board',
        ids.map((_id) => ({ _id, at: ids.length })),
      )
    add('a', 'b', 'c')
    await engine.fetch('board', {})
    add('b', 'd')
    expect(idsOf(await engine.fetch('board', {}))).toEqual(['a', 'b', 'c', 'd'])
  })
})

test('whole documents are also there as text, in the words of the body', async () => {
  const engine = await openBoard({}, [{ a: 'é"' }, { a: [] }, {}])
  const answer = await engine.fetch('board', { ids: ['0', '2'] })
  expect(answer.parts?.join('')).toBe(JSON.stringify(answer.body))
  expect(answer.parts?.join('')).toBe(
    '{"results":[{"_id":"0","a":"é\\""},{"_id":"2"}],"offset":0,"limit":20,"total":2}',
  )
  const none = await engine.fetch('board', { ids: [] })
  expect(none.parts?.join('')).toBe('{"results":[],"offset":0,"limit":20,"total":0}')
})

test('limit and offset are echoed, however large', async () => {
  const engine = await openBoard({}, [{}, {}])
  const { body } = await engine.fetch('board', { limit: 2 ** 53, offset: 1 })
  expect(body).toEqual({ results: [{ _id: '1' }], offset: 1, limit: 2 ** 53, total: 2 })
  const beyond = await engine.fetch('board', { offset: 2 ** 53 })
  expect(beyond.body).toEqual({ results: [], offset: 2 ** 53, limit: 20, total: 2 })
})

test('fields are shown in the order in which the index met them', async () => {
  const engine = await openBoard({}, [
    { a: 1, b: 2 },
    { c: 3, b: 2, a: 1 },
  ])
  const results = (await engine.fetch('board', {})).body.results as JsonObject[]
  expect(results.map((document) => Object.keys(document))).toEqual([
    ['_id', 'a', 'b'],
    ['_id', 'a', 'b', 'c'],
  ])
})

describe('granular rules', () => {
  const granular = {
    filterableAttributes: [
      { attributePatterns: ['n.*'], features: { filter: { equality: false, comparison: true } } },
      'e',
    ],
  }

  test('an operator that the rule lacks is refused with the code of searches', async () => {
    const engine = await openBoard(granular, [{ n: { x: 1 } }])
    const { status, body } = await engine.fetch('board', { filter: 'n.x = 1' })
    expect(status).toBe(400)
    expect(body).toMatchObject({
      code: 'invalid_search_filter',
      message: [
        'Filter operator `=` is not allowed for the attribute `n.x`.',
        '  - Note: allowed operators: OR, AND, NOT, <, >, <=, >=, TO, IS EMPTY, IS NULL, EXISTS.',
        '  - Note: field `n.x` matched rule #0 in `filterableAttributes`',
        '  - Hint: enable equality in rule #0 by modifying the features.filter object',
        '  - Hint: prepend another rule matching `n.x` with appropriate filter features before rule #0',
      ].join('\n'),
    })
    expect(idsOf(await engine.fetch('board', { filter: 'n.x > 0' }))).toEqual(['0'])
    expect(idsOf(await engine.fetch('board', { filter: 'e = 1 AND n.x = 1' }))).toEqual([])
  })

  test('of several fields that are not filterable the last one is named', async () => {
    const engine = await openBoard(granular, [{}])
    expect(idsOf(await engine.fetch('board', { filter: 'x = 1 AND n = 2' }))).toBe(
      'Attribute `n` is not filterable. Available filterable attribute patterns are: `e`, `n.*`.\n11:12 x = 1 AND n = 2',
    )
  })
})

test('CONTAINS is an option of the engine', async () => {
  const board = [{ f: 'Hong Kong' }, { f: 'Kobe' }]
  const filter = 'f CONTAINS KON'
  const off = await openBoard(settings, board)
  expect((await off.fetch('board', { filter })).body.code).toBe('feature_not_enabled')
  const on = await openBoard(settings, board, { containsFilter: true })
  expect(idsOf(await on.fetch('board', { filter }))).toEqual(['0'])
})
