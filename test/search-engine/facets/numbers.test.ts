import { expect, test } from 'vitest'
import {
  displayFloat,
  parseFiniteFloat,
  parseFloat64,
} from '../../../src/search-engine/facets/numbers.ts'

const parsed: [text: string, number: number | null][] = [
  ['30', 30],
  ['-7.50', -7.5],
  ['+3', 3],
  ['.5', 0.5],
  ['5.', 5],
  ['1e3', 1000],
  ['1E-2', 0.01],
  ['', null],
  [' 30', null],
  ['0x10', null],
  ['1_000', null],
  ['inf', null],
  ['NaN', null],
  ['1e999', null],
]

test.each(parsed)('the value %j is the number %j', (text, number) => {
  expect(parseFiniteFloat(text)).toBe(number)
})

test.each([
  ['inf', Number.POSITIVE_INFINITY],
  ['+Infinity', Number.POSITIVE_INFINITY],
  ['-INF', Number.NEGATIVE_INFINITY],
  ['-nan', Number.NaN],
  ['1e999', Number.POSITIVE_INFINITY],
  ['-0', -0],
  ['infinit', null],
])('the text %j reads as the float %j', (text, number) => {
  expect(parseFloat64(text)).toBe(number)
})

const shown: [number: number, text: string][] = [
  [30, '30'],
  [-0.5, '-0.5'],
  [1e21, '1000000000000000000000'],
  [-1.25e22, '-12500000000000000000000'],
  [1e-7, '0.0000001'],
  [1.5e-9, '0.0000000015'],
  [-0, '-0'],
  [Number.POSITIVE_INFINITY, 'inf'],
  [Number.NEGATIVE_INFINITY, '-inf'],
  [Number.NaN, 'NaN'],
]

test.each(shown)('the number %j is shown as %s', (number, text) => {
  expect(displayFloat(number)).toBe(text)
})
