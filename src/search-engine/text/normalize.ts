import type { Script } from './script.ts'
import { variantOf } from './variants.ts'

/** The language of a run, where it decides how it is normalized or cut. */
export type Language = 'chinese' | 'japanese' | 'arabic' | 'persian' | null

/** Longer words are not indexed, whatever they are; so many units are more than that. */
const LONG = 1024
const PART = 4096

/**
 * As much of a piece of text as can matter, without what normalizing drops where it is long: a
 * character may become eighteen, and millions of marks nothing.
 */
export function beginningOf(piece: string, script: Script): string {
  if (piece.length <= LONG) return piece
  const dropped = script === 'arabic' ? ARABIC_DROPPED : DROPPED
  const pattern = WITHOUT_MARKS.has(script) ? dropped : CONTROLS
  let beginning = ''
  for (let at = 0; at < piece.length && beginning.length < LONG; at += PART) {
    beginning += piece.slice(at, at + PART).replace(pattern, '')
  }
  return beginning
}

/**
 * The part of normalizing that comes before a piece of text is told to be a word or a separator:
 * compatibility decomposition (NFKD, each character by itself), control characters dropped.
 */
export function decompose(text: string): string {
  if (isPlainAscii(text)) return text
  let decomposed = ''
  for (const char of text) decomposed += char < '\u0080' ? char : char.normalize('NFKD')
  return decomposed.replace(CONTROL, '')
}

/**
 * The rest of normalizing a decomposed word: lower case, quotes, ligatures, variants and
 * diacritics, each only in the scripts where Meilisearch 1.50 does it.
 */
export function fold(word: string, script: Script, language: Language): string {
  let folded = word
  if (language === 'persian') folded = mapChars(folded, PERSIAN)
  if (CASED.has(script)) folded = lowerCase(folded)
  if (script === 'latin') folded = mapChars(folded, LATIN)
  if (script === 'cj' && language !== 'japanese') folded = replaceVariants(folded)
  if (script === 'greek' && folded.endsWith('ς')) folded = `${folded.slice(0, -1)}σ`
  if (script === 'arabic') folded = mapChars(folded, ARABIC)
  if (WITHOUT_MARKS.has(script)) folded = folded.replace(NONSPACING_MARK, '')
  return folded
}

function isPlainAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code >= 0x7f || (code < 0x20 && (code < 9 || code > 13))) return false
  }
  return true
}

function lowerCase(text: string): string {
  if (!UPPERCASE.test(text)) return text
  let lower = ''
  // Character by character: the whole word at once would turn a last Σ into ς.
  for (const char of text) lower += char.toLowerCase()
  return lower
}

function mapChars(text: string, map: ReadonlyMap<string, string>): string {
  let mapped = ''
  for (const char of text) mapped += map.get(char) ?? char
  return mapped
}

function replaceVariants(text: string): string {
  let replaced = ''
  for (const char of text) replaced += variantOf(char)
  return replaced
}

const CASED: ReadonlySet<Script> = new Set([
  'latin',
  'cyrillic',
  'greek',
  'georgian',
  'armenian',
] as const)
const WITHOUT_MARKS: ReadonlySet<Script> = new Set([
  'hebrew',
  'thai',
  'arabic',
  'latin',
  'greek',
] as const)

const CONTROL = /(?![\t-\r\u0085])\p{Cc}/gu
const CONTROLS = /(?:(?![\t-\r\u0085])\p{Cc})+/gu
const DROPPED = /(?:(?![\t-\r\u0085])[\p{Cc}\p{Mn}])+/gu
const ARABIC_DROPPED = /(?:(?![\t-\r\u0085])[\p{Cc}\p{Mn}ـ])+/gu
const UPPERCASE = /\p{Uppercase}/u
const NONSPACING_MARK = /\p{Mn}/gu

const LATIN = new Map([
  ['’', "'"],
  ['‘', "'"],
  ['‛', "'"],
  ['œ', 'oe'],
  ['æ', 'ae'],
  ['đ', 'd'],
  ['ð', 'd'],
  ['ı', 'i'],
])

const ARABIC = new Map([
  ['ـ', ''],
  ['أ', 'ا'],
  ['إ', 'ا'],
  ['آ', 'ا'],
  ['ٱ', 'ا'],
  ['ى', 'ي'],
  ['ة', 'ه'],
])

const PERSIAN = new Map([
  ['ي', 'ی'],
  ['ى', 'ی'],
  ['ۀ', 'ی'],
  ['ك', 'ک'],
  ['،', ','],
  ['؟', '?'],
  ['\ufdfc', 'RIAL'],
  ['\u200c', ''],
  ...Array.from('۰۱۲۳۴۵۶۷۸۹', (digit, value) => [digit, String(value)] as const),
])
