import { expect, test } from 'vitest'
import { parseQuery } from '../../../src/search-engine/query/parse-query.ts'
import { createSynonyms } from '../../../src/search-engine/query/synonyms.ts'
import type { LocatedTerm } from '../../../src/search-engine/query/term.ts'
import { createTermMaker } from '../../../src/search-engine/query/terms.ts'
import { finish } from '../finish.ts'
import { defaultSettings } from '../text-fixture.ts'
import { wordSource } from './word-source-fixture.ts'

const NONE: ReadonlySet<string> = new Set()

function parse(query: string, stopWords = NONE) {
  const source = wordSource(['late', 'later', 'delivery'])
  const maker = createTermMaker(source, defaultSettings, createSynonyms({}, NONE), NONE)
  return finish(parseQuery(query, maker, { stopWords, prefixSearch: true }))
}

/** A term as it is written, phrases quoted, a prefix with a star, its positions behind it. */
function shown({ term, positions }: LocatedTerm): string {
  const text = term.zeroTypos.phrase === null ? term.original : `"${term.original}"`
  const [first, last] = positions
  return `${text}${term.isPrefix ? '*' : ''}@${first === last ? first : `${first}-${last}`}`
}

const QUERIES: [string, string[]][] = [
  ['', []],
  ['...', []],
  ['late', ['late*@0']],
  ['late ', ['late@0']],
  ['late.', ['late@0']],
  ['Late DELIVERY', ['late@0', 'delivery*@1']],
  ['late. delivery', ['late@0', 'delivery*@8']],
  ['follow-up', ['follow@0', 'up*@1']],
  ['"late delivery"', ['"late delivery"@0-1']],
  ['"late delivery', ['"late delivery"@0-1']],
  ['"late" delivery', ['"late"@0', 'delivery*@1']],
  ['my "late delivery" again', ['my@0', '"late delivery"@1-2', 'again*@3']],
  ['"late. delivery"', ['"late"@0', '"delivery"@8']],
  ['""', []],
  ['a - b', ['a@0', 'b*@1']],
  ['a b c d e f g h i j k l', [...'abcdefghij'].map((word, at) => `${word}@${at}`)],
]
for (const [query, expected] of QUERIES) {
  test(`${query} is read as ${expected.join(' ') || 'nothing'}`, () => {
    const { terms, negativeWords, negativePhrases } = parse(query)
    expect(terms.map(shown)).toEqual(expected)
    expect([...negativeWords, ...negativePhrases]).toEqual([])
  })
}

const NEGATIVES: [string, string[], unknown[]][] = [
  ['-cheese', [], ['cheese']],
  ['pizza -cheese', ['pizza@0'], ['cheese']],
  ['-cheese pizza', ['pizza*@1'], ['cheese']],
  ['pizza -"extra cheese" now', ['pizza@0', 'now*@3'], [['extra', 'cheese']]],
  ['no-cheese', ['no@0', 'cheese*@1'], []],
]
for (const [query, terms, negatives] of NEGATIVES) {
  test(`${query} leaves out ${JSON.stringify(negatives)}`, () => {
    const parsed = parse(query)
    expect(parsed.terms.map(shown)).toEqual(terms)
    expect([...parsed.negativeWords, ...parsed.negativePhrases]).toEqual(negatives)
  })
}

test('stop words are left out, but at the end and in phrases', () => {
  const stopWords = new Set(['the'])
  expect(parse('the late delivery', stopWords).terms.map(shown)).toEqual(['late@1', 'delivery*@2'])
  expect(parse('late the', stopWords).terms.map(shown)).toEqual(['late@0', 'the*@1'])
  const [phrase] = parse('"late the delivery"', stopWords).terms
  expect(phrase?.term.zeroTypos.phrase).toEqual(['late', null, 'delivery'])
})

test('a query of a megabyte is read no further than its first thousand tokens', () => {
  expect(parse('"'.repeat(1_000_000)).terms).toEqual([])
  expect(parse('- '.repeat(500_000)).terms).toEqual([])
  expect(parse('x'.repeat(1_000_000)).terms).toHaveLength(1)
})
