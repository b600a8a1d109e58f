/** Plays a scenario: one step after the other, each whole or not at all. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { WorldClock } from '../base/clock.ts'
import { Refusal } from '../base/refusal.ts'
import { turn } from '../base/turn.ts'
import { makeConversations } from './conversations.ts'
import { inbound } from './inbound.ts'
import { outbound } from './outbound.ts'
import { checkScenario, delayOf, kindOf, refusedAt } from './scenario.ts'
import type { Stores } from './stores.ts'
import type { Exchange, Played, PlayedStep, Scenario, ScenarioStep } from './types.ts'
import { checkAwaited, type Requests, waitFor } from './waiting.ts'

/** Waiting looks at the world's clock so often: it can be set and scaled meanwhile. */
const lookMs = 250

export interface Stage {
  stores: Stores
  clock: WorldClock
  /** Moves on what is due by now. */
  settle: (done: () => void) => void
  /** Why no step can be taken any more, undefined while one can. */
  isOver: () => string | undefined
  /** What clients ask, undefined where nobody writes it down. */
  requests: Requests | undefined
}

/** Who has written, by the names of `customers`. */
type Cast = Map<string, { contact_id: string; conversation_id: string }>

/**
 * @param scenario that the schema `Scenario` takes
 * @returns what was done
 * @throws {Refusal} before the first step for a scenario that cannot be; later 409, which says which step
 *   failed and that those before it stay
 */
export async function play(stage: Stage, scenario: Scenario): Promise<Played> {
  const { stores, clock, requests, isOver } = stage
  const { starts_at, time = 'advance', steps, name = null } = scenario
  checkScenario(stores, clock.state(), scenario)
  for (const [n, { wait_for }] of steps.entries()) {
    if (wait_for === undefined) continue
    await checkAwaited(requests, wait_for).catch((error: unknown) => {
      throw refusedAt(`steps[${n}].wait_for`, error)
    })
  }
  if (starts_at !== undefined) clock.set({ now: starts_at, frozen: time === 'advance' })
  const cast: Cast = new Map()
  const played: PlayedStep[] = []
  /** When the step before was due, by the world's clock. */
  let due = clock().getTime()
  /** What clients had asked before the latest step to which they could answer. */
  let asked = requests?.last() ?? 0
  for (const [n, step] of steps.entries()) {
    const field = `steps[${n}]`
    const kind = kindOf(step, field)
    try {
      const ms = delayOf(step, field)
      due += ms
      if (time === 'wait') await until(stage, due)
      else if (ms > 0) clock.advance(ms)
      await settled(stage)
      // Others are answered between two steps.
      await turn()
      refuseIfOver(isOver)
      if (step.wait_for !== undefined) {
        const came = await waitFor(requests, step.wait_for, asked, isOver)
        refuseIfOver(isOver)
        due = clock().getTime()
        played.push({ step: n + 1, did: kind, at: clock().toISOString(), requests: came })
        continue
      }
      asked = requests?.last() ?? 0
      const at = clock().toISOString()
      played.push({ step: n + 1, did: kind, at, ...take(stores, scenario, step, cast) })
    } catch (error) {
      throw failedAt(error, `${field}.${kind}`, n)
    }
  }
  return { name, steps: played, customers: Object.fromEntries(cast) }
}

function refuseIfOver(isOver: Stage['isOver']): void {
  const reason = isOver()
  if (reason !== undefined) throw new Refusal(409, reason, 'play it again')
}

function take(
  stores: Stores,
  { customers = {} }: Scenario,
  step: ScenarioStep,
  cast: Cast,
): Omit<PlayedStep, 'step' | 'did' | 'at'> {
  if (step.conversations !== undefined) {
    const { conversations } = makeConversations(stores, step.conversations)
    return { conversations }
  }
  if (step.inbound !== undefined) {
    const { customer, ...said } = step.inbound
    if (customer === undefined) return told(inbound(stores, said))
    const known = cast.get(customer)
    const from = known === undefined ? customers[customer] : { contact_id: known.contact_id }
    const exchange = inbound(stores, { ...from, ...said })
    const { contact, conversation } = exchange
    cast.set(customer, { contact_id: contact.id, conversation_id: conversation.id })
    return told(exchange)
  }
  const { customer, ...said } = step.outbound ?? {}
  if (customer === undefined) return told(outbound(stores, said))
  const contact_id = cast.get(customer)?.contact_id ?? customers[customer]?.contact_id
  return told(outbound(stores, { ...said, ...(contact_id !== undefined && { contact_id }) }))
}

function told({ contact, conversation, message }: Exchange) {
  return {
    contact_id: contact.id,
    conversation_id: conversation.id,
    message_id: message.id,
    status: conversation.status,
  }
}

async function until({ clock, isOver }: Stage, due: number): Promise<void> {
  for (;;) {
    const { frozen, scale } = clock.state()
    const left = due - clock().getTime()
    if (left <= 0 || isOver() !== undefined) return
    if (frozen || scale === 0) {
      throw new Refusal(409, 'the world’s clock was stopped', 'a clock that runs')
    }
    await sleep(Math.min(Math.ceil(left / scale), lookMs))
  }
}

function settled({ settle }: Stage): Promise<void> {
  return new Promise((resolve) => settle(resolve))
}

function failedAt(error: unknown, field: string, n: number): unknown {
  if (!(error instanceof Refusal)) return error
  const done =
    n === 0
      ? 'no step was taken'
      : n === 1
        ? 'step 1 is done and stays'
        : `steps 1 to ${n} are done and stay`
  return new Refusal(409, `${field}: step ${n + 1} failed: ${error.wrong}; ${done}`, error.expected)
}
