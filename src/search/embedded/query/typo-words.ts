import { withPrefix } from '../index/word-order.ts'

/**
 * Calls `visit` with each of the ordered words that is at most `max` typos from `query`, until it
 * returns false. An insertion, a deletion, another letter and a swap of neighbours are one typo.
 * With `prefix` it is the distance to the nearest beginning of the word.
 *
 * Words with a common beginning share its work, and beginnings too far off are leapt over.
 */
export function visitWithinDistance(
  words: readonly string[],
  query: string,
  max: number,
  prefix: boolean,
  visit: (word: string, distance: number) => boolean,
): void {
  const table = createDistanceTable(query, max)
  let at = 0
  let previous = ''
  while (at < words.length) {
    const word = words[at] as string
    const distance = table.distanceOf(word, commonLength(previous, word), prefix)
    previous = word
    if (distance <= max && !visit(word, distance)) return
    at++
    if (distance > max && table.deadLength < word.length) {
      const dead = word.slice(0, table.deadLength)
      at = withPrefix(words, dead, at).end
    }
  }
}

/** The number of typos between two words, as `visitWithinDistance` counts them. */
export function typoDistance(query: string, word: string, prefix: boolean): number {
  return createDistanceTable(query, Number.POSITIVE_INFINITY).distanceOf(word, 0, prefix)
}

interface DistanceTable {
  /** How many characters of the last word it took to see that no continuation is near enough. */
  deadLength: number
  /** The distance of a word that begins with `kept` characters of the one before. */
  distanceOf(word: string, kept: number, prefix: boolean): number
}

function createDistanceTable(query: string, max: number): DistanceTable {
  const width = query.length + 1
  const rows: Uint16Array[] = [Uint16Array.from({ length: width }, (_, at) => at)]
  /** The least distance of any beginning up to each length. */
  const nearest: number[] = [query.length]
  let known = 0

  function fillRow(word: string, depth: number): number {
    rows[depth] ??= new Uint16Array(width)
    const row = rows[depth] as Uint16Array
    const above = rows[depth - 1] as Uint16Array
    const char = word.charCodeAt(depth - 1)
    row[0] = depth
    let least = depth
    for (let at = 1; at < width; at++) {
      const same = query.charCodeAt(at - 1) === char
      let value = Math.min(
        (above[at - 1] as number) + (same ? 0 : 1),
        (above[at] as number) + 1,
        (row[at - 1] as number) + 1,
      )
      const swapped =
        depth > 1 &&
        at > 1 &&
        query.charCodeAt(at - 2) === char &&
        query.charCodeAt(at - 1) === word.charCodeAt(depth - 2)
      if (swapped) {
        value = Math.min(value, ((rows[depth - 2] as Uint16Array)[at - 2] as number) + 1)
      }
      row[at] = value
      if (value < least) least = value
    }
    nearest[depth] = Math.min(nearest[depth - 1] as number, row[width - 1] as number)
    return least
  }

  const table: DistanceTable = {
    deadLength: Number.POSITIVE_INFINITY,
    distanceOf(word, kept, prefix) {
      if (table.deadLength <= kept) {
        return prefix ? (nearest[table.deadLength] as number) : max + 1
      }
      table.deadLength = Number.POSITIVE_INFINITY
      for (let depth = Math.min(kept, known) + 1; depth <= word.length; depth++) {
        const least = fillRow(word, depth)
        known = depth
        if (least > max) {
          table.deadLength = depth
          return prefix ? (nearest[depth] as number) : max + 1
        }
      }
      known = word.length
      return prefix
        ? (nearest[word.length] as number)
        : ((rows[word.length] as Uint16Array)[width - 1] as number)
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
