/**
 * "did you mean `x`? " with the nearest accepted name, or nothing when none is near: up to one
 * mistake from four bytes on, two from eight, three from thirteen, four from eighteen, else five
 * (the crate `deserr`, as used by Meilisearch 1.50).
 */
export function didYouMean(received: string, accepted: readonly string[]): string {
  const allowed = allowedMistakes(Buffer.byteLength(received))
  let best = ''
  let bestDistance = allowed + 1
  for (const name of accepted) {
    if (Math.abs(name.length - received.length) >= bestDistance) continue
    const distance = damerauLevenshtein(received, name)
    if (distance < bestDistance) {
      best = name
      bestDistance = distance
    }
  }
  return best === '' ? '' : `did you mean \`${best}\`? `
}

function allowedMistakes(bytes: number): number {
  if (bytes <= 3) return 0
  if (bytes <= 7) return 1
  if (bytes <= 12) return 2
  if (bytes <= 17) return 3
  return bytes <= 24 ? 4 : 5
}

/** Insertions, deletions, substitutions and swaps of neighbours, also with edits between them. */
export function damerauLevenshtein(left: string, right: string): number {
  const a = [...left]
  const b = [...right]
  const width = b.length + 2
  const far = a.length + b.length
  const cells = new Array<number>((a.length + 2) * width).fill(0)
  const at = (row: number, column: number): number => cells[row * width + column] as number
  for (let row = 0; row <= a.length; row++) {
    cells[(row + 1) * width] = far
    cells[(row + 1) * width + 1] = row
  }
  for (let column = 0; column <= b.length; column++) {
    cells[column + 1] = far
    cells[width + column + 1] = column
  }
  const lastRowOf = new Map<string, number>()
  for (let row = 1; row <= a.length; row++) {
    let lastColumn = 0
    for (let column = 1; column <= b.length; column++) {
      const swapRow = lastRowOf.get(b[column - 1] as string) ?? 0
      const swapColumn = lastColumn
      const same = a[row - 1] === b[column - 1]
      if (same) lastColumn = column
      cells[(row + 1) * width + column + 1] = Math.min(
        at(row, column) + (same ? 0 : 1),
        at(row + 1, column) + 1,
        at(row, column + 1) + 1,
        at(swapRow, swapColumn) + (row - swapRow - 1) + 1 + (column - swapColumn - 1),
      )
    }
    lastRowOf.set(a[row - 1] as string, row)
  }
  return at(a.length + 1, b.length + 1)
}
