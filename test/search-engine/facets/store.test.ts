import Database from 'better-sqlite3'
import { beforeEach, expect, test } from 'vitest'
import type { JsonValue } from '../../../src/search-engine/base/json.ts'
import { extractFacets } from '../../../src/search-engine/facets/extract.ts'
import {
  createFacetStore,
  type FacetStore,
  type FacetValue,
  type ValueGroup,
} from '../../../src/search-engine/facets/store.ts'
import { createTables } from '../../../src/search-engine/indexes/schema.ts'

const FIELD = 1
let store: FacetStore

beforeEach(() => {
  const db = new Database(':memory:')
  createTables(db)
  store = createFacetStore(db, 7)
})

function change(docid: number, value: JsonValue, added = true): void {
  changeIn(store, docid, value, added)
}

function changeIn(into: FacetStore, docid: number, value: JsonValue, added = true): void {
  const fields = extractFacets({ a: value }, () => 'match')
  into.change(
    docid,
    `d${docid}`,
    new Map([...fields.values()].map((field) => [FIELD, field])),
    added,
  )
}

function fill(values: JsonValue[]): void {
  for (const [docid, value] of values.entries()) change(docid, value)
  store.settle(() => false)
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
  store.settle(() => false)
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
  store.settle(() => false)
  expect([...store.equal(FIELD, 'a')]).toEqual([1])
  expect([...store.equal(FIELD, 'b')]).toEqual([])
  expect([...store.equal(FIELD, 'c')]).toEqual([2])
  expect([...store.everyDocument()]).toEqual([1, 2])
  store.clear()
  expect(store.everyDocument().isEmpty).toBe(true)
})

/** Numbers from 0 up to `count`, always the same ones (a linear congruential generator). */
function picks(seed: number): (count: number) => number {
  let state = seed
  return (count) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * count)
  }
}

const texts = ['a', 'ab', 'b', '\uffff', '😀', '', '\ud800', 'é']

/** All that can be asked. */
function answers(of: FacetStore): unknown {
  const bounds = [-2, 0, 2.5, '', 'ab', '\uffff'].flatMap((value) => [
    from(value),
    from(value, false),
  ])
  const groups = [true, false].flatMap((ascending) => [
    [...of.values(FIELD, 'number', ascending)],
    [...of.values(FIELD, 'string', ascending)],
  ])
  return {
    every: [...of.everyDocument()],
    found: [40, 80, 7_960].map((docid) => of.find(`d${docid}`)),
    kinds: [of.exists(FIELD), of.isNull(FIELD), of.isEmpty(FIELD)].map((set) => [...set]),
    equal: [...texts, -4, 0, 3].map((value) => [...of.equal(FIELD, value)]),
    ranges: bounds.map((bound) => [
      [...of.range(FIELD, bound, null)],
      [...of.range(FIELD, null, bound)],
    ]),
    scan: [...of.scan(FIELD, (value) => value.includes('a'))],
    values: groups.map((ofType: ValueGroup<FacetValue>[]) =>
      ofType.map(({ value, docids }) => [value, docids.toSorted((one, other) => one - other)]),
    ),
  }
}

test('answers are the same from memory, from the table and from both', () => {
  const pick = picks(3)
  const tableDb = new Database(':memory:')
  createTables(tableDb)
  const table = createFacetStore(tableDb, 7)
  const kinds: (() => JsonValue)[] = [
    () => texts[pick(texts.length)] ?? '',
    () => pick(9) - 4,
    () => null,
    () => ['a', pick(3)],
  ]
  const held = new Map<number, JsonValue>()
  for (let step = 0; step < 600; step++) {
    const docid = pick(200) * 40
    const before = held.get(docid)
    const value = kinds[pick(kinds.length)]?.() ?? null
    const isKept = pick(4) > 0
    for (const one of [store, table]) {
      if (before !== undefined) changeIn(one, docid, before, false)
      if (isKept) changeIn(one, docid, value)
    }
    if (isKept) held.set(docid, value)
    else held.delete(docid)
    table.settle(() => false)
    if (step % 7 === 0) {
      let left = pick(30)
      store.settle(() => left-- <= 0)
    }
    if (step % 20 > 0) continue
    expect(answers(store)).toEqual(answers(table))
  }
  expect([...table.everyDocument()]).toEqual([...held.keys()].sort((one, other) => one - other))
})

test('what is settled is told of no document before all of it is', () => {
  for (let docid = 0; docid < 40; docid++) change(docid, `value ${docid}`)
  let rounds = 0
  for (;;) {
    let left = 5
    const isDone = store.settle(() => --left <= 0)
    if (isDone) break
    rounds++
    expect([...store.settled()]).toEqual([])
  }
  expect(rounds).toBeGreaterThan(5)
  expect(store.settled().size).toBe(40)
})

test('it is full with the last document of a chunk', () => {
  change(4094, 'a')
  expect(store.isFull()).toBe(false)
  change(4095, 'a')
  expect(store.isFull()).toBe(true)
  store.settle(() => false)
  expect(store.isFull()).toBe(false)
})
