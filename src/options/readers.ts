/** Texts of flags and variables -> values. */

/** A start with unusable flags or environment: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export const expected = (what: string): never => {
  throw new UsageError(`expected ${what}`)
}

export function readSwitch(text: string): boolean {
  if (text === '1' || text.toLowerCase() === 'true') return true
  if (text === '0' || text.toLowerCase() === 'false') return false
  return expected('1, 0, true or false')
}
