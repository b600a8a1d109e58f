/**
 * How a field name relates to a pattern of the settings: it matches, it is an ancestor of what
 * would match (`content` for `content.text`), or neither.
 */
export type PatternMatch = 'match' | 'parent' | 'none'

/** Whether `field` is `ancestor` itself or lies below it. */
export function isWithin(field: string, ancestor: string): boolean {
  if (!field.startsWith(ancestor)) return false
  return field.length === ancestor.length || field[ancestor.length] === '.'
}

/** `a.b.c`, `a` and `a.b`: the paths that a path lies within. */
export function selfAndAncestors(path: string): string[] {
  const paths = [path]
  for (let at = path.indexOf('.'); at >= 0; at = path.indexOf('.', at + 1)) {
    paths.push(path.slice(0, at))
  }
  return paths
}

/** Granular rules: `*` at the beginning and/or the end, and nothing below a plain name. */
export function matchPattern(pattern: string, name: string): PatternMatch {
  if (matchesWildcard(pattern, name)) return 'match'
  return isWithin(pattern, name) ? 'parent' : 'none'
}

function matchesWildcard(pattern: string, name: string): boolean {
  if (pattern === '*') return true
  const open = pattern.startsWith('*')
  if (open && pattern.endsWith('*')) return name.includes(pattern.slice(1, -1))
  if (open) return name.endsWith(pattern.slice(1))
  if (pattern.endsWith('*')) return name.startsWith(pattern.slice(0, -1))
  return name === pattern
}

/** Plain names in the settings: they cover everything below them. */
export function matchName(pattern: string, name: string): PatternMatch {
  if (isWithin(name, pattern)) return 'match'
  return isWithin(pattern, name) ? 'parent' : 'none'
}

/** The best relation among several. */
export function bestMatch(matches: Iterable<PatternMatch>): PatternMatch {
  let best: PatternMatch = 'none'
  for (const match of matches) {
    if (match === 'match') return match
    if (match === 'parent') best = match
  }
  return best
}
