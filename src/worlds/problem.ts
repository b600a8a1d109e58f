/**
 * Why something cannot be done with worlds and snapshots, in a sentence that says what can. `unknown`
 * is what is not there, `exists` what is there already, `invalid` what cannot be at all, `full` what
 * there is no more room for, `unwritable` what the disk does not take.
 */
export class WorldProblem extends Error {
  override readonly name = 'WorldProblem'
  readonly kind: 'unknown' | 'exists' | 'invalid' | 'full' | 'unwritable'

  constructor(kind: WorldProblem['kind'], message: string) {
    super(message)
    this.kind = kind
  }
}

/** Whether a world or a snapshot may have this name. */
export function isWorldName(name: string): boolean {
  return typeof name === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(name)
}

/** @throws {WorldProblem} for what `isWorldName` denies */
export function checkName(what: 'world' | 'snapshot', name: string): void {
  if (isWorldName(name)) return
  const found = JSON.stringify(String(name).slice(0, 80))
  throw new WorldProblem('invalid', `a ${what}’s name is 1 to 64 of A-Z a-z 0-9 _ -, not ${found}`)
}
