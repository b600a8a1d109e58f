import { expect, test } from 'vitest'
import { DocSet } from '../../../src/search-engine/base/docset.ts'
import { remainingOf } from '../../../src/search-engine/ranking/remaining.ts'

const ids = [0, 3, 64, 70, 99]
const kinds: [string, number][] = [
  ['few of a large index', 100_000],
  ['many of a small one', 100],
]

for (const [name, docidEnd] of kinds) {
  const make = () => remainingOf(DocSet.of(ids), docidEnd)

  test(`${name} are met, narrowed and removed`, () => {
    const all = make()
    expect([...all.toSet()]).toEqual(ids)
    expect(all.meets(DocSet.of([1, 64]))).toBe(true)
    expect(all.meets(DocSet.of([1, 65]))).toBe(false)
    const some = all.in(DocSet.of([3, 4, 99]))
    expect([...some.toSet()]).toEqual([3, 99])
    const copy = all.clone()
    all.remove(some)
    expect([...all.toSet()]).toEqual([0, 64, 70])
    expect([...all.goneFrom(DocSet.of([0, 1, 3]))]).toEqual([1, 3])
    expect([...copy.toSet()]).toEqual(ids)
    expect([...some.toSet()]).toEqual([3, 99])
    expect(all.isEmpty).toBe(false)
    all.remove(copy)
    expect(all.isEmpty).toBe(true)
  })

  test(`${name} stay as they are when their set changes, and the other way`, () => {
    const documents = DocSet.of(ids)
    const remaining = remainingOf(documents, docidEnd)
    documents.delete(3)
    expect([...remaining.toSet()]).toEqual(ids)
    remaining.toSet().delete(0)
    expect([...remaining.toSet()]).toEqual(ids)
  })

  for (const [other, otherEnd] of kinds) {
    test(`${name} are removed from ${other}`, () => {
      const from = remainingOf(DocSet.of(ids), otherEnd)
      from.remove(make().in(DocSet.of([0, 70])))
      expect([...from.toSet()]).toEqual([3, 64, 99])
    })
  }
}

test('an index without documents has none remaining', () => {
  expect(remainingOf(new DocSet(), 0).isEmpty).toBe(true)
})
