import { expect, test } from 'vitest'
import { searchedFields } from '../../../src/search-engine/query/searched-fields.ts'

const searchable = ['title', 'content.text', 'te*', 'text'].map((name, id) => ({ name, id }))

const tables: [attributes: string[] | null, fields: number[] | null][] = [
  [null, null],
  [[], []],
  [['title', '*'], null],
  [['title', 'title'], [0]],
  [['content'], []],
  [
    ['*text', 'title'],
    [0, 1, 3],
  ],
  [['content.*'], [1]],
  [['*text'], [1, 3]],
  [['te*'], [2]],
  [
    ['t*', 'nothing'],
    [0, 2, 3],
  ],
]

test.each(tables)('searching on %j is searching in the fields %j', (attributes, fields) => {
  const found = searchedFields(attributes, searchable)
  expect(found && [...found]).toEqual(fields)
})
