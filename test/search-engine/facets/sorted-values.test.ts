import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sortValues } from '../../../src/search-engine/facets/sorted-values.ts'
import type { Bound } from '../../../src/search-engine/facets/store.ts'
import { finish } from '../finish.ts'

/** 2000 even numbers, each with two documents, so that there are several blocks. */
const groups = Array.from({ length: 2000 }, (_, at) => ({ value: at * 2, docids: [at, at + 5000] }))
const inRange = finish(sortValues(groups))

const bound = fc.option(
  fc.record({ value: fc.integer({ min: -3, max: 4003 }), inclusive: fc.boolean() }),
)

test('any range has the documents of the values between its bounds', () => {
  fc.assert(
    fc.property(bound, bound, (from, to) => {
      const within = groups.filter(({ value }) => isAfter(value, from) && isBefore(value, to))
      const expected = within.flatMap(({ docids }) => docids).sort((left, right) => left - right)
      expect([...inRange(from, to)]).toEqual(expected)
    }),
  )
})

test('strings are compared by their bytes', () => {
  const texts = finish(
    sortValues([
      { value: 'a', docids: [0] },
      { value: '\uffff', docids: [1] },
      { value: '😀', docids: [2] },
    ]),
  )
  expect([...texts({ value: '\uffff', inclusive: false }, null)]).toEqual([2])
})

function isAfter(value: number, from: Bound<number> | null): boolean {
  return !from || value > from.value || (from.inclusive && value === from.value)
}

function isBefore(value: number, to: Bound<number> | null): boolean {
  return !to || value < to.value || (to.inclusive && value === to.value)
}
