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

/** "did you mean `x`? " with the nearest name, nothing where none is near: to be put into a sentence. */
export function didYouMean(sent: string, known: Iterable<string>): string {
  const near = nearestName(sent, known)
  return near === undefined ? '' : `did you mean \`${near}\`? `
}

function distanceOf(wanted: string, name: string): number {
  if (wanted === name) return 0
  if (wanted.length >= shortestStart && name.startsWith(wanted)) return 0.5
  return typingMistakes(wanted, name)
}

/** Letters too many, too few or wrong, and swaps of neighbours (the optimal string alignment). Pure. */
export function typingMistakes(typed: string, meant: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: meant.length + 1 }, (_, column) => column)
  for (let row = 1; row <= typed.length; row++) {
    const costs = [row]
    for (let column = 1; column <= meant.length; column++) {
      const isSame = typed[row - 1] === meant[column - 1]
      const isSwap = typed[row - 1] === meant[column - 2] && typed[row - 2] === meant[column - 1]
      const replaced = cost(last, column - 1) + (isSame ? 0 : 1)
      const added = Math.min(cost(last, column), cost(costs, column - 1)) + 1
      const swapped = isSwap ? cost(beforeLast, column - 2) + 1 : added
      costs.push(Math.min(replaced, added, swapped))
    }
    beforeLast = last
    last = costs
  }
  return cost(last, meant.length)
}

function cost(costs: readonly number[], column: number): number {
  return costs[column] ?? Number.POSITIVE_INFINITY
}

function mistakesIn(length: number): number {
  if (length < 3) return 0
  if (length < 6) return 1
  return length < 10 ? 2 : 3
}

function letters(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}
