import { expect, test } from 'vitest'
import type { JsonObject } from '../../src/search-engine/base/json.ts'
import { openBoard } from './open-engine.ts'

/** The texts as the hits show them, in their order. */
async function marked(
  q: string,
  texts: readonly string[],
  body: JsonObject = {},
  settings: JsonObject = {},
): Promise<unknown[]> {
  const documents = texts.map((text) => ({ text }))
  const engine = await openBoard({ searchableAttributes: ['text'], ...settings }, documents)
  const answer = await engine.search('board', { q, attributesToHighlight: ['text'], ...body })
  return (answer.body.hits as JsonObject[]).map(({ _formatted: shown }) => {
    return (shown as JsonObject).text
  })
}

const TYPOS: [q: string, body: JsonObject][] = [
  ['kenyatta hotmaib ', {}],
  ['kenyatta hotmaib ', { limit: 1 }],
  ['kenyatta hotmaib ', { page: 1, hitsPerPage: 1 }],
  ['kenyatta hotmaib ', { matchingStrategy: 'all' }],
  ['kenyatta hotmaib ', { attributesToCrop: ['text'], cropLength: 100 }],
]
for (const [q, body] of TYPOS) {
  test(`the only hit of ${q}with ${JSON.stringify(body)} has its typo marked`, async () => {
    const texts = ['write kenyatta at hotmail', 'write hotmail and hotmails']
    expect(await marked(q, texts, body)).toEqual(['write <em>kenyatta</em> at <em>hotmail</em>'])
  })
}

test('a typo is marked also where the order by a date settles every place', async () => {
  const settings = { rankingRules: ['text:desc', 'words'] }
  expect(await marked('pedalg swapped', ['swapped pedals', 'swapped pedal'], {}, settings)).toEqual(
    ['<em>swapped</em> <em>pedals</em>', '<em>swapped</em> <em>pedal</em>'],
  )
})

test('of the values of one path the matches of the last that has some are told', async () => {
  const documents = [
    { tags: ['spring', 'spring', 'autumn'], text: 'spring', parts: [{ a: 'spring' }] },
  ]
  const engine = await openBoard({}, documents)
  const { body } = await engine.search('board', { q: 'spring', showMatchesPosition: true })
  expect((body.hits as JsonObject[])[0]?._matchesPosition).toEqual({
    tags: [{ start: 0, length: 6, indices: [1] }],
    text: [{ start: 0, length: 6 }],
    'parts.a': [{ start: 0, length: 6, indices: [0] }],
  })
})

test('a phrase with a stop word finds, but is not marked', async () => {
  const settings = { stopWords: ['of'] }
  expect(await marked('"out of stock"', ['it is out of stock'], {}, settings)).toEqual([
    'it is out of stock',
  ])
})

const NUMBERED: [q: string, text: string, settings: JsonObject, expected: string][] = [
  ['bb', 'bbaabb babbaa bab', {}, '<em>bb</em>aabb <em>b</em>abbaa <em>b</em>ab'],
  ['bbaabb bb', 'bbaabb babbaa bab', {}, '<em>bbaabb</em> <em>ba</em>bbaa <em>b</em>ab'],
  ['-"zz ba" bb', 'babb bab', {}, '<em>ba</em>bb <em>ba</em>b'],
  [
    'sofa ',
    'the kitchen table',
    { synonyms: { sofa: ['kitchen', 'kitchen table'] } },
    'the <em>kitchen</em> table',
  ],
  [
    'bed sofa ',
    'the kitchen table',
    { synonyms: { sofa: ['kitchen', 'kitchen table'], bed: ['kitchen table'] } },
    'the <em>kitchen table</em>',
  ],
]
for (const [q, text, settings, expected] of NUMBERED) {
  test(`of all that fits in "${text}" what came up first for ${q} is marked`, async () => {
    const typoTolerance = { minWordSizeForTypos: { oneTypo: 2, twoTypos: 6 } }
    const texts = ['bed sofa babb b ba', text]
    expect(await marked(q, texts, {}, { typoTolerance, ...settings })).toContain(expected)
  })
}
