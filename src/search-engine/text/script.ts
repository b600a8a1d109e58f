/** The writing systems that Meilisearch tells apart; everything else is `other`. */
export type Script =
  | 'latin'
  | 'cyrillic'
  | 'arabic'
  | 'devanagari'
  | 'hebrew'
  | 'ethiopic'
  | 'georgian'
  | 'bengali'
  | 'hangul'
  | 'cj'
  | 'greek'
  | 'kannada'
  | 'tamil'
  | 'thai'
  | 'gujarati'
  | 'gurmukhi'
  | 'telugu'
  | 'malayalam'
  | 'oriya'
  | 'myanmar'
  | 'sinhala'
  | 'khmer'
  | 'armenian'
  | 'other'

/**
 * The script of a code point, by block.
 *
 * Meilisearch 1.50 goes by ranges that overlap what one would expect: the sign ° and the
 * no-break space are Latin, full-width Latin letters are Hangul. Armenian letters belong to no
 * script when a text is cut into runs (see `runScript`).
 */
export function scriptOf(codePoint: number): Script {
  if (codePoint < 0x80) return isAsciiLetter(codePoint) ? 'latin' : 'other'
  let low = 0
  let high = RANGES.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const [first, last, script] = RANGES[middle] as Range
    if (codePoint < first) high = middle - 1
    else if (codePoint > last) low = middle + 1
    else return script
  }
  return 'other'
}

/** The script of a whole run: its own, or Armenian where that is all there is. */
export function runScript(script: Script, run: string): Script {
  return script === 'other' && ARMENIAN.test(run) ? 'armenian' : script
}

function isAsciiLetter(codePoint: number): boolean {
  const lower = codePoint | 0x20
  return lower >= 0x61 && lower <= 0x7a
}

type Range = readonly [first: number, last: number, script: Script]

const ARMENIAN = /[\u0530-\u058f]/

const RANGES: readonly Range[] = [
  [0x80, 0x2af, 'latin'],
  [0x370, 0x3ff, 'greek'],
  [0x400, 0x484, 'cyrillic'],
  [0x487, 0x52f, 'cyrillic'],
  [0x590, 0x5ff, 'hebrew'],
  [0x600, 0x6ff, 'arabic'],
  [0x750, 0x7ff, 'arabic'],
  [0x8a0, 0x8ff, 'arabic'],
  [0x900, 0x97f, 'devanagari'],
  [0x980, 0x9ff, 'bengali'],
  [0xa00, 0xa7f, 'gurmukhi'],
  [0xa80, 0xaff, 'gujarati'],
  [0xb00, 0xb7f, 'oriya'],
  [0xb80, 0xbff, 'tamil'],
  [0xc00, 0xc7f, 'telugu'],
  [0xc80, 0xcff, 'kannada'],
  [0xd00, 0xd7f, 'malayalam'],
  [0xd80, 0xdff, 'sinhala'],
  [0xe00, 0xe7f, 'thai'],
  [0x1000, 0x109f, 'myanmar'],
  [0x10a0, 0x10ff, 'georgian'],
  [0x1100, 0x11ff, 'hangul'],
  [0x1200, 0x139f, 'ethiopic'],
  [0x1780, 0x17ff, 'khmer'],
  [0x19e0, 0x19ff, 'khmer'],
  [0x1cd0, 0x1cff, 'devanagari'],
  [0x1d00, 0x1dbf, 'latin'],
  [0x1e00, 0x1eff, 'latin'],
  [0x2100, 0x214f, 'latin'],
  [0x2c60, 0x2c7f, 'latin'],
  [0x2d80, 0x2ddf, 'ethiopic'],
  [0x2de0, 0x2dff, 'cyrillic'],
  [0x2e80, 0x2e99, 'cj'],
  [0x2e9b, 0x2ef3, 'cj'],
  [0x2f00, 0x2fd5, 'cj'],
  [0x3005, 0x3005, 'cj'],
  [0x3007, 0x3007, 'cj'],
  [0x3021, 0x3029, 'cj'],
  [0x3038, 0x303b, 'cj'],
  [0x3040, 0x30ff, 'cj'],
  [0x3130, 0x318f, 'hangul'],
  [0x3200, 0x32ff, 'hangul'],
  [0x3400, 0x4db5, 'cj'],
  [0x4e00, 0x9fcc, 'cj'],
  [0xa640, 0xa69d, 'cyrillic'],
  [0xa69f, 0xa69f, 'cyrillic'],
  [0xa720, 0xa7ff, 'latin'],
  [0xa8e0, 0xa8ff, 'devanagari'],
  [0xa960, 0xa97f, 'hangul'],
  [0xab00, 0xab2f, 'ethiopic'],
  [0xab30, 0xab6f, 'latin'],
  [0xac00, 0xd7ff, 'hangul'],
  [0xf900, 0xfa6d, 'cj'],
  [0xfa70, 0xfad9, 'cj'],
  [0xfb50, 0xfdff, 'arabic'],
  [0xfe70, 0xfeff, 'arabic'],
  [0xff00, 0xffef, 'hangul'],
  [0x10e60, 0x10e7f, 'arabic'],
  [0x1ee00, 0x1eeff, 'arabic'],
]
