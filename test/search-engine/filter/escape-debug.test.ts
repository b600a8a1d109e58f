import { expect, test } from 'vitest'
import { escapeDebug } from '../../../src/search-engine/filter/escape-debug.ts'

const cases: [text: string, shown: string][] = [
  ['plain é 北京 😀', 'plain é 北京 😀'],
  [`'"\\`, String.raw`\'\"\\`],
  ['\0\t\n\r', String.raw`\0\t\n\r`],
  ['a\u200bb\u00a0c', String.raw`a\u{200b}b\u{a0}c`],
  ['\u0301e\u0301', '\\u{301}e\u0301'],
  ['', ''],
]

test.each(cases)('a message shows %j as %j', (text, shown) => {
  expect(escapeDebug(text)).toBe(shown)
})
