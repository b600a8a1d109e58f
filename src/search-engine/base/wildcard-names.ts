/**
 * The names among `names` that a pattern stands for, all patterns at once: a pattern may hold `*`
 * at its beginning, its end or both; without one it stands for nothing here. The work is that of
 * looking up pieces of the names, however many patterns there are.
 */
export function matchWildcards(patterns: Iterable<string>, names: Iterable<string>): Set<string> {
  const pieces: Record<Kind, Pieces> = { begin: new Map(), end: new Map(), within: new Map() }
  for (const pattern of patterns) {
    const parsed = parseWildcard(pattern)
    if (parsed !== null) remember(pieces[parsed.kind], parsed.piece)
  }
  const found = new Set<string>()
  for (const name of names) {
    const isFound = begins(name, pieces.begin) || ends(name, pieces.end) || has(name, pieces.within)
    if (isFound) found.add(name)
  }
  return found
}

type Kind = 'begin' | 'end' | 'within'

/** By their length. */
type Pieces = Map<number, Set<string>>

function parseWildcard(pattern: string): { kind: Kind; piece: string } | null {
  if (pattern === '*') return { kind: 'begin', piece: '' }
  const isOpen = pattern.startsWith('*')
  if (isOpen && pattern.endsWith('*')) return { kind: 'within', piece: pattern.slice(1, -1) }
  if (isOpen) return { kind: 'end', piece: pattern.slice(1) }
  return pattern.endsWith('*') ? { kind: 'begin', piece: pattern.slice(0, -1) } : null
}

function remember(pieces: Pieces, piece: string): void {
  const known = pieces.get(piece.length)
  if (known === undefined) pieces.set(piece.length, new Set([piece]))
  else known.add(piece)
}

function begins(name: string, pieces: Pieces): boolean {
  for (const [length, set] of pieces) {
    if (length <= name.length && set.has(name.slice(0, length))) return true
  }
  return false
}

function ends(name: string, pieces: Pieces): boolean {
  for (const [length, set] of pieces) {
    if (length <= name.length && set.has(name.slice(name.length - length))) return true
  }
  return false
}

function has(name: string, pieces: Pieces): boolean {
  for (const [length, set] of pieces) {
    for (let at = 0; at + length <= name.length; at++) {
      if (set.has(name.slice(at, at + length))) return true
    }
  }
  return false
}
