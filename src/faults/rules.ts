/** The fault rules of a world: which there are, and which of them a request meets. */

import { Refusal } from '../base/refusal.ts'
import { checkEffect, checkMatch } from './check-effect.ts'
import { checkOperation } from './check-operation.ts'
import { createTurns, type Turns } from './frequency.ts'
import { createLags, type Lags } from './lags.ts'
import { createMatcher, type Facts } from './match.ts'
import { createRandom } from './random.ts'
import { type Stage, stageOf } from './stages.ts'
import type { Fault, FaultEffect, NewFault } from './types.ts'

/** More rules than that are somebody's loop. */
const mostRules = 1_000

/** What happens to a request, and by which rule. */
export interface Hit {
  effect: FaultEffect
  rule: string
  random: () => number
}

export interface Faults {
  /** Whether any rule can hit: all that requests look at where there are none. */
  readonly isArmed: boolean
  /** Effects that go on after the request that they hit. */
  readonly lags: Lags
  readonly canLag: boolean
  /**
   * @param rule that its schema takes
   * @param operations the ids of all that are served
   * @throws {Refusal} 409, and 400 for what has no effect
   */
  add: (rule: NewFault, operations: readonly string[]) => Fault
  /** In the order in which they are tried. */
  list: () => Fault[]
  /** @throws {Refusal} 404 */
  remove: (id: string) => void
  clear: () => void
  /** The first rule of a stage that fits and whose turn it is. Each that fits counts the request. */
  meet: (stage: Stage, facts: Facts) => Hit | undefined
}

interface Rule {
  id: string
  sent: NewFault
  stage: Stage
  fits: (facts: Facts) => boolean
  turns: Turns
  random: () => number
}

/** @param canLag whether searches can be made to lag: those of a Meilisearch cannot */
export function createFaults(canLag = true): Faults {
  const rules = new Map<string, Rule>()
  const lags = createLags()
  let made = 0
  let isArmed = false

  function look(): void {
    isArmed = [...rules.values()].some(({ turns }) => turns.left() !== 0)
  }

  return {
    get isArmed() {
      return isArmed
    },
    lags,
    canLag,
    add(sent, operations) {
      checkOperation(sent.match?.operation, operations)
      checkEffect(sent.effect, canLag)
      checkMatch(sent.match ?? {}, sent.effect)
      if (rules.size >= mostRules) {
        throw new Refusal(
          409,
          `there are ${mostRules} rules already`,
          'DELETE /_mock/faults/{id}, or all by DELETE /_mock/faults',
        )
      }
      made += 1
      const id = `fault-${made}`
      const { match = {}, effect, seed = id } = sent
      const rule: Rule = {
        id,
        sent,
        stage: stageOf(effect, match),
        fits: createMatcher(match),
        turns: createTurns(sent, `${seed}`),
        random: createRandom(`${seed} ms`),
      }
      rules.set(id, rule)
      look()
      return describe(rule)
    },
    list: () => [...rules.values()].map(describe),
    remove(id) {
      if (!rules.delete(id)) {
        throw new Refusal(
          404,
          `no fault ${id.slice(0, 80)}`,
          rules.size === 0 ? 'there are none' : `one of ${[...rules.keys()].join(', ')}`,
        )
      }
      look()
    },
    clear() {
      rules.clear()
      lags.end()
      look()
    },
    meet(stage, facts) {
      for (const { id, sent, stage: own, fits, turns, random } of rules.values()) {
        if (own !== stage || !fits(facts) || !turns.take()) continue
        if (turns.left() === 0) look()
        return { effect: sent.effect, rule: id, random }
      }
      return undefined
    },
  }
}

/** Without a credential that the rule names: lists are pasted into tickets. */
function describe({ id, sent, turns }: Rule): Fault {
  const { match = {}, effect, ...frequency } = sent
  return {
    id,
    match: match.token === undefined ? match : { ...match, token: '***' },
    effect,
    ...frequency,
    seen: turns.seen(),
    hits: turns.hits(),
    hits_left: turns.left() ?? null,
  }
}
