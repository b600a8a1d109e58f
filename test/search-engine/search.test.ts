import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/search-engine/base/json.ts'
import { idsOf, openBoard } from './open-engine.ts'

const settings = { filterableAttributes: ['type', 'size'], sortableAttributes: ['size'] }
const documents: JsonObject[] = [
  { type: 'Pear', size: 3 },
  { type: 'apple', size: 10 },
  { type: 'pear', size: null },
  { type: ['fig', 'apple'], size: 'big' },
  { size: 2 },
]

test('an empty query gives all documents in the order of their internal ids', async () => {
  const engine = await openBoard(settings, documents, { now: () => 5 })
  for (const q of [undefined, null, '', '  ']) {
    const body = q === undefined ? {} : { q }
    expect((await engine.search('board', { ...body, attributesToRetrieve: ['_id'] })).body).toEqual(
      {
        hits: [{ _id: '0' }, { _id: '1' }, { _id: '2' }, { _id: '3' }, { _id: '4' }],
        query: q ?? '',
        processingTimeMs: 0,
        limit: 20,
        offset: 0,
        estimatedTotalHits: 5,
      },
    )
  }
})

const orders: [body: JsonObject, ids: string[]][] = [
  [{ sort: ['size:asc'] }, ['4', '0', '1', '3', '2']],
  [{ sort: ['size:desc'] }, ['1', '0', '4', '3', '2']],
  [{ sort: ['size:asc'], offset: 1, limit: 2 }, ['0', '1']],
  [{ filter: 'type = PEAR' }, ['0', '2']],
  [{ filter: 'type != pear', sort: ['size:desc'] }, ['1', '4', '3']],
  [{ distinct: 'type' }, ['0', '1', '4']],
  [{ page: 2, hitsPerPage: 2 }, ['2', '3']],
  [{ page: 0 }, []],
  [{ hitsPerPage: 0 }, []],
  [{ q: 'pear' }, ['0', '2']],
  [{ q: '-pear' }, ['1', '3', '4']],
]

test.each(orders)('the search %j', async (body, ids) => {
  const engine = await openBoard(settings, documents)
  expect(idsOf(await engine.search('board', body))).toEqual(ids)
})

test('a custom rule sorts before the request does, and many documents as few do', async () => {
  const many = Array.from({ length: 2000 }, (_, at) => ({ rank: at % 7, size: -at }))
  const engine = await openBoard(
    { ...settings, rankingRules: ['rank:desc', 'words', 'sort'] },
    many,
  )
  const best = many
    .map((document, at) => ({ ...document, _id: String(at) }))
    .sort((left, right) => right.rank - left.rank || left.size - right.size)
  const answer = await engine.search('board', { sort: ['size:asc'], limit: 300 })
  expect(idsOf(answer)).toEqual(best.slice(0, 300).map(({ _id }) => _id))
})

describe('pages', () => {
  test('with page or hitsPerPage the totals are named otherwise', async () => {
    const engine = await openBoard(settings, documents)
    const {
      hits: _hits,
      processingTimeMs: _time,
      ...rest
    } = (await engine.search('board', { page: 3, hitsPerPage: 2 })).body
    expect(rest).toEqual({ query: '', hitsPerPage: 2, page: 3, totalPages: 3, totalHits: 5 })
    const none = await engine.search('board', { hitsPerPage: 0 })
    expect(none.body).toMatchObject({ page: 1, hitsPerPage: 0, totalPages: 0, totalHits: 5 })
  })

  test('hits end at maxTotalHits, totals do not', async () => {
    const engine = await openBoard({ pagination: { maxTotalHits: 3 } }, documents)
    const answer = await engine.search('board', { offset: 1, limit: 100 })
    expect(idsOf(answer)).toEqual(['1', '2'])
    expect(answer.body).toMatchObject({ limit: 100, offset: 1, estimatedTotalHits: 5 })
  })
})

