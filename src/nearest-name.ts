import { damerauLevenshtein } from './search/embedded/request/did-you-mean.ts'

/** Longer names are nobody's typing error, and comparing takes the product of both lengths. */
const longest = 40

/** What one may type of a name and stop: `team` for `team_id`. */
const shortestStart = 3

/**
 * The name that was probably meant: the same but for case and marks (`teamId` for `team_id`), one that
 * begins so, or one with few mistakes: a swap, a letter too many, too few or wrong. Pure.
 *
 * @returns undefined where none is near
 */
export function nearestName(sent: string, known: Iterable<string>): string | undefined {
  if (sent.length > longest) return undefined
  const wanted = letters(sent)
  let best: string | undefined
  let least = mistakesIn(wanted.length) + 1
  for (const name of known) {
    const distance = distanceOf(wanted, letters(name))
    if (distance < least) {
      best = name
      least = distance
    }
  }
  return best
}

function distanceOf(wanted: string, name: string): number {
  if (wanted === name) return 0
  if (wanted.length >= shortestStart && name.startsWith(wanted)) return 0.5
  return damerauLevenshtein(wanted, name)
}

function mistakesIn(length: number): number {
  if (length < 3) return 0
  if (length < 6) return 1
  return length < 10 ? 2 : 3
}

function letters(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}
