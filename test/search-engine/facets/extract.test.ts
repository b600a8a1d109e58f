import { expect, test } from 'vitest'
import type { JsonObject } from '../../../src/search-engine/base/json.ts'
import { extractFacets } from '../../../src/search-engine/facets/extract.ts'

/** Everything that is known of a document, in short. */
function summarize(document: JsonObject): Record<string, unknown[]> {
  const fields = extractFacets(document, () => 'match')
  return Object.fromEntries(
    [...fields].map(([path, { isNull, isEmpty, numbers, strings }]) => [
      path,
      [...(isNull ? ['null'] : []), ...(isEmpty ? ['empty'] : []), ...numbers, ...strings.keys()],
    ]),
  )
}

const cases: [document: JsonObject, fields: Record<string, unknown[]>][] = [
  [
    { a: 1, b: 'X ', c: true, d: null },
    { a: [1], b: ['x'], c: ['true'], d: ['null'] },
  ],
  [
    { a: '', b: [], c: {}, d: ' ' },
    { a: ['empty'], b: ['empty'], c: ['empty'], d: [''] },
  ],
  [{ a: { b: { c: 1 } } }, { a: [], 'a.b': [], 'a.b.c': [1] }],
  [
    { 'a.b': 1, a: { b: 'x' } },
    { 'a.b': [1, 'x'], a: [] },
  ],
  [{ a: [1, '1', null, '', [2, ['x']], {}, []] }, { a: [1, 2, '1', 'x'] }],
  [{ a: [{ b: 1 }, { b: null }, { b: [] }] }, { a: [], 'a.b': ['null', 'empty', 1] }],
  [{ a: ['VIP', 'vip'] }, { a: ['vip'] }],
]

test.each(cases)('of %j the index knows %j', (document, fields) => {
  expect(summarize(document)).toEqual(fields)
})

test('the last spelling of a value is kept', () => {
  const fields = extractFacets({ a: ['VIP', 'vip', 'Vip'] }, () => 'match')
  expect(fields.get('a')?.strings).toEqual(new Map([['vip', 'Vip']]))
})

test('what no rule covers is not looked at, its parents are walked through', () => {
  const fields = extractFacets({ a: { b: 1, c: 2 }, d: 3 }, (path) => {
    if (path === 'a') return 'parent'
    return path === 'a.b' ? 'match' : 'none'
  })
  expect([...fields.keys()]).toEqual(['a.b'])
})

test('a field called __proto__ is a field like others', () => {
  const document = JSON.parse('{"__proto__": {"x": 1}}') as JsonObject
  expect(summarize(document)['__proto__.x']).toEqual([1])
})