describe('facets', () => {
  test('values are counted in the spelling of the first document that has them', async () => {
    const engine = await openBoard(settings, documents)
    const { body } = await engine.search('board', { facets: ['type', 'size'], limit: 0 })
    expect(body.facetDistribution).toEqual({
      type: { apple: 2, fig: 1, Pear: 2 },
      size: { 2: 1, 3: 1, 10: 1, big: 1 },
    })
    expect(body.facetStats).toEqual({ size: { min: 2, max: 10 } })
  })

  test('at most maxValuesPerFacet values are shown, numbers as text first', async () => {
    const engine = await openBoard({ ...settings, faceting: { maxValuesPerFacet: 2 } }, documents)
    const { body } = await engine.search('board', { facets: ['size', 'type'] })
    expect(body.facetDistribution).toEqual({
      type: { apple: 2, fig: 1 },
      size: { 10: 1, 2: 1 },
    })
  })

  test('values can be ordered by count', async () => {
    const faceting = { maxValuesPerFacet: 1, sortFacetValuesBy: { type: 'count' } }
    const engine = await openBoard({ ...settings, faceting }, [
      { type: 'a' },
      { type: 'b' },
      { type: 'B' },
    ])
    const { body } = await engine.search('board', { facets: ['type'] })
    expect(body.facetDistribution).toEqual({ type: { b: 2 } })
  })

  test('of equally frequent values the last comes first, and a text takes the place of a number', async () => {
    const faceting = { maxValuesPerFacet: 3, sortFacetValuesBy: { '*': 'count' } }
    const engine = await openBoard({ ...settings, faceting }, [
      { type: 'a', size: [2, '2', 'x'] },
      { type: 'c', size: ['y'] },
      { type: ['B', 'd'] },
    ])
    const { body } = await engine.search('board', { facets: ['type', 'size'] })
    expect(body.facetDistribution).toEqual({
      type: { d: 1, c: 1, B: 1 },
      size: { 2: 1, y: 1, x: 1 },
    })
  })

  test('no facets are asked for by an empty list', async () => {
    const engine = await openBoard(settings, documents)
    expect((await engine.search('board', { facets: [] })).body.facetDistribution).toBeUndefined()
  })

  test('* covers all filterable fields, parents without values of their own too', async () => {
    const engine = await openBoard({ filterableAttributes: ['a', 'type'] }, [
      { a: { b: [{ c: 1 }, { d: null }] }, other: 1 },
    ])
    const { body } = await engine.search('board', { facets: ['*'] })
    expect(body.facetDistribution).toEqual({ a: {}, 'a.b': {}, 'a.b.c': { 1: 1 }, 'a.b.d': {} })
    expect(body.facetStats).toEqual({ 'a.b.c': { min: 1, max: 1 } })
    for (const pattern of ['colour', 't*', '*pe']) {
      expect(idsOf(await engine.search('board', { facets: [pattern] }))).toBe(
        `Invalid facet distribution: Pattern \`${pattern}\` is not filterable. Available filterable attributes patterns are: \`a, type\`.`,
      )
    }
  })

  test('below what no rule covers nothing is counted', async () => {
    const rules = { filterableAttributes: [{ attributePatterns: ['*_id'] }] }
    const engine = await openBoard(rules, [{ user: { main_id: 1 }, user_id: { own_id: 2 } }])
    const { body } = await engine.search('board', { facets: ['*_id'] })
    expect(body.facetDistribution).toEqual({
      _id: { 0: 1 },
      'user.main_id': {},
      user_id: {},
      'user_id.own_id': { 2: 1 },
    })
  })

  test('patterns choose among the fields of granular rules', async () => {
    const rules = { filterableAttributes: [{ attributePatterns: ['t*', 'x'] }] }
    const engine = await openBoard(rules, [{ type: 'a', total: 1, size: 2 }])
    const { body } = await engine.search('board', { facets: ['*'] })
    expect(body.facetDistribution).toEqual({ type: { a: 1 }, total: { 1: 1 } })
    expect(idsOf(await engine.search('board', { facets: ['size'] }))).toBe(
      'Invalid facet distribution: Pattern `size` is not filterable. Available filterable attributes patterns are: `t*, x`.',
    )
  })
})

