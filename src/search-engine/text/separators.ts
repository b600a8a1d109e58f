/**
 * What a text is cut at. Meilisearch 1.50: all punctuation and spaces of Unicode as it was some
 * years ago, the mathematical operators and some control characters; not `$ < > = ~ ^ |`, ° or
 * emoji, and not the no-break space. ". ", ", " and one Khmer sign are separators of several
 * characters.
 */
const ONE_SEPARATOR =
  '[[\\p{P}\\p{Z}\\u0000\\t\\n\\r+`\\u00b1\\u00d7\\u00f7\\u200c\\u2212-\\u2225\\u2227-\\u228d\\u228f-\\u22ff]--[' +
  '\\u00a0\\u037e\\u0387\\u061d\\u066b\\u066c\\u0f0c\\u1b4e\\u1b4f\\u1b7d-\\u1b7f\\u2000\\u2001\\u2011\\u2028' +
  '\\u202f\\u205f\\u2329\\u232a\\u2e53-\\u2e5d\\u{10d6e}\\u{10ed0}\\u{10f86}-\\u{10f89}\\u{113d4}\\u{113d5}' +
  '\\u{113d7}\\u{113d8}\\u{116b9}\\u{11b00}-\\u{11b09}\\u{11be1}\\u{11f43}-\\u{11f4f}\\u{12ff1}\\u{12ff2}' +
  '\\u{16d6d}-\\u{16d6f}\\u{1e5ff}]]'

const LONG_SEPARATORS = '\\. |, |\\u17d4\\u179b\\u17d4'

/** The separators that end a sentence or the like: the next word is 8 positions further on. */
const ONE_HARD_SEPARATOR =
  '[\\u0000!;?\\u00a1\\u00a7\\u00b6\\u00bf\\u055c-\\u055e\\u0589\\u05c3\\u060c\\u061b\\u061f\\u06d4\\u0700-\\u0709' +
  '\\u07f7-\\u07f9\\u0830-\\u0835\\u0838-\\u083e\\u085e\\u0964\\u0965\\u0df4\\u0e5a\\u0e5b\\u0f04-\\u0f0a\\u0f0d-\\u0f12' +
  '\\u0f14\\u0fd0-\\u0fd4\\u104a\\u104b\\u10fb\\u1362-\\u1368\\u169b\\u169c\\u16eb-\\u16ed\\u1735\\u1736\\u17d4-\\u17d6' +
  '\\u17d8\\u17da\\u1800-\\u1806\\u1808\\u1809\\u1944\\u1945\\u1a1f\\u1aa8-\\u1aad\\u1b5a-\\u1b60\\u1bfc-\\u1bff' +
  '\\u1c3b-\\u1c3f\\u1c7e\\u1c7f\\u1cc0-\\u1cc7\\u2024-\\u2026\\u203b-\\u203d\\u2047-\\u2049\\u204f\\u2056\\u205a' +
  '\\u2cf9-\\u2cfc\\u2cfe\\u2e18\\u2e2e\\u2e41\\u3001\\u3002\\ua4fe\\ua4ff\\ua60d-\\ua60f\\ua6f2-\\ua6f7\\ua876\\ua877' +
  '\\ua8ce\\ua8cf\\ua92f\\ua95f\\ua9c3-\\ua9cd\\uaa5c-\\uaa5f\\uaadf\\uaaf0\\uaaf1\\uabeb\\ufe10-\\ufe16\\ufe19\\ufe30' +
  '\\ufe45\\ufe50-\\ufe52\\ufe54-\\ufe57\\uff01\\uff0c\\uff0e\\uff1a\\uff1b\\uff1f\\uff61\\uff64\\u{10857}' +
  '\\u{10a50}-\\u{10a58}\\u{10af0}-\\u{10af5}\\u{10b3a}-\\u{10b3f}\\u{10b99}-\\u{10b9c}\\u{10f55}-\\u{10f59}' +
  '\\u{11047}-\\u{1104d}\\u{110be}-\\u{110c1}\\u{11140}-\\u{11143}\\u{11175}\\u{111c5}\\u{111c6}\\u{111cd}\\u{111de}' +
  '\\u{111df}\\u{11238}\\u{11239}\\u{1123b}\\u{1123c}\\u{112a9}\\u{1144b}-\\u{1144d}\\u{1145a}\\u{115c2}\\u{115c3}' +
  '\\u{115c9}-\\u{115d7}\\u{11641}\\u{11642}\\u{11660}-\\u{1166c}\\u{1173c}-\\u{1173e}\\u{11944}\\u{11946}' +
  '\\u{11a3f}-\\u{11a46}\\u{11a9a}-\\u{11a9c}\\u{11a9e}-\\u{11aa2}\\u{11c41}\\u{11c42}\\u{11c70}\\u{11c71}\\u{11ef7}' +
  '\\u{11ef8}\\u{11fff}\\u{12471}-\\u{12474}\\u{16a6e}\\u{16a6f}\\u{16af5}\\u{16b37}-\\u{16b39}\\u{16b44}' +
  '\\u{16e97}-\\u{16e9a}\\u{1bc9f}\\u{1da87}-\\u{1da8a}\\u{1e95e}\\u{1e95f}]'

const WHOLE_SEPARATOR = new RegExp(`^(?:${LONG_SEPARATORS}|${ONE_SEPARATOR})$`, 'v')
const WHOLE_HARD_SEPARATOR = new RegExp(`^(?:${LONG_SEPARATORS}|${ONE_HARD_SEPARATOR})$`, 'v')

/** The end of the longest separator that begins at a place of a text, or -1. */
export function separatorEnd(text: string, at: number): number {
  if (!mayBeginSeparator(text.charCodeAt(at))) return -1
  SEPARATOR.lastIndex = at
  return SEPARATOR.test(text) ? SEPARATOR.lastIndex : -1
}

const SEPARATOR = new RegExp(`${LONG_SEPARATORS}|${ONE_SEPARATOR}`, 'yv')
const SEPARATOR_UNIT = new RegExp(`^${ONE_SEPARATOR}$`, 'v')

/** What is known of UTF-16 units, as to look a class up takes long: 0 nothing yet, 1 no, 2 maybe. */
const units = new Uint8Array(0x10000)

function mayBeginSeparator(unit: number): boolean {
  if (units[unit] === 0) {
    const isSurrogate = unit >= 0xd800 && unit <= 0xdfff
    units[unit] = isSurrogate || SEPARATOR_UNIT.test(String.fromCharCode(unit)) ? 2 : 1
  }
  return units[unit] === 2
}

/** What a normalized piece of text is, stop words left aside. */
export function classify(lemma: string): 'word' | 'soft' | 'hard' {
  if (lemma.length > 3 || !WHOLE_SEPARATOR.test(lemma)) return 'word'
  return WHOLE_HARD_SEPARATOR.test(lemma) ? 'hard' : 'soft'
}
