import { Refusal } from '../base/refusal.ts'
import { matchedBy, stageOf } from './stages.ts'
import type { FaultEffect, FaultMatch } from './types.ts'

/**
 * What a schema cannot say.
 *
 * @param canLag whether searches can be made to lag
 * @throws {Refusal} 400
 */
export function checkEffect(effect: FaultEffect, canLag: boolean): void {
  if (effect.kind === 'search-lag' && !canLag) {
    throw new Refusal(
      400,
      'effect: a Meilisearch searches here, which lags as it likes',
      'a world other than default, or a start without a Meilisearch',
    )
  }
  if ('ms' in effect && Array.isArray(effect.ms) && effect.ms[0] > effect.ms[1]) {
    throw new Refusal(
      400,
      `effect.ms: ${effect.ms[0]} is more than ${effect.ms[1]}`,
      'the least first: [50, 200]',
    )
  }
  if (
    effect.kind === 'search-lag' &&
    (effect.ms === undefined) === (effect.searches === undefined)
  ) {
    throw new Refusal(
      400,
      'effect: search-lag takes ms or searches',
      '{"kind": "search-lag", "searches": 2} or {"kind": "search-lag", "ms": 500}',
    )
  }
  if (
    effect.kind === 'status' &&
    effect.retry_after !== undefined &&
    ![429, 503].includes(effect.status)
  ) {
    throw new Refusal(
      400,
      `effect.retry_after: nobody reads it with ${effect.status}`,
      'with status 429 or 503',
    )
  }
}

/** @throws {Refusal} 400, for what nothing that the effect hits can fit */
export function checkMatch(match: FaultMatch, effect: FaultEffect): void {
  const stage = stageOf(effect, match)
  const known = [...matchedBy[stage], 'caller', 'token']
  const strange = Object.keys(match).find((name) => !known.includes(name))
  if (strange === undefined) return
  throw new Refusal(
    400,
    `match.${strange}: nothing that ${effect.kind} hits has it`,
    `any of ${known.join(', ')}`,
  )
}