describe('what is shown', () => {
  const board: JsonObject[] = [{ a: { b: 'red fox', c: 1 }, d: ['red', 2], secret: 'red' }]

  const shown: [body: JsonObject, hit: JsonObject][] = [
    [{ attributesToRetrieve: ['a.b'] }, { a: { b: 'red fox' } }],
    [
      { attributesToRetrieve: ['*', 'nope'] },
      { _id: '0', a: { b: 'red fox', c: 1 }, d: ['red', 2] },
    ],
    [{ attributesToRetrieve: ['secret'] }, {}],
    [{ attributesToRetrieve: [] }, {}],
    [
      { attributesToRetrieve: ['_id'], attributesToHighlight: ['a.b'] },
      { _id: '0', _formatted: { _id: '0', a: { b: '<em>red</em> fox' } } },
    ],
    [
      { attributesToRetrieve: ['_id'], attributesToHighlight: ['d'], highlightPreTag: '[' },
      { _id: '0', _formatted: { _id: '0', d: ['[red</em>', '2'] } },
    ],
    [
      { attributesToRetrieve: [], showMatchesPosition: true },
      {
        _matchesPosition: {
          'a.b': [{ start: 0, length: 3 }],
          d: [{ start: 0, length: 3, indices: [0] }],
        },
      },
    ],
    [{ attributesToRetrieve: ['_id'], attributesToHighlight: ['secret'] }, { _id: '0' }],
  ]

  test.each(shown)('with %j', async (body, hit) => {
    const engine = await openBoard(
      { displayedAttributes: ['_id', 'a', 'a.b', 'd'], filterableAttributes: ['a'] },
      board,
    )
    expect((await engine.search('board', { q: 'red', ...body })).body.hits).toEqual([hit])
  })

  test('numbers are formatted as the real engine writes them', async () => {
    const engine = await openBoard({}, [{ n: [1e20, 2.5, -1e-6, 12] }])
    const { body } = await engine.search('board', { attributesToHighlight: ['n'] })
    expect(body.hits).toMatchObject([{ _formatted: { n: ['1e+20', '2.5', '-1e-6', '12'] } }])
  })

  test('places of matches come by the names of their attributes', async () => {
    const engine = await openBoard({}, [{ z: 'red', b: { c: 'red', a: 'red' }, a: 'red' }])
    const { body } = await engine.search('board', { q: 'red', showMatchesPosition: true })
    const [hit] = body.hits as JsonObject[]
    expect(Object.keys(hit?._matchesPosition as JsonObject)).toEqual(['a', 'b.a', 'b.c', 'z'])
  })

  test('messages only hint at attributes that are hidden', async () => {
    const hidden = { displayedAttributes: ['a'], sortableAttributes: ['a', 'secret'] }
    const engine = await openBoard({ ...hidden, filterableAttributes: ['a', 'secret'] }, board)
    expect(idsOf(await engine.search('board', { sort: ['x:asc'] }))).toBe(
      'Index `board`: Attribute `x` is not sortable. Available sortable attributes are: `a, <..hidden-attributes>`.',
    )
    expect(idsOf(await engine.search('board', { distinct: 'x' }))).toBe(
      'Index `board`: Attribute `x` is not filterable and thus, cannot be used as distinct attribute. Available filterable attributes patterns are: `a, <..hidden-attributes>`.',
    )
  })
})

describe('scores', () => {
  const scored = { showRankingScore: true, showRankingScoreDetails: true, sort: ['size:asc'] }
  const shown = { attributesToRetrieve: ['_id'] }

  test('a hit says how well it ranks, and what it was sorted by', async () => {
    const engine = await openBoard({ ...settings, searchableAttributes: ['type'] }, documents)
    const { hits } = (await engine.search('board', { q: 'pear', ...scored, ...shown })).body
    const order = { words: 0, typo: 1, proximity: 2, attributeRank: 3, wordPosition: 5 }
    for (const [at, value] of [3, null].entries()) {
      const { _id, _rankingScore, _rankingScoreDetails: details } = (hits as JsonObject[])[at] ?? {}
      expect([_id, _rankingScore]).toEqual([String(at * 2), 1])
      expect(details).toMatchObject({ 'size:asc': { order: 4, value } })
      for (const [rule, place] of Object.entries(order)) {
        expect(details).toMatchObject({ [rule]: { order: place, score: 1 } })
      }
    }
  })

  test('what a hidden attribute sorted by is not told', async () => {
    const hidden = { ...settings, displayedAttributes: ['_id'] }
    const engine = await openBoard(hidden, documents)
    const { hits } = (await engine.search('board', { ...scored, ...shown, limit: 1 })).body
    expect(hits).toEqual([
      {
        _id: '4',
        _rankingScore: 1,
        _rankingScoreDetails: { '<hidden-rule-0>': { order: 0, value: '<hidden>' } },
      },
    ])
  })

  test('documents below a threshold are neither found nor counted', async () => {
    const engine = await openBoard({}, [{ t: 'late delivery' }, { t: 'late' }, { t: 'delivery' }])
    const answer = await engine.search('board', { q: 'late delivery', rankingScoreThreshold: 0.9 })
    expect(idsOf(answer)).toEqual(['0'])
    expect(answer.body.estimatedTotalHits).toBe(1)
  })
})

