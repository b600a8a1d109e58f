import { expect, test } from 'vitest'
import { matchWildcards } from '../../../src/search-engine/base/wildcard-names.ts'

const names = ['title', 'content.text', 'content.title', 'te*t']

const tables: [patterns: string[], found: string[]][] = [
  [[], []],
  [['*'], names],
  [['content*'], ['content.text', 'content.title']],
  [['*title'], ['title', 'content.title']],
  [['*e*'], names],
  [['*.t*'], ['content.text', 'content.title']],
  [
    ['ti*', '*text'],
    ['title', 'content.text'],
  ],
  [['title', 'te*t', 'x*', '*x', '*xx*'], []],
  [['title*'], ['title']],
  [['titles*', '*atitle'], []],
]

test.each(tables)('the patterns %j stand for %j', (patterns, found) => {
  expect([...matchWildcards(patterns, names)]).toEqual(found)
})
