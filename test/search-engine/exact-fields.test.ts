import { expect, test } from 'vitest'
import type { JsonObject } from '../../src/search-engine/base/json.ts'
import { idsOf, openBoard } from './open-engine.ts'

const documents: JsonObject[] = [
  { a: 'deliverx far far away boxes', b: 'nothing' },
  { a: 'deliverx far away boxes' },
  { a: 'deliverx . boxes', b: 'deliverz boxes boxed' },
  { a: 'deliverz' },
]

/**
 * The ids with their scores by `proximity`: pairs are known without their attributes, but a word
 * that is left nowhere with typos on is passed over before several words.
 */
const NEAR: [q: string, body: JsonObject, found: [string, number][]][] = [
  [
    'delivery boxe',
    {},
    [
      ['1', 0.5],
      ['0', 0.25],
      ['2', 0.25],
      ['3', 1],
    ],
  ],
  [
    'delivery boxes ',
    {},
    [
      ['2', 1],
      ['1', 0.5],
      ['0', 0.25],
      ['3', 1],
    ],
  ],
  [
    'deliverz boxe',
    { attributesToSearchOn: ['a'] },
    [
      ['1', 0.5],
      ['0', 0.25],
      ['2', 0.25],
      ['3', 1],
    ],
  ],
  [
    'deliverz boxes ',
    { attributesToSearchOn: ['a'] },
    [
      ['2', 1],
      ['1', 0.5],
      ['0', 0.25],
      ['3', 1],
    ],
  ],
]
for (const [q, body, found] of NEAR) {
  test(`how near the words of "${q}" are where typos are off in an attribute`, async () => {
    const engine = await openBoard(
      {
        searchableAttributes: ['a', 'b'],
        rankingRules: ['proximity'],
        typoTolerance: { disableOnAttributes: ['b'] },
      },
      documents,
    )
    const answer = await engine.search('board', { q, ...body, showRankingScoreDetails: true })
    const scores = (answer.body.hits as JsonObject[]).map(({ _id, _rankingScoreDetails }) => {
      return [_id, ((_rankingScoreDetails as JsonObject).proximity as JsonObject).score]
    })
    expect(scores).toEqual(found)
  })
}

test('a document that a pair of words has led to is not lost to attributeRank', async () => {
  const engine = await openBoard(
    {
      rankingRules: ['words', 'typo', 'proximity', 'attribute'],
      synonyms: { b: ['bb'], bbb: ['aaabaabaa'] },
      typoTolerance: {
        minWordSizeForTypos: { oneTypo: 2, twoTypos: 6 },
        disableOnAttributes: ['v'],
      },
    },
    [
      { t: 'a bbb', v: 'b aab_b aabb aaabaabaa' },
      { u: 'bb', w: 'aab' },
    ],
  )
  const answer = await engine.search('board', { q: 'aabb abb b bbb', showRankingScore: true })
  expect(idsOf(answer)).toEqual(['0', '1'])
})

test('a document that a rule does not find again in the searched attributes is no hit', async () => {
  const engine = await openBoard({}, [
    { t: 'ab-ab--baa', v: ['ba_a-', '--aa-ba', 'ba-b-'], w: '-ba--a- a-' },
    { v: 'a- ab-ab--baa', w: 'b-b-a baab---b-- -ba--a- a-' },
  ])
  const body = { q: 'aa-baa', attributesToSearchOn: ['v'], matchingStrategy: 'frequency' }
  const answer = await engine.search('board', body)
  expect(idsOf(answer)).toEqual(['1'])
  expect(answer.body.estimatedTotalHits).toBe(2)
})

const JOINED: [body: JsonObject, ids: string[]][] = [
  [{}, ['2']],
  [{ attributesToSearchOn: ['t'] }, ['2', '0']],
  [{ attributesToSearchOn: ['u'] }, ['1']],
  [{ attributesToSearchOn: ['*'] }, ['2']],
]
for (const [body, ids] of JOINED) {
  test(`numbers without typos are joined with ${JSON.stringify(body)} where attributes are named`, async () => {
    const engine = await openBoard(
      { searchableAttributes: ['t', 'u'], typoTolerance: { disableOnNumbers: true } },
      [{ t: '1234' }, { u: '1234' }, { t: '12 34' }] as JsonObject[],
    )
    expect(idsOf(await engine.search('board', { q: '12 34 ', ...body }))).toEqual(ids)
  })
}
