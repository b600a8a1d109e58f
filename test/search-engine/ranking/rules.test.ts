import { expect, test } from 'vitest'
import { DocSet } from '../../../src/search-engine/base/docset.ts'
import type { JsonObject } from '../../../src/search-engine/base/json.ts'
import type { TextSettings } from '../../../src/search-engine/settings/settings-types.ts'
import { textFixture } from '../text-fixture.ts'

/** Texts in an order that no rule would put them in, and the order the rule puts them in. */
const RULES: [string, Partial<TextSettings>, string, string[]][] = [
  [
    'words puts documents with more terms first',
    { rankingRules: ['words'] },
    'late parcel refund',
    ['late parcel refund', 'late parcel', 'late'],
  ],
  [
    'typo puts fewer typos first, a split counts as one',
    { rankingRules: ['typo'] },
    'whiteboard ',
    ['the whiteboard', 'white board', 'my witeboardd'],
  ],
  [
    'proximity puts near words first, swapped ones one further',
    { rankingRules: ['proximity'] },
    'late delivery',
    ['late delivery', 'delivery late', 'late x y delivery', 'late. delivery'],
  ],
  [
    'wordPosition puts words at the place they have in the query first',
    { rankingRules: ['wordPosition'] },
    'refund ',
    ['refund', 'a refund', 'a b refund', 'a b c d e f refund'],
  ],
  [
    'exactness puts the query itself first, then what begins with it, then words as written',
    { rankingRules: ['exactness'] },
    'late deliv',
    ['late deliv', 'late deliv now', 'now deliv late', 'late delivery'],
  ],
  [
    'a join costs as many typos as it has words',
    { rankingRules: ['typo'] },
    'black board ',
    ['black board', 'blackboard'],
  ],
  [
    'a synonym costs no typo',
    { rankingRules: ['typo'], synonyms: { cellphone: ['mobile phone'] } },
    'cellphone ',
    ['x cellphone', 'mobile phone', 'celphone'],
  ],
  [
    'words comes before typo also when it is listed later',
    { rankingRules: ['typo', 'words'] },
    'password refund',
    ['pasword refund', 'password'],
  ],
]
for (const [name, settings, query, ranked] of RULES) {
  test(name, () => {
    // A synonym is no typo: the two that tie stay in the order of their ids.
    const ties = settings.synonyms !== undefined
    const stored = ties ? ranked : ranked.toReversed()
    const found = textFixture(stored, settings).find(query)
    expect(found.map((docid) => stored[docid])).toEqual(ranked)
  })
}

test('attributeRank puts earlier attributes first', () => {
  const documents: JsonObject[] = [{ fields: { x: 'late' } }, { title: 'late' }, { text: 'late' }]
  const searchableAttributes = ['text', 'title', 'fields']
  const rankingRules = ['attributeRank']
  expect(textFixture(documents, { searchableAttributes, rankingRules }).find('late')).toEqual([
    2, 1, 0,
  ])
  expect(textFixture(documents, { rankingRules }).find('late')).toEqual([0, 1, 2])
})

test('attribute is attributeRank and then wordPosition', () => {
  const documents: JsonObject[] = [{ title: 'late' }, { text: 'x late' }, { text: 'late' }]
  const settings = { searchableAttributes: ['text', 'title'], rankingRules: ['attribute'] }
  expect(textFixture(documents, settings).find('late')).toEqual([2, 1, 0])
})

test('other rules split by what the caller makes of their name', () => {
  const fixture = textFixture(['late', 'late', 'late x', 'late'], {
    rankingRules: ['sort', 'words', 'price:desc'],
  })
  const asked: string[] = []
  const found = fixture.find('late x', {
    splitters: (rule) => {
      asked.push(rule)
      return rule === 'sort' ? [] : [(bucket) => [...bucket].reverse().map((id) => DocSet.of([id]))]
    },
  })
  expect(found).toEqual([2, 3, 1, 0])
  expect(asked).toEqual(['sort', 'price:desc'])
})

test('without a query only the other rules order', () => {
  const fixture = textFixture(['a', 'b', 'c'])
  const splitters = (rule: string) =>
    rule === 'sort' ? [() => [DocSet.of([2]), DocSet.of([0, 1])]] : []
  expect(fixture.find('', { splitters })).toEqual([2, 0, 1])
  expect(fixture.find('   ')).toEqual([0, 1, 2])
  expect(fixture.find(null)).toEqual([0, 1, 2])
})

const STRATEGIES: ['last' | 'all' | 'frequency', string, number[]][] = [
  ['last', 'late parcel zebra', [2, 1, 0]],
  ['all', 'late parcel', [1, 2]],
  ['all', 'late parcel zebra', [2]],
  ['frequency', 'late parcel zebra', [2]],
  ['last', 'zzz late', []],
  ['frequency', 'zzz zebra', [2]],
]
for (const [matchingStrategy, query, expected] of STRATEGIES) {
  test(`${query} with the strategy ${matchingStrategy} finds ${expected.length} documents`, () => {
    const fixture = textFixture(['late', 'late parcel', 'late parcel zebra'])
    expect(fixture.find(query, { matchingStrategy })).toEqual(expected)
  })
}
