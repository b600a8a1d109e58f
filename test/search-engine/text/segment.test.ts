import { expect, test } from 'vitest'
import { numberText } from '../../../src/search-engine/text/number-text.ts'
import { languageOf, segment } from '../../../src/search-engine/text/segment.ts'
import { stopWordsOf } from '../../../src/search-engine/text/stop-words.ts'
import { isTraditional, variantOf } from '../../../src/search-engine/text/variants.ts'
import { defaultSettings } from '../text-fixture.ts'

const LANGUAGES = [
  ['cj', '我的订单', 'chinese'],
  ['cj', '注文はどこですか', 'japanese'],
  ['arabic', 'طلبي', 'arabic'],
  ['arabic', 'سفارش من چیست', 'persian'],
  ['latin', 'Bestellung', null],
] as const
for (const [script, run, language] of LANGUAGES) {
  test(`${run} is taken for ${language}`, () => expect(languageOf(script, run)).toBe(language))
}

test('Latin, Japanese and Korean pieces stay whole', () => {
  expect(segment('camelCase', 'latin', null)).toEqual(['camelCase'])
  expect(segment('注文書', 'cj', 'japanese')).toEqual(['注文書'])
  expect(segment('주문은', 'hangul', null)).toEqual(['주문은'])
})

test('Chinese is cut into words, traditional text into characters', () => {
  expect([...segment('订单已经退款', 'cj', 'chinese')]).toEqual(['订单', '已经', '退款'])
  expect([...segment('訂單', 'cj', 'chinese')]).toEqual(['訂', '單'])
})

test('the Arabic article is a word of its own, unless it is the whole word', () => {
  expect(segment('الشجرة', 'arabic', 'arabic')).toEqual(['ال', 'شجرة'])
  expect(segment('ال', 'arabic', 'arabic')).toEqual(['ال'])
})

test('numbers are not cut in any script', () => {
  expect([...segment('12.50', 'thai', null)]).toEqual(['12.50'])
})

test('a simplified character is indexed as its traditional one', () => {
  expect(variantOf('订')).toBe('訂')
  expect(variantOf('x')).toBe('x')
  expect([isTraditional('訂'), isTraditional('订'), isTraditional('第')]).toEqual([
    true,
    false,
    false,
  ])
})

const NUMBERS: [number, string][] = [
  [1, '1'],
  [-0.5, '-0.5'],
  [12345678901234, '12345678901234'],
  [-0, '0'],
  [2 ** 63, '9223372036854776000'],
  [-(2 ** 63) + 1024, '-9223372036854775000'],
  [-(2 ** 63), '-9.223372036854776e+18'],
  [2 ** 64, '1.8446744073709552e+19'],
  [-1e20, '-1e+20'],
  [1e21, '1e+21'],
  [123456.75, '123456.75'],
  [0.00001, '0.00001'],
  [1.25e-5, '0.0000125'],
  [1e-6, '1e-6'],
  [-5e-324, '-5e-324'],
]
for (const [value, text] of NUMBERS) {
  test(`the number ${value} is the text ${text}`, () => expect(numberText(value)).toBe(text))
}

test('stop words are decomposed, not lower-cased', () => {
  expect(stopWordsOf({ ...defaultSettings, stopWords: ['The', 'été'] })).toEqual(
    new Set(['The', 'e\u0301te\u0301']),
  )
})
