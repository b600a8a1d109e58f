import { expect, test } from 'vitest'
import {
  matchName,
  matchPattern,
  type PatternMatch,
} from '../../src/search-engine/base/patterns.ts'
import {
  compareBytes,
  isSortable,
  matchFaceted,
  ruleOf,
} from '../../src/search-engine/settings/filter-rules.ts'
import { resolveSettings } from '../../src/search-engine/settings/settings.ts'

const names: [pattern: string, name: string, match: PatternMatch][] = [
  ['a', 'a', 'match'],
  ['a', 'a.b', 'match'],
  ['a.b', 'a', 'parent'],
  ['a', 'ab', 'none'],
  ['a*', 'ab', 'none'],
]

test.each(names)('for the name %s the field %s is a %s', (pattern, name, match) => {
  expect(matchName(pattern, name)).toBe(match)
})

const patterns: [pattern: string, name: string, match: PatternMatch][] = [
  ['*', 'anything', 'match'],
  ['a.*', 'a.b.c', 'match'],
  ['a.*', 'a', 'parent'],
  ['*_at', 'created_at', 'match'],
  ['*ate*', 'created_at', 'match'],
  ['a', 'a.b', 'none'],
  ['a.b', 'a', 'parent'],
  ['a', 'b', 'none'],
]

test.each(patterns)('for the pattern %s the field %s is a %s', (pattern, name, match) => {
  expect(matchPattern(pattern, name)).toBe(match)
})

test('the first rule that covers a field is its rule', () => {
  const { filterRules } = resolveSettings({
    filterableAttributes: [{ attributePatterns: ['a.secret'] }, 'a'],
  })
  expect(ruleOf('a.secret', filterRules)?.index).toBe(0)
  expect(ruleOf('a.open', filterRules)?.index).toBe(1)
  expect(ruleOf('b', filterRules)).toBeNull()
})

test('values are indexed for filters, sorts, the distinct attribute and sort rules', () => {
  const settings = resolveSettings({
    filterableAttributes: [
      { attributePatterns: ['f.off'], features: { filter: { equality: false } } },
      'f',
    ],
    sortableAttributes: ['s.at'],
    distinctAttribute: 'd',
    rankingRules: ['words', 'r:asc'],
  })
  const matches = ['f', 'f.x', 'f.off', 's', 's.at', 'd', 'd.x', 'r', 'z'].map((name) => [
    name,
    matchFaceted(name, settings),
  ])
  expect(Object.fromEntries(matches)).toEqual({
    f: 'match',
    'f.x': 'match',
    'f.off': 'none',
    s: 'parent',
    's.at': 'match',
    d: 'match',
    'd.x': 'none',
    r: 'match',
    z: 'none',
  })
  expect(isSortable('s.at.deep', settings)).toBe(true)
  expect(isSortable('s', settings)).toBe(false)
})

test('names are sorted by their UTF-8 bytes', () => {
  expect(['😀', '\uffff', 'é', 'z', 'a'].sort(compareBytes)).toEqual([
    'a',
    'z',
    'é',
    '\uffff',
    '😀',
  ])
})
