import { expect, test } from 'vitest'
import {
  selectFields,
  selectionOf,
  selectStrictly,
} from '../../src/search-engine/answers/select.ts'
import type { JsonObject } from '../../src/search-engine/base/json.ts'
import { isDeeperThan, pruneBelow } from '../../src/search-engine/base/nesting.ts'

const document: JsonObject = {
  _id: '1',
  content: { text: 'x', deep: { a: 1, b: 2 } },
  list: [{ a: 1, b: 2 }, 3, [{ a: 4 }]],
  plain: 5,
  'x.y': { z: 6 },
}

const cases: [names: string[], selected: JsonObject][] = [
  [['_id'], { _id: '1' }],
  [['content'], { content: document.content as JsonObject }],
  [['content.text'], { content: { text: 'x' } }],
  [['content.deep.a', 'plain'], { content: { deep: { a: 1 } }, plain: 5 }],
  [['list.a'], { list: [{ a: 1 }, 3, [{ a: 4 }]] }],
  [['plain.below'], { plain: 5 }],
  [['content.nothing'], { content: {} }],
  [['x.y.z'], { 'x.y': { z: 6 } }],
  [[], {}],
]

test.each(cases)('%j of a document', (names, selected) => {
  expect(selectFields(document, selectionOf(names))).toEqual(selected)
})

const strictCases: [names: string[], selected: JsonObject][] = [
  [['content', 'content.text'], { content: document.content as JsonObject }],
  [['list.a'], { list: [{ a: 1 }, [{ a: 4 }]] }],
  [['list.nothing'], { list: [[]] }],
  [['plain.below'], {}],
  [['content.nothing'], { content: {} }],
  [['x.y'], { 'x.y': { z: 6 } }],
  [['x.y.z'], { 'x.y': { z: 6 } }],
]

test.each(strictCases)('%j of a formatted document', (names, selected) => {
  expect(selectStrictly(document, selectionOf(names))).toEqual(selected)
})

test('a key called __proto__ is a key of the selection', () => {
  const odd = JSON.parse('{"__proto__": {"a": 1}}') as JsonObject
  const selected = selectFields(odd, selectionOf(['__proto__.a']))
  expect(JSON.stringify(selected)).toBe('{"__proto__":{"a":1}}')
})

test('a document is cut below a depth', () => {
  const deep: JsonObject = { a: { b: { c: 1 } }, d: [[[2]]] }
  expect(isDeeperThan(deep, 3)).toBe(true)
  expect(isDeeperThan(deep, 4)).toBe(false)
  expect(pruneBelow(deep, 3)).toEqual({ a: { b: { c: 1 } }, d: [[null]] })
  expect(pruneBelow(deep, 4)).toBe(deep)
})
