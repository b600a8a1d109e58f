import type { Language } from './normalize.ts'
import type { Script } from './script.ts'
import { isTraditional } from './variants.ts'

/**
 * The language of a run of one script, where more than one way of cutting it exists.
 *
 * Chinese or Japanese is decided as Meilisearch does, by the share of kana. Arabic or Persian is
 * decided there by trigrams; here by the letters that only Persian has.
 */
export function languageOf(script: Script, run: string): Language {
  if (script === 'cj') return kanaShare(run) > 0.05 ? 'japanese' : 'chinese'
  if (script === 'arabic') return PERSIAN_LETTER.test(run) ? 'persian' : 'arabic'
  return null
}

/**
 * Cuts a piece of text without separators into words. Most scripts are not cut any further.
 *
 * Chinese, Thai and Khmer are cut by the dictionaries of the runtime's ICU, near to but not the
 * same as those of Meilisearch 1.50. Japanese and Korean stay whole, as in an engine built
 * without their dictionaries.
 */
export function segment(piece: string, script: Script, language: Language): Iterable<string> {
  if (script === 'cj' && language === 'chinese') return chineseWords(piece)
  if (script === 'thai') return dictionaryWords(piece, 'th')
  if (script === 'khmer') return dictionaryWords(piece, 'km')
  if (script === 'arabic') return arabicWords(piece)
  return [piece]
}

function kanaShare(run: string): number {
  let kana = 0
  let all = 0
  for (let at = 0; at < run.length; at++) {
    const unit = run.charCodeAt(at)
    if (isKana(unit)) kana++
    if (isChineseOrJapanese(unit)) all++
  }
  return all === 0 ? 0 : kana / all
}

/** The article at the beginning of an Arabic word is a word of its own. */
function arabicWords(piece: string): readonly string[] {
  return piece.length > 2 && ARABIC_ARTICLE.test(piece)
    ? [piece.slice(0, 2), piece.slice(2)]
    : [piece]
}

/** So many units are cut at once: whole megabytes would be looked up before the first word. */
const PART = 8192
/** The words at the end of a part may depend on what follows: they are cut again with it. */
const REST = 64

function* dictionaryWords(piece: string, locale: string): Generator<string, void, undefined> {
  if (NUMERIC.test(piece)) {
    yield piece
    return
  }
  for (let start = 0; start < piece.length; ) {
    const isLast = start + PART >= piece.length
    const part = piece.slice(start, start + PART)
    const end = isLast ? part.length : part.length - REST
    let at = 0
    for (const { segment: word } of segmenter(locale).segment(part)) {
      if (at >= end) break
      yield word
      at += word.length
    }
    start += at
  }
}

/**
 * Words of more than two characters are cut once more, into two- and three-character words. The
 * dictionary of Meilisearch knows simplified words only: of others each character is a word.
 */
function* chineseWords(piece: string): Generator<string, void, undefined> {
  for (const word of dictionaryWords(piece, 'zh')) {
    const chars = Array.from(word)
    if (chars.some(isTraditional)) yield* chars
    else if (chars.length <= 2 || /^[a-z0-9]*$/i.test(word)) yield word
    else yield* chineseSubwords(chars)
  }
}

function chineseSubwords(chars: readonly string[]): string[] {
  const words: string[] = []
  let at = 0
  while (at < chars.length) {
    const length = [2, 3].find(
      (size) => at + size <= chars.length && isChineseWord(chars.slice(at, at + size).join('')),
    )
    words.push(chars.slice(at, at + (length ?? 1)).join(''))
    at += length ?? 1
  }
  return words
}

function isChineseWord(text: string): boolean {
  return Array.from(dictionaryWords(text, 'zh')).length === 1
}

function segmenter(locale: string): Intl.Segmenter {
  const known = segmenters.get(locale)
  if (known !== undefined) return known
  const created = new Intl.Segmenter(locale, { granularity: 'word' })
  segmenters.set(locale, created)
  return created
}

/** Made when first needed: each loads a dictionary. */
const segmenters = new Map<string, Intl.Segmenter>()

const PERSIAN_LETTER = /[پچژگکی]/
const ARABIC_ARTICLE = /^[اأإآٱ]ل/
const NUMERIC = /^[\p{N}!-/:-@[-`{-~]*$/u

function isKana(unit: number): boolean {
  return unit >= 0x3040 && unit <= 0x30ff
}

function isChineseOrJapanese(unit: number): boolean {
  return (
    isKana(unit) ||
    (unit >= 0x3400 && unit <= 0x9fff) ||
    (unit >= 0xf900 && unit <= 0xfaff) ||
    unit === 0x3005 ||
    unit === 0x3007
  )
}
