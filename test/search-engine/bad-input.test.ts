import { beforeAll, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/search-engine/base/json.ts'
import type { SearchEngine } from '../../src/search-engine/engine/engine.ts'
import { parseFilter } from '../../src/search-engine/filter/parse.ts'
import { finish } from './finish.ts'
import { idsOf, openBoard } from './open-engine.ts'

const settings = {
  filterableAttributes: ['f', 'n', '__proto__', 'wide'],
  sortableAttributes: ['n'],
}

const wide = Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`field ${at}`, at]))
const deep = JSON.parse(`${'['.repeat(3000)}1${']'.repeat(3000)}`)

let engine: SearchEngine

beforeAll(async () => {
  const documents: JsonObject[] = Array.from({ length: 500 }, (_, at) => ({ f: `t${at}`, n: at }))
  engine = await openBoard(settings, [
    ...documents,
    { _id: 'wide', wide },
    JSON.parse('{"_id":"proto","__proto__":{"x":1},"constructor":"c"}'),
    { _id: 'lone', f: 'a\ud800b' },
    { _id: 'deep', f: deep },
  ])
})

const long = 'x'.repeat(1_000_000)
const each = (count: number, toText: (at: number) => string): string[] =>
  Array.from({ length: count }, (_, at) => toText(at))

const filters: [name: string, filter: unknown, found: number | string][] = [
  ['a value of 1 MB', `f = ${long}`, 0],
  ['a quoted value of 1 MB', `f = "${long}"`, 0],
  ['an unclosed quote of 1 MB', `f = "${long}`, 'missing the following closing delimiter'],
  ['1 MB of backslashes', `f = "${'\\\\'.repeat(500_000)}"`, 0],
  ['1 MB of spaces', `f = 1${' '.repeat(1_000_000)}b`, 'unexpected characters'],
  ['1 MB of parentheses', '('.repeat(1_000_000), 'maximum depth'],
  ['200 parentheses', `${'('.repeat(200)}f = 1${')'.repeat(200)}`, 'maximum depth'],
  ['1 MB of NOT', `${'NOT '.repeat(250_000)}f = 1`, 'maximum depth'],
  ['10,000 equalities', each(10_000, (at) => `n = ${at}`).join(' OR '), 500],
  ['10,000 inequalities', each(10_000, (at) => `n != ${at + 100}`), 104],
  ['10,000 negations', each(10_000, (at) => `NOT n = ${at}`).join(' AND '), 4],
  ['10,000 ranges', each(10_000, (at) => `n > ${at}`).join(' OR '), 499],
  ['10,000 texts', each(10_000, (at) => `f STARTS WITH t${at}`).join(' OR '), 500],
  ['10,000 values', `n IN [${each(10_000, String).join(', ')}]`, 500],
  ['10,000 unknown fields', each(10_000, (at) => `f.x${at} != 1`).join(' OR '), 0],
  ['a regular expression', 'f = "(a+)+$"', 0],
  ['a field called __proto__', '__proto__ EXISTS', 1],
  ['a field below __proto__', '__proto__.x = 1', 1],
  ['a field that objects inherit', 'wide.constructor EXISTS', 0],
  ['a lone surrogate', 'f = "a\ud800b"', 1],
]

test.each(filters)('the filter of %s is answered', async (_name, filter, found) => {
  for (const route of ['search', 'fetch'] as const) {
    const { status, body } = await engine[route]('board', { filter })
    if (typeof found === 'number') {
      expect(body.estimatedTotalHits ?? body.total).toBe(found)
    } else {
      expect([status, body.message]).toEqual([400, expect.stringContaining(found)])
    }
  }
})

const bodies: [name: string, body: JsonObject, ids: string[]][] = [
  ['numbers beyond all documents', { limit: 2 ** 53, offset: 2 ** 53 }, []],
  ['pages beyond all documents', { page: 2 ** 53, hitsPerPage: 2 ** 53 }, []],
  ['10,000 sorts', { sort: each(10_000, () => 'n:desc'), limit: 1 }, ['499']],
  ['10,000 names', { attributesToRetrieve: ['_id', ...each(10_000, String)], limit: 1 }, ['0']],
  ['a query of a lone surrogate', { q: '\ud800' }, []],
]

test.each(bodies)('a search with %s is answered', async (_name, body, ids) => {
  expect(idsOf(await engine.search('board', body))).toEqual(ids)
})

describe('documents', () => {
  test('of 10,000 fields can be filtered and chosen from', async () => {
    const filter = '"wide.field 9999" = 9999'
    const { body } = await engine.fetch('board', { filter, fields: ['wide.field 9999'] })
    expect(body.results).toEqual([{ wide: { 'field 9999': 9999 } }])
  })

  test('with keys that objects inherit show them', async () => {
    const { body } = await engine.fetch('board', { ids: ['proto'] })
    expect(JSON.stringify(body.results)).toBe(
      '[{"_id":"proto","__proto__":{"x":1},"constructor":"c"}]',
    )
  })

  test('that are nested deeper than the real engine takes lose their depths', async () => {
    const { body } = await engine.fetch('board', { ids: ['deep'] })
    const text = JSON.stringify(body.results)
    expect(text.split('[')).toHaveLength(1 + 1 + 126)
  })
})

const growing: [name: string, toText: (size: number) => string][] = [
  ['one long word', (size) => `f = ${'x'.repeat(size * 10)}`],
  ['many clauses', (size) => each(size / 10, (at) => `f = ${at}`).join(' OR ')],
  ['many values', (size) => `f IN [${each(size / 10, (at) => `'${at}'`).join(',')}]`],
  ['many escapes', (size) => `f = "${'\\n'.repeat(size)}"`],
  ['many quotes', (size) => `f = "${`\\'`.repeat(size)}"`],
]

test.each(growing)(
  'reading a filter of %s does not grow with the square of it',
  (_name, toText) => {
    const [small, large] = [toText(10_000), toText(160_000)]
    cost(large)
    // 16 times the text costs about 16 times as much; growing with the square it would be 256 times.
    expect(cost(large) / cost(small)).toBeLessThan(100)
  },
)

/** The least processor time of some readings, which other programs do not add to. */
function cost(text: string): number {
  const times = Array.from({ length: 3 }, () => {
    const before = process.cpuUsage()
    finish(parseFilter(text))
    const { user, system } = process.cpuUsage(before)
    return user + system
  })
  return Math.max(1, Math.min(...times))
}
