import { expect, test } from 'vitest'
import { cutFacet, normalizeFacet } from '../../../src/search-engine/facets/normalize.ts'

const cases: [text: string, normalized: string][] = [
  ['Hong Kong', 'hong kong'],
  ['  tokyo \u3000', 'tokyo'],
  ['   ', ''],
  ['Café', 'cafe\u0301'],
  ['ＶＩＰ', 'vip'],
  ['Straße', 'straße'],
  ['ﬁle', 'file'],
  ['ΟΔΟΣ', 'οδος'],
]

test.each(cases)('the value %j is compared as %j', (text, normalized) => {
  expect(normalizeFacet(text)).toBe(normalized)
})

test('the index holds the first 468 bytes of a value, cut at a character', () => {
  expect(cutFacet('a'.repeat(468))).toHaveLength(468)
  expect(cutFacet('a'.repeat(469))).toHaveLength(468)
  expect(cutFacet('北'.repeat(200))).toBe('北'.repeat(156))
  expect(cutFacet(`${'a'.repeat(467)}é`)).toBe('a'.repeat(467))
})

test('a long run of spaces is trimmed in one pass', () => {
  expect(normalizeFacet(`a${' '.repeat(200_000)}b`)).toMatch(/^a {1023}$/)
  expect(normalizeFacet(`${' '.repeat(200_000)}a${' '.repeat(200_000)}`)).toBe('a')
})

test('of a long text only as much counts as decides what it equals and what it comes after', () => {
  const long = normalizeFacet('É'.repeat(4_000_000))
  expect(long).toMatch(/^(e\u0301){1024}$/)
  expect(cutFacet(long)).toBe(cutFacet('e\u0301'.repeat(1_000)))
})

test('many marks do not take the square of their number', () => {
  const marked = normalizeFacet(`a${'\u0301\u0316'.repeat(500_000)}`)
  expect(marked).toMatch(/^a\u0316{2559}\u0301{2560}$/)
})
