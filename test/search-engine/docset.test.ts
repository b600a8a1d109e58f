import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DocSet } from '../../src/search-engine/base/docset.ts'

const A = [0, 1, 5, 31, 32, 63, 64, 1000]
const B = [1, 31, 33, 64, 5000]

test('a document set iterates in ascending order and knows its size', () => {
  const set = DocSet.of([1000, 5, 32, 31, 0, 64, 63, 1, 5])
  expect([...set]).toEqual(A)
  expect(set.size).toBe(8)
  expect(set.first).toBe(0)
})

test('a document set answers membership and forgets what is deleted', () => {
  const set = DocSet.of(A)
  set.delete(31)
  set.delete(99999)
  expect([set.has(31), set.has(32), set.has(99999)]).toEqual([false, true, false])
})

const OPERATIONS: [string, (a: DocSet, b: DocSet) => DocSet, number[]][] = [
  ['and', (a, b) => a.and(b), [1, 31, 64]],
  ['or', (a, b) => a.or(b), [0, 1, 5, 31, 32, 33, 63, 64, 1000, 5000]],
  ['andNot', (a, b) => a.andNot(b), [0, 5, 32, 63, 1000]],
  ['andWith', (a, b) => a.clone().andWith(b), [1, 31, 64]],
  ['orWith', (a, b) => a.clone().orWith(b), [0, 1, 5, 31, 32, 33, 63, 64, 1000, 5000]],
  ['andNotWith', (a, b) => a.clone().andNotWith(b), [0, 5, 32, 63, 1000]],
]
for (const [name, operate, expected] of OPERATIONS) {
  test(`${name} of two document sets leaves the operands alone`, () => {
    const [a, b] = [DocSet.of(A), DocSet.of(B)]
    expect([...operate(a, b)]).toEqual(expected)
    expect([...a]).toEqual(A)
    expect([...b]).toEqual(B)
  })
}

test('sets are compared by what they hold, not by how far they reach', () => {
  const far = DocSet.of([3, 900])
  far.delete(900)
  expect(far.equals(DocSet.of([3]))).toBe(true)
  expect(far.equals(DocSet.of([4]))).toBe(false)
  expect(far.intersects(DocSet.of([4]))).toBe(false)
  expect(DocSet.of(A).andSize(DocSet.of(B))).toBe(3)
})

const BELOW: [number, number][] = [
  [0, 0],
  [1, 1],
  [31, 31],
  [32, 32],
  [33, 33],
  [100, 100],
]
for (const [end, size] of BELOW) {
  test(`the set below ${end} holds ${size} ids`, () => {
    const set = DocSet.below(end)
    expect(set.size).toBe(size)
    expect(set.has(end)).toBe(false)
    expect(set.isEmpty).toBe(end === 0)
  })
}

const SLICES: [number, number, number[]][] = [
  [0, 3, [0, 1, 5]],
  [2, 3, [5, 31, 32]],
  [6, 10, [64, 1000]],
  [8, 10, []],
  [0, 0, []],
]
for (const [offset, limit, expected] of SLICES) {
  test(`a slice from ${offset} of ${limit} counts in ascending order`, () => {
    expect(DocSet.of(A).slice(offset, limit)).toEqual(expected)
  })
}

test('the last id is the greatest', () => {
  expect(new DocSet().last).toBeUndefined()
  for (const ids of [[0], [31], [3, 32], [5, 63, 64]]) expect(DocSet.of(ids).last).toBe(ids.at(-1))
  const set = DocSet.of([1, 500])
  set.delete(500)
  expect(set.last).toBe(1)
})

const both = (one: Set<number>, other: Set<number>) =>
  new Set([...one].filter((id) => other.has(id)))
const without = (one: Set<number>, other: Set<number>) =>
  new Set([...one].filter((id) => !other.has(id)))

/** What a set does, and the same with the ids themselves. */
const CHANGES: [
  (set: DocSet, other: DocSet) => DocSet,
  (ids: Set<number>, other: Set<number>) => Set<number>,
][] = [
  [(set, other) => set.and(other), (ids, other) => both(ids, other)],
  [(set, other) => set.andWith(other), (ids, other) => both(ids, other)],
  [(set, other) => set.or(other), (ids, other) => new Set([...ids, ...other])],
  [(set, other) => set.orWith(other), (ids, other) => new Set([...ids, ...other])],
  [(set, other) => set.andNotWith(other), (ids, other) => without(ids, other)],
  [(set, other) => other.andNot(set), (ids, other) => without(other, ids)],
]

test('whatever is done to a set, all that it says is of the same ids', () => {
  const id = fc.nat({ max: 2_000 })
  const step = fc.record({
    change: fc.nat({ max: CHANGES.length - 1 }),
    other: fc.array(id, { maxLength: 40 }),
    added: fc.array(id, { maxLength: 3 }),
    deleted: fc.array(id, { maxLength: 40 }),
  })
  fc.assert(
    fc.property(fc.array(id), fc.array(step, { maxLength: 6 }), (first, steps) => {
      let set = DocSet.of(first)
      let ids = new Set(first)
      for (const { change, other, added, deleted } of steps) {
        const [ofSet, ofIds] = CHANGES[change] as (typeof CHANGES)[number]
        const [otherSet, otherIds] = [DocSet.of(other), new Set(other)]
        const common = both(ids, otherIds).size
        expect([set.andSize(otherSet), set.intersects(otherSet)]).toEqual([common, common > 0])
        expect(set.isSubsetOf(otherSet)).toBe(without(ids, otherIds).size === 0)
        set = ofSet(set, otherSet)
        ids = new Set(ofIds(ids, otherIds))
        for (const each of added) set.add(each)
        for (const each of added) ids.add(each)
        for (const each of deleted) set.delete(each)
        for (const each of deleted) ids.delete(each)
        const ascending = [...ids].sort((one, another) => one - another)
        expect([...set]).toEqual(ascending)
        expect(set.slice(2, 5)).toEqual(ascending.slice(2, 7))
        expect([set.size, set.isEmpty, set.hasSeveral]).toEqual([
          ids.size,
          ids.size === 0,
          ids.size > 1,
        ])
        expect([set.first, set.last]).toEqual([ascending[0], ascending.at(-1)])
        expect(set.equals(DocSet.of(ids))).toBe(true)
      }
    }),
  )
})
