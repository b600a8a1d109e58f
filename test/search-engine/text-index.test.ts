import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { DocSet } from '../../src/search-engine/base/docset.ts'
import { openTextIndex } from '../../src/search-engine/indexes/text-index.ts'
import type { TextSettings } from '../../src/search-engine/settings/settings-types.ts'
import { finish } from './finish.ts'
import { defaultSettings, textFixture } from './text-fixture.ts'

const TEXTS = [
  'Late delivery',
  'The delivery is late. Again!',
  'I want a refund',
  'Refund, please: order 12345',
  'black board',
  'blackboard',
  'cheese pizza',
  'pizza with extra cheese',
]

const QUERIES: [string, number[]][] = [
  ['late', [0, 1]],
  ['lat', [0, 1]],
  ['lat ', []],
  ['LATE', [0, 1]],
  ['refnud', [3, 2]],
  ['1234', [3]],
  ['"late delivery"', [0]],
  ['"delivery late"', []],
  ['black board', [4, 5]],
  ['blackboard', [5, 4]],
  ['pizza -cheese', []],
  ['pizza -"extra cheese"', [6]],
  ['-pizza', [0, 1, 2, 3, 4, 5]],
  ['?!', [0, 1, 2, 3, 4, 5, 6, 7]],
  ['zzzz', []],
]
for (const [query, expected] of QUERIES) {
  test(`${query} finds ${JSON.stringify(expected)}`, () => {
    expect(textFixture(TEXTS).find(query)).toEqual(expected)
  })
}

const SETTINGS: [string, Partial<TextSettings>, string, number[]][] = [
  ['the last word is no prefix when prefix search is off', { prefixSearch: 'disabled' }, 'lat', []],
  ['a synonym is found', { synonyms: { reimbursement: ['refund'] } }, 'reimbursement', [3, 2]],
  ['a stop word is not asked for', { stopWords: ['is'] }, 'is late ', [0, 1]],
  [
    'an attribute that is not searchable finds nothing',
    { searchableAttributes: ['x'] },
    'late',
    [],
  ],
]
for (const [name, settings, query, expected] of SETTINGS) {
  test(name, () => expect(textFixture(TEXTS, settings).find(query)).toEqual(expected))
}

test('only documents of the universe are found and counted', () => {
  const { ids, candidates } = textFixture(TEXTS).search('late', { universe: DocSet.of([1, 2]) })
  expect(ids).toEqual([1])
  expect([...candidates]).toEqual([1])
})

test('all candidates are counted whatever the window', () => {
  const { ids, candidates } = textFixture(TEXTS).search('delivery late', { offset: 1, limit: 1 })
  expect(ids).toHaveLength(1)
  expect(candidates.size).toBe(2)
})

test('with exact totals distinct counts each value once', () => {
  function* sameForAll() {
    yield
    return [0, 1, 2, 3, 4, 5, 6, 7]
  }
  const window = { distinct: sameForAll, offset: 0, limit: 1 }
  const fixture = textFixture(TEXTS)
  expect(fixture.search('', { ...window, exhaustive: true }).candidates.size).toBe(1)
  expect(fixture.search('late', { ...window, exhaustive: true }).ids).toHaveLength(1)
})

test('only the named attributes are searched on', () => {
  const fixture = textFixture([{ a: { b: 'late' } }, { c: 'late' }])
  const on = (attributesToSearchOn: string[]) => fixture.find('late', { attributesToSearchOn })
  expect([on(['c']), on(['a.*']), on(['*']), on(['nope'])]).toEqual([[1], [0], [0, 1], []])
})

test('a search sees what was added and removed just before', () => {
  const { index, find } = textFixture(['late', 'early', 'lost'])
  index.remove(0, { text: 'late' })
  index.add(0, { text: 'lately' })
  index.remove(2, { text: 'lost' })
  expect([find('late'), find('late '), find('lost')]).toEqual([[0], [], []])
})

test('what one search remembers is not answered after a change', () => {
  const words = Array.from({ length: 120 }, (_, at) => `or${at.toString(26).padStart(2, 'a')}`)
  const document = { text: 'orchestra delivery' }
  const { index, find } = textFixture([words.join(' '), 'nothing', 'x'])
  const found = () => [find('or'), find('orchestre'), find('delivary')]
  expect(found()).toEqual([[0], [], []])
  index.add(3, document)
  index.add(1, { text: 'or' })
  const universe = { universe: DocSet.below(4) }
  const foundOf4 = () =>
    [find('or', universe), find('orchestre', universe), find('delivary', universe)].map((ids) =>
      ids.toSorted(),
    )
  expect(foundOf4()).toEqual([[0, 1, 3], [3], [3]])
  index.remove(3, document)
  expect(foundOf4()).toEqual([[0, 1], [], []])
  index.clear()
  expect(foundOf4()).toEqual([[], [], []])
})

test('an index that was written in slices answers as one written at once', () => {
  const db = new Database(':memory:')
  const sliced = openTextIndex(db, 'x', defaultSettings)
  for (const [docid, text] of TEXTS.entries()) {
    sliced.add(docid, { text })
    sliced.flush()
  }
  const again = openTextIndex(db, 'x', defaultSettings)
  const whole = textFixture(TEXTS)
  for (const [q] of QUERIES) {
    const request = {
      q,
      matchingStrategy: 'last',
      attributesToSearchOn: null,
      universe: DocSet.below(TEXTS.length),
      splitters: () => [],
      distinct: null,
      exhaustive: false,
      offset: 0,
      limit: 20,
    } as const
    expect(finish(again.search(request)).ids).toEqual(whole.find(q))
  }
})

const HOSTILE: [string, string][] = [
  ['a megabyte of one word', 'x'.repeat(1_000_000)],
  ['a megabyte of words', 'late '.repeat(200_000)],
  ['a megabyte of quotes', '"'.repeat(1_000_000)],
  ['a megabyte of negatives', ' -late'.repeat(166_000)],
  ['only punctuation', '?!.,;:-_'.repeat(1_000)],
  ['only emoji', '😀'.repeat(1_000)],
  ['lone surrogates', '\ud800 \udc00'],
  ['names of the language', '__proto__ constructor toString'],
  ['what looks like a regular expression', '(a+)+$ [z-a] \\'],
  ['control characters', '\u0000\u0001\u0002'],
]
for (const [name, query] of HOSTILE) {
  test(`${name} is answered as a query and as a document`, () => {
    const { find } = textFixture([...TEXTS, query, { __proto__x: query, constructor: 'late' }])
    expect(find(query, { limit: 3 }).length).toBeLessThanOrEqual(3)
    expect(find('late')).toContain(0)
  })
}
