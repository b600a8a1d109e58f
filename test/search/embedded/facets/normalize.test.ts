import { expect, test } from 'vitest'
import { cutFacet, normalizeFacet } from '../../../../src/search/embedded/facets/normalize.ts'

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
  expect(normalizeFacet(`a${' '.repeat(200_000)}b`)).toHaveLength(200_002)
})
