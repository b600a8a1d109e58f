import type { Steps } from '../base/slices.ts'

/** Words between two pauses. */
const PAUSE = 1_024

/**
 * Calls `visit` with each of the ordered words that is at most `max` typos from `query`, until it
 * returns false. An insertion, a deletion, another character and a swap of neighbours are one typo.
 * With `prefix` it is the distance to a beginning of the word, see `DistanceTable`.
 *
 * Words with a common beginning share its work, and beginnings too far off are leapt over.
 */
export function* visitWithinDistance(
  words: readonly string[],
  query: string,
  max: number,
  prefix: boolean,
  visit: (word: string, distance: number) => boolean,
): Steps<void> {
  const table = createDistanceTable(query, max, prefix)
  let at = 0
  let previous = ''
  let looked = 0
  while (at < words.length) {
    if (++looked % PAUSE === 0) yield
    const word = words[at] as string
    const distance = table.distanceOf(word, commonLength(previous, word))
    previous = word
    if (distance <= max && !visit(word, distance)) return
    at++
    if (distance > max && table.settledLength < word.length) {
      at = endOfPrefix(words, word.slice(0, table.settledLength), at)
    }
  }
}

/** Where the ordered words from `from` on no longer begin with `prefix`: mostly not far off. */
function endOfPrefix(words: readonly string[], prefix: string, from: number): number {
  let low = from
  let step = 1
  while (low + step < words.length && (words[low + step] as string).startsWith(prefix)) {
    low += step
    step *= 2
  }
  let high = Math.min(low + step, words.length)
  while (low < high) {
    const middle = (low + high) >> 1
    if ((words[middle] as string).startsWith(prefix)) low = middle + 1
    else high = middle
  }
  return low
}

/** The number of typos between two words, as `visitWithinDistance` counts them up to `max`. */
export function typoDistance(query: string, word: string, max: number, prefix: boolean): number {
  return createDistanceTable(query, max, prefix).distanceOf(word, 0)
}

/**
 * The table of the distances between the beginnings of the query and those of a word, a row for
 * each character of the word.
 *
 * As a prefix (levenshtein_automata 0.2, as Meilisearch 1.50 uses it) the query has found its
 * beginning of a word once no shorter beginning of the query is nearer to it: a beginning that is
 * near enough, but might have come nearer, is lost when the word goes on otherwise.
 */
interface DistanceTable {
  /** How much of the last word it took to know its distance, whatever follows. */
  settledLength: number
  /** The distance of a word that begins with `kept` code units of the one before; more than `max` is any number above it. */
  distanceOf(word: string, kept: number): number
}

/** More than any distance that counts, and room to add to it. */
const FAR = 0x7fff

function createDistanceTable(query: string, max: number, prefix: boolean): DistanceTable {
  const chars = Uint32Array.from(query, (char) => char.codePointAt(0) as number)
  const last = chars.length
  const rows: Uint16Array[] = [Uint16Array.from({ length: last + 1 }, (_, at) => at)]
  /** The characters of the last word and where each begins, the end after them. */
  const read: number[] = []
  const starts: number[] = [0]
  let known = 0
  let settled = 0

  /** Only cells near the diagonal: where the lengths differ by more, so do the beginnings. */
  function fillRow(depth: number): number {
    rows[depth] ??= new Uint16Array(last + 1)
    const row = rows[depth] as Uint16Array
    const above = rows[depth - 1] as Uint16Array
    const char = read[depth - 1] as number
    const from = Math.max(1, depth - max)
    const to = Math.min(last, depth + max)
    row[from - 1] = from === 1 ? depth : FAR
    let least = row[from - 1] as number
    for (let at = from; at <= to; at++) {
      const same = chars[at - 1] === char
      let value = Math.min(
        (above[at - 1] as number) + (same ? 0 : 1),
        (above[at] as number) + 1,
        (row[at - 1] as number) + 1,
      )
      const swapped =
        depth > 1 && at > 1 && chars[at - 2] === char && chars[at - 1] === read[depth - 2]
      if (swapped) {
        value = Math.min(value, ((rows[depth - 2] as Uint16Array)[at - 2] as number) + 1)
      }
      row[at] = value
      if (value < least) least = value
    }
    if (to < last) row[to + 1] = FAR
    return least
  }

  function wholeDistance(depth: number): number {
    return Math.abs(last - depth) > max ? FAR : ((rows[depth] as Uint16Array)[last] as number)
  }

  const table: DistanceTable = {
    settledLength: Number.POSITIVE_INFINITY,
    distanceOf(word, kept) {
      if (table.settledLength <= kept) return settled
      table.settledLength = Number.POSITIVE_INFINITY
      let depth = Math.min(kept, known)
      while ((starts[depth] as number) > kept) depth--
      while ((starts[depth] as number) < word.length) {
        const start = starts[depth] as number
        const char = word.codePointAt(start) as number
        read[depth] = char
        depth++
        starts[depth] = start + (char > 0xffff ? 2 : 1)
        known = depth
        const least = fillRow(depth)
        const distance = wholeDistance(depth)
        if (least > max || (prefix && distance === least)) {
          table.settledLength = starts[depth] as number
          settled = least > max ? max + 1 : distance
          return settled
        }
      }
      return wholeDistance(depth)
    },
  }
  return table
}

function commonLength(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  let at = 0
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) at++
  return at
}
