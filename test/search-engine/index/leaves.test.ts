import { expect, test } from 'vitest'
import type { JsonObject } from '../../../src/search-engine/base/json.ts'
import { extractText } from '../../../src/search-engine/index/extract.ts'
import { visitLeaves } from '../../../src/search-engine/index/leaves.ts'
import { searchablePaths } from '../../../src/search-engine/index/searchable.ts'

const LEAVES: [JsonObject, [string, string | null][]][] = [
  [
    { a: 'x', b: 1.5, c: true, d: null },
    [
      ['a', 'x'],
      ['b', '1.5'],
      ['c', 'true'],
      ['d', null],
    ],
  ],
  [
    { a: { b: { c: 'x' } } },
    [
      ['a.b', null],
      ['a.b.c', 'x'],
    ],
  ],
  [
    { a: ['x', ['y', 2]] },
    [
      ['a', 'x'],
      ['a', 'y'],
      ['a', '2'],
    ],
  ],
  [
    { a: { b: ['x'] } },
    [
      ['a.b', null],
      ['a.b', 'x'],
    ],
  ],
  [
    { a: [{ b: 'x' }, { b: 'y' }] },
    [
      ['a.b', 'x'],
      ['a.b', 'y'],
    ],
  ],
  [
    { a: {}, b: [] },
    [
      ['a', null],
      ['b', null],
    ],
  ],
]
for (const [document, expected] of LEAVES) {
  test(`the leaves of ${JSON.stringify(document)} are visited in order`, () => {
    const visited: [string, string | null][] = []
    visitLeaves(document, (path, text) => visited.push([path, text]))
    expect(visited).toEqual(expected)
  })
}

/** Each word with its places as `field:position`, the fields numbered as they come. */
function places(document: JsonObject): Record<string, string[]> {
  const fields = new Map<string, number>()
  const fieldOf = (path: string) => {
    fields.set(path, fields.get(path) ?? fields.size)
    return path.startsWith('hidden') ? null : (fields.get(path) as number)
  }
  const { places } = extractText(document, fieldOf, new Set())
  return Object.fromEntries(
    Array.from(places, ([word, list]) => [
      word,
      list.map((place) => `${place >>> 16}:${place & 0xffff}`),
    ]),
  )
}

const PLACES: [string, JsonObject, Record<string, string[]>][] = [
  ['words count up', { a: 'x y x' }, { x: ['0:0', '0:2'], y: ['0:1'] }],
  ['each attribute begins anew', { a: 'x', b: 'x' }, { x: ['0:0', '1:0'] }],
  ['a further value is 8 further on', { a: ['x y', 'z'] }, { x: ['0:0'], y: ['0:1'], z: ['0:9'] }],
  ['a nested array begins at 8', { a: { b: ['x'] } }, { x: ['0:8'] }],
  ['a field that is not searchable is left out', { hidden: 'x', a: 'y' }, { y: ['1:0'] }],
]
for (const [name, document, expected] of PLACES) {
  test(`${name}`, () => expect(places(document)).toEqual(expected))
}

test('the words of an attribute are counted', () => {
  const { wordCounts } = extractText({ a: ['x y', 'z'], b: '...' }, () => 3, new Set())
  expect(wordCounts).toEqual(new Map([[3, 3]]))
})

test('a searchable attribute stands for all inside it, in the order of the list', () => {
  const { weightOf, lastWeight } = searchablePaths(['content.text', 'fields'])
  expect(['content.text', 'fields', 'fields.a.b', 'fieldset', 'content'].map(weightOf)).toEqual([
    0,
    1,
    1,
    undefined,
    undefined,
  ])
  expect(lastWeight).toBe(1)
})

test('with * every path is searchable alike, but vectors and coordinates', () => {
  const { weightOf, lastWeight } = searchablePaths(['*'])
  expect(['a.b', '_vectors.x', '_geo', '_geography'].map(weightOf)).toEqual([
    0,
    undefined,
    undefined,
    0,
  ])
  expect(lastWeight).toBeNull()
})
