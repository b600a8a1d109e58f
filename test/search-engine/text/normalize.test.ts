import { expect, test } from 'vitest'
import { decompose, fold } from '../../../src/search-engine/text/normalize.ts'
import type { Script } from '../../../src/search-engine/text/script.ts'

const DECOMPOSED: [string, string][] = [
  ['plain', 'plain'],
  ['é', 'e\u0301'],
  ['ﬀ', 'ff'],
  ['½', '1⁄2'],
  ['a\u0000b\u0007', 'ab'],
  ['a\tb', 'a\tb'],
  ['…', '...'],
]
for (const [text, expected] of DECOMPOSED) {
  test(`${JSON.stringify(text)} is decomposed to ${JSON.stringify(expected)}`, () => {
    expect(decompose(text)).toBe(expected)
  })
}

const FOLDED: [string, Script, string][] = [
  ['HELLO', 'latin', 'hello'],
  ['HELLO', 'hangul', 'HELLO'],
  ['e\u0301te\u0301', 'latin', 'ete'],
  ['e\u0301', 'cyrillic', 'e\u0301'],
  ['Œuvre', 'latin', 'oeuvre'],
  ['Đà', 'latin', 'dà'],
  ['ısı', 'latin', 'isi'],
  ['ΣΊΣΥΦΟΣ', 'greek', 'σίσυφοσ'],
  ['λόγος', 'greek', 'λόγοσ'],
  ['أحمد', 'arabic', 'احمد'],
  ['订单', 'cj', '訂單'],
  ['ЗАКАЗ', 'cyrillic', 'заказ'],
]
for (const [word, script, expected] of FOLDED) {
  test(`${word} in ${script} is folded to ${expected}`, () => {
    expect(fold(word, script, null)).toBe(expected)
  })
}

test('Persian letters and digits take one form', () => {
  expect(fold('كتابي۱۲', 'arabic', 'persian')).toBe('کتابی12')
})