describe('the order of complaints', () => {
  const complaints: [uid: string, body: JsonObject, code: string][] = [
    ['no board!', { limit: 'x' }, 'invalid_search_limit'],
    ['no board!', { filter: '&' }, 'invalid_index_uid'],
    ['missing', { filter: '&' }, 'invalid_search_filter'],
    ['missing', { vector: [1] }, 'index_not_found'],
    ['board', { vector: [1], sort: ['x'] }, 'missing_search_hybrid'],
    ['board', { q: 'a', hybrid: { embedder: 'x' }, sort: ['x'] }, 'invalid_search_embedder'],
    ['board', { q: ' ', hybrid: { embedder: 'x' }, sort: ['x'] }, 'invalid_search_sort'],
    [
      'board',
      { media: 1, hybrid: { embedder: 'x', semanticRatio: 0 }, distinct: 'x' },
      'feature_not_enabled',
    ],
    ['missing', { useNetwork: false, filter: '&' }, 'invalid_search_filter'],
    ['missing', { useNetwork: false }, 'feature_not_enabled'],
    ['board', { personalize: { userContext: '' }, facets: ['x'] }, 'invalid_search_facets'],
    ['board', { personalize: { userContext: '' } }, 'feature_not_enabled'],
    ['board', { sort: ['x'], filter: 'x = 1' }, 'invalid_search_sort'],
    ['board', { distinct: 'x', filter: 'x = 1' }, 'invalid_search_distinct'],
    ['board', { sort: ['x:asc'], filter: 'x = 1' }, 'invalid_search_filter'],
    ['board', { sort: ['x:asc'], facets: ['x'] }, 'invalid_search_sort'],
    ['board', { facets: ['x'] }, 'invalid_search_facets'],
  ]

  test.each(complaints)('%s %j is refused with %s', async (uid, body, code) => {
    const engine = await openBoard(settings, documents)
    expect((await engine.search(uid, body)).body).toMatchObject({
      code,
      type: 'invalid_request',
      link: `https://docs.meilisearch.com/errors#${code}`,
    })
  })

  test('what is wrong with the fields of a filter is said of its rewritten form', async () => {
    const engine = await openBoard(settings, documents)
    expect(idsOf(await engine.search('board', { filter: ['type = a', 'x IN [1]'] }))).toBe(
      'Index `board`: Attribute `x` is not filterable. Available filterable attribute patterns are: `size`, `type`.\n22:23 ("type" = "a") AND ("x" IN ["1"])',
    )
  })

  test('attributes to search on must be searchable where these are listed', async () => {
    const engine = await openBoard({ searchableAttributes: ['type', 'never'] }, documents)
    const on = async (...attributesToSearchOn: string[]) =>
      idsOf(await engine.search('board', { q: 'fig', attributesToSearchOn }))
    expect(await on('type')).toEqual(['3'])
    expect(await on('ty*')).toEqual(['3'])
    expect(await on('*')).toEqual(['3'])
    expect(await on('never')).toEqual([])
    for (const unknown of ['size', 'x*']) {
      expect(await on('type', unknown)).toBe(
        `Index \`board\`: Attribute \`${unknown}\` is not searchable. Available searchable attributes are: \`type\`.`,
      )
    }
  })

  test('attributes that only ever hold objects can be searched on, and find nothing', async () => {
    const nested = [{ a: { b: [{ c: 'fig' }] }, x: { y: 'fig' } }]
    const engine = await openBoard({ searchableAttributes: ['a'] }, nested)
    const on = async (name: string) =>
      idsOf(await engine.search('board', { q: 'fig', attributesToSearchOn: [name] }))
    expect([await on('a.b.c'), await on('a.b'), await on('a')]).toEqual([['0'], [], []])
    expect(await on('x')).toBe(
      'Index `board`: Attribute `x` is not searchable. Available searchable attributes are: `a, a.b, a.b.c`.',
    )
  })

  test('a rule without filters makes no distinct attribute and no facet', async () => {
    const off = { attributePatterns: ['type'], features: { filter: { equality: false } } }
    const engine = await openBoard({ filterableAttributes: ['size', off] }, documents)
    expect(idsOf(await engine.search('board', { distinct: 'type' }))).toContain(
      'Note: this attribute matches rule #1 in filterableAttributes, but this rule does not enable filtering.',
    )
    expect(idsOf(await engine.search('board', { facets: ['type'] }))).toContain(
      'Attribute `type` matched rule #1 in filterableAttributes, but this rule does not enable filtering.',
    )
    expect(idsOf(await engine.fetch('board', { filter: 'type = fig' }))).toContain(
      'Attribute `type` is not filterable. Available filterable attribute patterns are: `size`.',
    )
  })

  test('a sort needs its ranking rule', async () => {
    const engine = await openBoard({ ...settings, rankingRules: ['words'] }, documents)
    expect(idsOf(await engine.search('board', { sort: ['size:asc'] }))).toBe(
      'Index `board`: You must specify where `sort` is listed in the rankingRules setting to use the sort parameter at search time.',
    )
  })
})
