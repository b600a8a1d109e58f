import { expect, test } from 'vitest'
import { runScript, type Script, scriptOf } from '../../../src/search-engine/text/script.ts'

const SCRIPTS: [string, Script][] = [
  ['a', 'latin'],
  ['Z', 'latin'],
  ['é', 'latin'],
  ['°', 'latin'],
  ['№', 'latin'],
  ['7', 'other'],
  [' ', 'other'],
  ['😀', 'other'],
  ['я', 'cyrillic'],
  ['λ', 'greek'],
  ['ש', 'hebrew'],
  ['ع', 'arabic'],
  ['ก', 'thai'],
  ['ខ', 'khmer'],
  ['中', 'cj'],
  ['ひ', 'cj'],
  ['カ', 'cj'],
  ['한', 'hangul'],
  ['Ａ', 'hangul'],
  ['ა', 'georgian'],
  ['Ա', 'other'],
]
for (const [char, script] of SCRIPTS) {
  test(`${char} is ${script}`, () => {
    expect(scriptOf(char.codePointAt(0) as number)).toBe(script)
  })
}

test('a run of Armenian is told by its letters', () => {
  expect(runScript('other', 'Ա 1')).toBe('armenian')
  expect(runScript('latin', 'Ա')).toBe('latin')
})
