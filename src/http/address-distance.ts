/** How far one address is from another, both cut at their slashes. Pure. */
import { typingMistakes } from '../base/nearest-name.ts'

/** Longer parts are like nothing: comparing takes the product of both lengths. */
const longestPart = 40

/** The share of letters that may be wrong in a part. */
const mostWrong = 0.4

// What one difference counts, found by trying the mistakes of the table of tests.
const wrongVersion = 0.3
/** Of all letters of a part. */
const wrongLetters = 1.6
const missingLetters = 1.4
/** Whatever stands in the place of an id. */
const anyId = 0.2
const missingPrefix = 0.4
const missingPart = 0.5
const unknownPart = 0.7
const unlike = 2

/** Whether a part stands before a resource, in whichever form of an address. */
export function isPrefix(part: string): boolean {
  return /^(?:v\d|backend|channel-service|platform|data-board)$/.test(part)
}

/** Whether a part is a version that the gateway has. */
export function isVersion(part: string): boolean {
  return /^v[123]$/.test(part)
}

/** What two addresses differ by: the edit distance of their parts. */
export function align(
  asked: readonly string[],
  known: readonly string[],
  differ: (asked: string, known: string) => number,
): number {
  let above = [0]
  for (const [n, part] of known.entries()) above.push((above[n] as number) + costOfMissing(part))
  for (const part of asked) {
    const row = [(above[0] as number) + costOfMore(part)]
    for (const [n, other] of known.entries()) {
      row.push(
        Math.min(
          (above[n] as number) + differ(part, other),
          (above[n + 1] as number) + costOfMore(part),
          (row[n] as number) + costOfMissing(other),
        ),
      )
    }
    above = row
  }
  return above.at(-1) as number
}

const costOfMissing = (part: string) => (isPrefix(part) ? missingPrefix : missingPart)
const costOfMore = (part: string) => (part === '' ? 0.1 : unknownPart)

/** @returns what compares two parts, each pair once */
export function createDifference(): (asked: string, known: string) => number {
  const seen = new Map<string, number>()
  return (asked, known) => {
    const pair = `${known} ${asked}`
    const before = seen.get(pair)
    if (before !== undefined) return before
    const cost = difference(asked, known)
    seen.set(pair, cost)
    return cost
  }
}

function difference(asked: string, known: string): number {
  if (asked === known) return 0
  if (asked === '' || asked.length > longestPart) return unlike
  if (known.startsWith(':')) return anyId
  if (/^v\d+$/.test(asked) && /^v\d$/.test(known)) return isVersion(asked) ? 0.01 : wrongVersion
  const [a, b] = [asked.toLowerCase(), known.toLowerCase()]
  const [shorter, longer] = [Math.min(a.length, b.length), Math.max(a.length, b.length)]
  if (longer - shorter <= mostWrong * longer) {
    // That only the case is wrong counts a little.
    const share = (typingMistakes(a, b) + 0.1) / longer
    if (share <= mostWrong) return wrongLetters * share
  }
  const isWithin = a.length >= 4 && (b.includes(a) || a.includes(b))
  return isWithin ? missingLetters * (1 - shorter / longer) : unlike
}
