import type { EffectKind } from './schemas.ts'
import type { FaultEffect, FaultMatch } from './types.ts'

/**
 * When a rule is looked at: as soon as a request comes, before anybody asks who sends it; or when it is
 * about to be worked on, which is when caller and body are known and nothing refuses it any more.
 */
export type Stage = 'arrival' | 'work'

/** What an effect does with the work of an operation is nothing where there is none. */
const ofWork: readonly EffectKind[] = [
  'commit-then-drop',
  'commit-then-500',
  'slow-commit',
  'stale-counts',
  'search-lag',
]

/** Pure. */
export function stageOf(effect: FaultEffect, { caller, body }: FaultMatch = {}): Stage {
  return caller !== undefined || body !== undefined || ofWork.includes(effect.kind)
    ? 'work'
    : 'arrival'
}
