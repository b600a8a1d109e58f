/** Compares two words by code points, as SQLite and Meilisearch order them (UTF-8 bytes). */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at++) {
    const left = a.charCodeAt(at)
    const right = b.charCodeAt(at)
    if (left !== right) return compareUnits(left, right)
  }
  return a.length - b.length
}

/**
 * The range of ordered words from `from` on that begin with `prefix`; `start` is also where it
 * would stand.
 */
export function withPrefix(
  words: readonly string[],
  prefix: string,
  from = 0,
): { start: number; end: number } {
  const start = firstAt(words, from, (word) => compareCodePoints(word, prefix) >= 0)
  const end = firstAt(words, start, (word) => !word.startsWith(prefix))
  return { start, end }
}

/** The first place from `from` on where `holds`, which once true stays true. */
function firstAt(words: readonly string[], from: number, holds: (word: string) => boolean): number {
  let low = from
  let high = words.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(words[middle] as string)) high = middle
    else low = middle + 1
  }
  return low
}

/** Compares two units of UTF-16 where words differ first. */
export function compareUnits(left: number, right: number): number {
  return left === right ? 0 : byCodePoint(left) - byCodePoint(right)
}

/** Surrogates stand for code points above all other units: they are moved behind U+FFFF. */
function byCodePoint(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit
}
