import { describe, expect, test } from 'vitest'
import { deepest, isTooDeep } from '../../src/http/nesting.ts'

const nested = (levels: number, inner = '') => '['.repeat(levels) + inner + ']'.repeat(levels)

describe('a body nests too deep', () => {
  test.each([
    ['lists beyond the limit', nested(deepest + 1), true],
    ['lists that are never closed', '['.repeat(deepest + 1), true],
    ['objects beyond the limit', '{"a":'.repeat(deepest + 1), true],
    ['lists up to the limit', nested(deepest, '1'.repeat(deepest)), false],
    ['many lists side by side', `[${'[],'.repeat(deepest * 2)}[]]`, false],
    ['brackets in a string', `["${'['.repeat(deepest * 2)}"]`, false],
    ['brackets behind an escaped quote', `["\\"${'['.repeat(deepest * 2)}"]`, false],
    ['brackets behind an escaped backslash', `["\\\\",${'['.repeat(deepest)}`, true],
    ['nothing', '', false],
  ])('%s: %#', (_, text, expected) => {
    expect(isTooDeep(text)).toBe(expected)
  })
})
