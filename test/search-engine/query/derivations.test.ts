import { expect, test } from 'vitest'
import {
  commonPrefixOf,
  isCommonPrefix,
  phrasesOf,
  singleWords,
  withTypos,
} from '../../../src/search-engine/query/derivations.ts'
import { createSynonyms } from '../../../src/search-engine/query/synonyms.ts'
import { fullSubset, onlyExact, type QueryTerm } from '../../../src/search-engine/query/term.ts'
import { createTermMaker } from '../../../src/search-engine/query/terms.ts'
import { createWordDocuments } from '../../../src/search-engine/query/word-documents.ts'
import type { TextSettings } from '../../../src/search-engine/settings/settings-types.ts'
import { finish } from '../finish.ts'
import { defaultSettings } from '../text-fixture.ts'
import { wordSource } from './word-source-fixture.ts'

const NONE: ReadonlySet<string> = new Set()

function setUp(texts: readonly string[], changed: Partial<TextSettings> = {}) {
  const settings = { ...defaultSettings, ...changed }
  const source = wordSource(texts, settings)
  const synonyms = createSynonyms(settings.synonyms, NONE)
  const exactWords = new Set(settings.typoTolerance.disableOnWords)
  const maker = createTermMaker(source, settings, synonyms, exactWords)
  return { source, maker, documents: createWordDocuments(source, null) }
}

const TYPOS: [string, string[], boolean, string[], string[]][] = [
  ['card', ['crad', 'cards'], false, [], []],
  [
    'password',
    ['pasword', 'passwort', 'bassword', 'pssword', 'paswort'],
    false,
    ['passwort', 'pasword', 'pssword'],
    [],
  ],
  [
    'appointment',
    ['apointment', 'appoinmtent', 'xppointment', 'apoinment'],
    false,
    ['apointment', 'appoinmtent'],
    ['apoinment', 'xppointment'],
  ],
  ['deliv', ['dleivery', 'delivery', 'dxlxvery'], true, ['dleivery'], []],
]
for (const [word, texts, isPrefix, one, two] of TYPOS) {
  test(`the typos of ${word}${isPrefix ? '*' : ''} are those of its length`, () => {
    const { maker, documents } = setUp(texts)
    const typos = finish(withTypos(maker.word(word, isPrefix), documents))
    expect([typos.one.toSorted(), typos.two.toSorted()]).toEqual([one, two])
  })
}

const LIMITS: [string, Partial<TextSettings['typoTolerance']>, string[]][] = [
  ['typos may be off', { enabled: false }, []],
  ['typos may be off for a word', { disableOnWords: ['hello'] }, []],
  ['typos may begin later', { minWordSizeForTypos: { oneTypo: 6, twoTypos: 9 } }, []],
  ['else they are found', {}, ['hallo']],
]
for (const [name, change, expected] of LIMITS) {
  test(`${name}`, () => {
    const typoTolerance = { ...defaultSettings.typoTolerance, ...change }
    const { maker, documents } = setUp(['hallo'], { typoTolerance })
    expect(finish(withTypos(maker.word('hello', false), documents)).one).toEqual(expected)
  })
}

test('a number is no typo of another when typos are off for numbers', () => {
  const typoTolerance = { ...defaultSettings.typoTolerance, disableOnNumbers: true }
  const { maker, documents } = setUp(['12346', '1234a'], { typoTolerance })
  expect(finish(withTypos(maker.word('12345', false), documents)).one).toEqual(['1234a'])
})

test('words of attributes without typos are found as written only', () => {
  const typoTolerance = { ...defaultSettings.typoTolerance, disableOnAttributes: ['text'] }
  const { maker, documents } = setUp(['hallo'], { typoTolerance })
  expect(finish(withTypos(maker.word('hello', false), documents)).one).toEqual([])
})

const SPLITS: [string, string[], readonly string[] | null][] = [
  ['blackboard', ['black board'], ['black', 'board']],
  ['blackboard', ['black. board'], null],
  ['blackboard', ['black', 'board'], null],
  ['abcd', ['ab cd', 'abc d', 'abc d'], ['abc', 'd']],
  ['abcd', ['a bcd', 'abc d'], ['a', 'bcd']],
]
for (const [word, texts, split] of SPLITS) {
  test(`${word} in ${texts.join(' / ')} is split into ${split}`, () => {
    const { maker, documents } = setUp(texts)
    expect(finish(withTypos(maker.word(word, false), documents)).split).toEqual(split)
  })
}

test('two words joined are not split into themselves', () => {
  const { maker, documents } = setUp(['black board', 'blackb oard'])
  const terms = ['black', 'board'].map((word, at) => ({
    term: maker.word(word, false),
    positions: [at, at] as const,
  }))
  const joined = maker.join(terms)?.term as QueryTerm
  expect(joined.original).toBe('blackboard')
  expect(finish(withTypos(joined, documents)).split).toBeNull()
})

test('words apart, phrases and words too long are not joined', () => {
  const { maker } = setUp([])
  const word = (text: string, at: number) => ({
    term: maker.word(text, false),
    positions: [at, at] as const,
  })
  expect(maker.join([word('a', 0), word('b', 8)])).toBeNull()
  expect(maker.join([word('a', 0), { term: maker.phrase(['b']), positions: [1, 1] }])).toBeNull()
  expect(maker.join([word('a'.repeat(200), 0), word('b'.repeat(100), 1)])).toBeNull()
})

test('a hundred words make their beginning a common one', () => {
  const words = Array.from({ length: 100 }, (_, at) => `pre${at}`)
  const many = setUp(words)
  expect(isCommonPrefix(many.source, 'pre')).toBe(true)
  expect(isCommonPrefix(many.source, 'pre12')).toBe(false)
  expect(isCommonPrefix(setUp(words.slice(1)).source, 'pre')).toBe(false)
  const term = many.maker.word('pre', true)
  expect(term.zeroTypos.prefixOf).toEqual([])
  expect(commonPrefixOf(fullSubset(term))).toEqual({ prefix: 'pre', derived: false })
})

test('synonyms are found for a word and for words in a row', () => {
  const synonyms = createSynonyms({ NYC: ['New York'], 'new york': ['nyc', '...'] }, NONE)
  expect(synonyms.of(['nyc'])).toEqual([['new', 'york']])
  expect(synonyms.of(['new', 'york'])).toEqual([['nyc']])
  expect(synonyms.of(['york'])).toEqual([])
})

test('a subset has the derivations it is left with', () => {
  const { maker, documents } = setUp(['hello', 'helloo', 'hallo', 'hel lo'], {
    synonyms: { hello: ['good day'] },
  })
  const all = fullSubset(maker.word('hello', true))
  const words = (subset: typeof all) =>
    finish(singleWords(subset, documents)).map(({ word }) => word)
  expect(words(all)).toEqual(['hello', 'helloo', 'hallo'])
  expect(words({ ...all, zero: 'none' })).toEqual(['hallo'])
  expect(words({ ...all, one: 'none' })).toEqual(['hello', 'helloo'])
  expect(words(onlyExact(all))).toEqual(['hello'])
  expect(finish(phrasesOf(all, documents))).toEqual([
    ['good', 'day'],
    ['hel', 'lo'],
  ])
  expect(finish(phrasesOf({ ...all, zero: 'none', one: 'none' }, documents))).toEqual([
    ['good', 'day'],
  ])
})
