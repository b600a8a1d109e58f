import { Type } from '@sinclair/typebox'
import { describe, expect, test } from 'vitest'
import { comparePages } from '../../src/contract/checks.ts'
import { differencesOf } from '../../src/contract/differences.ts'
import { fill, find } from '../../src/contract/fill.ts'
import { differencesOfShape } from '../../src/contract/shape.ts'

describe('fill', () => {
  const known = new Map([
    ['id', 'c1'],
    ['word', 'w'],
  ])
  test('puts what is known into keys and values, however deep', () => {
    expect(fill({ '{id}': ['{word} {word}', 7, null, { a: 'x' }] }, known)).toEqual({
      c1: ['w w', 7, null, { a: 'x' }],
    })
  })
  test('tells what is not known', () => {
    expect(() => fill('/{team_id}', known)).toThrow('there is no team id to ask for')
  })
})

test.each<[string, unknown, string | undefined]>([
  ['id', { id: 'a' }, 'a'],
  ['data.*.id', { data: [{}, { id: '' }, { id: 'b' }] }, 'b'],
  ['data.*.rows.*.id', { data: [{ rows: [] }, { rows: [{ id: 'c' }] }] }, 'c'],
  ['data.*.id', { data: [] }, undefined],
  ['data.*.id', null, undefined],
  ['id', { id: 7 }, undefined],
])('find %s', (path, body, found) => {
  expect(find(body, path)).toBe(found)
})

test.each<[unknown, unknown, string[]]>([
  [{ a: 1, b: [1, 2] }, { b: [1, 2], a: 1 }, []],
  [{ a: 1 }, { a: '1' }, ['a: 1, "1"']],
  [{ a: { b: [1] } }, { a: { b: [1, 2] } }, ['a.b[1]: nothing, 2']],
  [{ a: 1 }, {}, ['a: 1, nothing']],
  [[1], { 0: 1 }, ['body: [1], {"0":1}']],
  [{ a: null }, 'x'.repeat(300), [`body: {"a":null}, "${'x'.repeat(119)}...`]],
])('differences of %j and %j', (expected, found, lines) => {
  expect(
    differencesOf(expected, found).map((one) => `${one.at}: ${one.expected}, ${one.found}`),
  ).toEqual(lines)
})

describe('shape', () => {
  const Row = Type.Object({
    kind: Type.Literal('row'),
    n: Type.Optional(Type.Integer({ minimum: 0 })),
    at: Type.Union([Type.String(), Type.Null()]),
    made_at: Type.String(),
  })
  const Body = Type.Object({
    data: Type.Array(Row),
    free: Type.Record(Type.String(), Type.Unknown()),
    either: Type.Union([
      Type.Object({ error: Type.String() }),
      Type.Object({ code: Type.Integer(), message: Type.String() }),
    ]),
  })
  const row = { kind: 'row', n: 1, at: null, made_at: '2022-04-07T04:11:28.148Z' }
  const right = { data: [row], free: { any: [1] }, either: { error: 'x' } }
  const withRow = (change: object) => ({ ...right, data: [row, { ...row, ...change }] })

  test.each<[unknown, string[]]>([
    [right, []],
    [withRow({ made_at: '' }), []],
    [withRow({ made_at: '2022-04-07T04:11:28+08:00' }), []],
    [
      withRow({ made_at: '2022-13-07T04:11:28Z' }),
      ['data[1].made_at: a time like 2022-04-07T04:11:28.148Z, "2022-13-07T04:11:28Z"'],
    ],
    [withRow({ kind: 'line' }), ['data[1].kind: "row", "line"']],
    [withRow({ n: '1' }), ['data[1].n: integer, "1"']],
    [withRow({ n: -1 }), ['data[1].n: >= 0, -1']],
    [withRow({ made_at: undefined }), ['data[1].made_at: a value, nothing']],
    [withRow({ more: true }), ['data[1].more: no such field, true']],
    [withRow({ at: 5 }), ['data[1].at: string, 5']],
    [{ ...right, either: { code: 'x', message: 'y' } }, ['either.code: integer, "x"']],
    [{ ...right, free: [] }, ['free: object, []']],
    [[], ['body: object, []']],
    [null, ['body: object, null']],
  ])('of %j', (body, lines) => {
    const value = JSON.parse(JSON.stringify(body))
    expect(
      differencesOfShape(Body, value).map((one) => `${one.at}: ${one.expected}, ${one.found}`),
    ).toEqual(lines)
  })
})

describe('pages', () => {
  const rows = (...names: string[]) => names.map((id) => ({ id }))
  const page = (data: { id: string }[], has_more: boolean, count = 3) => ({
    data,
    count,
    total: data.length,
    has_more,
  })
  test.each([
    ['right', [page(rows('a', 'b'), true), page(rows('c'), false), page([], false)], []],
    [
      'a row twice',
      [page(rows('a', 'b'), true), page(rows('b'), false), page([], false)],
      ['rows of both pages'],
    ],
    [
      'too many rows',
      [page(rows('a', 'b', 'c'), true), page(rows('c'), false), page([], false)],
      ['rows of skip=0', 'has_more of skip=0', 'rows of both pages'],
    ],
    [
      'no end',
      [page(rows('a', 'b'), true), page(rows('c'), true), page([], false)],
      ['has_more of skip=2'],
    ],
    [
      'other counts',
      [page(rows('a', 'b'), true), page(rows('c'), true, 4), page([], false)],
      ['rows of skip=2', 'count of skip=2'],
    ],
  ])('%s', (_, pages, places) => {
    expect(comparePages(pages).map(({ at }) => at)).toEqual(places)
  })
})
