/** How deep a body may nest. Clients send two levels; a parser needs its time for half a million. */
export const deepest = 1_000

/**
 * Whether JSON text nests deeper than that, without parsing it. Pure.
 *
 * @param text may be anything: what is no JSON is for the parser to refuse
 */
export function isTooDeep(text: string): boolean {
  if (text.length <= deepest) return false
  let depth = 0
  let isInString = false
  for (let n = 0; n < text.length; n += 1) {
    const character = text[n]
    if (isInString) {
      if (character === '\\') n += 1
      else if (character === '"') isInString = false
    } else if (character === '"') isInString = true
    else if (character === '[' || character === '{') {
      depth += 1
      if (depth > deepest) return true
    } else if (character === ']' || character === '}') depth -= 1
  }
  return false
}
