import { expect, test } from 'vitest'
import {
  createTextFormatter,
  type TextFormat,
} from '../../../src/search-engine/format/text-formatter.ts'
import { finish } from '../finish.ts'
import { textFixture } from '../text-fixture.ts'

const MARKS = { highlightPreTag: '[', highlightPostTag: ']', cropMarker: '…' }

/** The formatter of a search for `query` over the text itself. */
function formatterOf(query: string, text: string, settings = {}) {
  const { terms } = textFixture([text], settings).search(query)
  return createTextFormatter(terms, MARKS)
}

const HIGHLIGHTED: [string, string, string][] = [
  ['late ', 'late, Late and lately', '[late], [Late] and lately'],
  ['deliv', 'my delivery', 'my [deliv]ery'],
  ['recieve', 'I receive it', 'I [receive] it'],
  ['"my order"', 'my order. My, order my', '[my order]. [My, order] my'],
  ['blackboard', 'a black board', 'a [black board]'],
  ['black board', 'a blackboard', 'a [blackboard]'],
  ['cafe', 'the Café', 'the [Café]'],
  ['caf', 'the Café', 'the [Caf]é'],
  ['late', 'nothing here', 'nothing here'],
  ['', 'late', 'late'],
]
for (const [query, text, expected] of HIGHLIGHTED) {
  test(`${query} in "${text}" is marked as "${expected}"`, () => {
    expect(finish(formatterOf(query, text).format(text, { highlight: true, crop: null }))).toBe(
      expected,
    )
  })
}

const LONG = 'One two three. Four five courier six, seven eight nine ten.'
const CROPPED: [string, TextFormat, string][] = [
  ['courier', { highlight: false, crop: 3 }, '…five courier six…'],
  ['courier', { highlight: true, crop: 1 }, '…[courier]…'],
  ['zzz', { highlight: false, crop: 2 }, 'One two…'],
  ['courier', { highlight: false, crop: 100 }, LONG],
  ['courier', { highlight: false, crop: 0 }, LONG],
  ['one courier', { highlight: true, crop: 4 }, '[One] two three. Four…'],
  ['"five courier six"', { highlight: true, crop: 2 }, 'One two three. Four [five courier]…'],
]
for (const [query, format, expected] of CROPPED) {
  test(`${query} cropped to ${format.crop} words is "${expected}"`, () => {
    expect(finish(formatterOf(query, LONG).format(LONG, format))).toBe(expected)
  })
}

const MATCHES: [string, string, { start: number; length: number }[]][] = [
  ['late', 'so late', [{ start: 3, length: 4 }]],
  ['caf', 'ö Café', [{ start: 3, length: 3 }]],
  ['cafe', '😀 Café', [{ start: 5, length: 5 }]],
  ['"a b"', 'a b', [{ start: 0, length: 3 }]],
  ['zzz', 'a', []],
]
for (const [query, text, expected] of MATCHES) {
  test(`${query} matches in "${text}" at ${JSON.stringify(expected)}`, () => {
    expect(finish(formatterOf(query, text).matches(text))).toEqual(expected)
  })
}

test('a phrase with a stop word is not marked, a phrase beside it is', () => {
  const formatter = formatterOf('"out of stock" "in store"', 'out of stock, in store', {
    stopWords: ['of'],
  })
  expect(finish(formatter.format('out of stock, in store', { highlight: true, crop: null }))).toBe(
    'out of stock, [in store]',
  )
})

test('formatting takes time in proportion to the length of the text', () => {
  const formatter = formatterOf('late', 'late')
  const marked = (text: string) =>
    finish(formatter.format(text, { highlight: true, crop: null })).split('[').length - 1
  expect(marked('late '.repeat(40_000))).toBe(40_000)
  expect(finish(formatter.matches('late '.repeat(40_000)))).toHaveLength(40_000)
})
