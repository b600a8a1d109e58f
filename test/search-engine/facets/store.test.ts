import Database from 'better-sqlite3'
import { beforeEach, expect, test } from 'vitest'
import type { JsonValue } from '../../../src/search-engine/base/json.ts'
import { extractFacets } from '../../../src/search-engine/facets/extract.ts'
import { createFacetStore, type FacetStore } from '../../../src/search-engine/facets/store.ts'
import { createTables } from '../../../src/search-engine/indexes/schema.ts'

const FIELD = 1
let store: FacetStore

beforeEach(() => {
  const db = new Database(':memory:')
  createTables(db)
  store = createFacetStore(db, 7)
})

function change(docid: number, value: JsonValue, added = true): void {
  const fields = extractFacets({ a: value }, () => 'match')
  store.change(docid, new Map([...fields.values()].map((field) => [FIELD, field])), added)
}

function fill(values: JsonValue[]): void {
  for (const [docid, value] of values.entries()) change(docid, value)
  store.flush()
}

const from = <V>(value: V, inclusive = true) => ({ value, inclusive })

test('documents are found by presence, value and range', () => {
  fill([1, '1', 2.5, null, '', 'b', [3, 'c'], true])
  expect([...store.everyDocument()]).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  expect([...store.exists(FIELD)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  expect([...store.isNull(FIELD)]).toEqual([3])
  expect([...store.isEmpty(FIELD)]).toEqual([4])
  expect([...store.equal(FIELD, 1)]).toEqual([0])
  expect([...store.equal(FIELD, '1')]).toEqual([1])
  expect([...store.range(FIELD, from(1, false), null)]).toEqual([2, 6])
  expect([...store.range(FIELD, from(1), from(2.5))]).toEqual([0, 2])
  expect([...store.range(FIELD, null, from('b', false))]).toEqual([1])
  expect([...store.range(FIELD, from('c'), from('b'))]).toEqual([])
  expect([...store.scan(FIELD, (value) => value.includes('r'))]).toEqual([7])
})

test('values come in order, strings in the order of their bytes', () => {
  fill(['\uffff', '😀', 'b', 10, 'a', 9, -1, 'b'])
  const numbers = [...store.values(FIELD, 'number', true)].map(({ value }) => value)
  expect(numbers).toEqual([-1, 9, 10])
  const strings = [...store.values(FIELD, 'string', true)]
  expect(strings.map(({ value }) => value)).toEqual(['a', 'b', '\uffff', '😀'])
  expect(strings[1]?.docids).toEqual([2, 7])
  const falling = [...store.values(FIELD, 'string', false)].map(({ value }) => value)
  expect(falling).toEqual(['😀', '\uffff', 'b', 'a'])
})

test('a value shared by many documents over several chunks is one value', () => {
  const count = 10_000
  for (let docid = 0; docid < count; docid++) change(docid, docid % 3 === 0 ? 'x' : docid)
  store.flush()
  expect(store.equal(FIELD, 'x').size).toBe(Math.ceil(count / 3))
  expect(store.range(FIELD, from('x'), null).size).toBe(Math.ceil(count / 3))
  const groups = [...store.values(FIELD, 'string', true)]
  expect(groups.map(({ docids }) => docids.length)).toEqual([Math.ceil(count / 3)])
  expect([...store.values(FIELD, 'number', true)]).toHaveLength(count - Math.ceil(count / 3))
})

test('what is removed is gone, the last change of a document counts', () => {
  fill(['a', 'a', 'b'])
  change(0, 'a', false)
  change(2, 'b', false)
  change(2, 'c')
  store.flush()
  expect([...store.equal(FIELD, 'a')]).toEqual([1])
  expect([...store.equal(FIELD, 'b')]).toEqual([])
  expect([...store.equal(FIELD, 'c')]).toEqual([2])
  expect([...store.everyDocument()]).toEqual([1, 2])
  store.clear()
  expect(store.everyDocument().isEmpty).toBe(true)
})
