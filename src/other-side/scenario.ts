/** Looks at a scenario as a whole before its first step: whether each of its steps can be taken. */
import { didYouMean } from '../base/nearest-name.ts'
import { invalid, Refusal } from '../base/refusal.ts'
import type { ChannelRow } from '../operations/directory/store.ts'
import { nameUsed, planConversations } from './conversations.ts'
import { findSender } from './inbound.ts'
import { findPlace, findWriter } from './outbound.ts'
import { isThere } from './populating.ts'
import { checkOfCustomer, messageOf, withTemplate } from './saying.ts'
import { longestWaitMs } from './scenario-schema.ts'
import { mostConversations } from './schemas.ts'
import type { Stores } from './stores.ts'
import { checkTime, readDuration, readTime } from './times.ts'
import type { Inbound, NewConversations, Outbound, Scenario, ScenarioStep } from './types.ts'
import { timeoutOf } from './waiting.ts'

const kinds = ['inbound', 'outbound', 'conversations', 'wait_for'] as const
type StepKind = (typeof kinds)[number]

/** So many conversations are made at most, by all its steps together. */
const mostMade = 10 * mostConversations

const stepExample =
  '{"after": "PT1M", "inbound": {"customer": "ann", "text": "Hello"}}, with one of inbound, outbound, conversations and wait_for'

/** @returns what a step does. @throws {Refusal} 400 for one that does nothing, or two things */
export function kindOf(step: ScenarioStep, field: string): StepKind {
  const [kind, ...more] = kinds.filter((name) => step[name] !== undefined)
  if (kind !== undefined && more.length === 0) return kind
  throw invalid(
    `${field}: ${kind === undefined ? 'does nothing' : `does ${[kind, ...more].join(' and ')}`}`,
    stepExample,
  )
}

/** How long after the step before. @throws {Refusal} 400 for what is no duration from 0 on */
export function delayOf({ after }: ScenarioStep, field: string): number {
  const ms = after === undefined ? 0 : readDuration(`${field}.after`, after)
  if (ms >= 0) return ms
  throw invalid(`${field}.after: before the step before`, 'a duration without a minus')
}

/** What the world's clock is like when it begins. */
interface Timing {
  frozen: boolean
  scale: number
}

/**
 * Nothing is written.
 *
 * @param scenario that the schema `Scenario` takes
 * @throws {Refusal} that names the step, as the call would refuse it that the step stands for
 */
export function checkScenario(stores: Stores, timing: Timing, scenario: Scenario): void {
  const { steps, starts_at } = scenario
  let now = starts_at === undefined ? stores.clock().getTime() : readTime('starts_at', starts_at)
  const began = now
  const channels = channelsOf(stores, scenario)
  /** Who has written by then, or had before. */
  const met = new Set(
    Object.entries(scenario.customers ?? {})
      .filter(([, { contact_id }]) => contact_id !== undefined)
      .map(([name]) => name),
  )
  checkNumber(steps)
  const named = new Set<string>()
  for (const [n, step] of steps.entries()) {
    const field = `steps[${n}]`
    const kind = kindOf(step, field)
    now = checkTime(`${field}.after`, now + delayOf(step, field))
    within(`${field}.${kind}`, () => {
      if (step.inbound !== undefined) checkInbound(stores, step.inbound, channels, met)
      if (step.outbound !== undefined) checkOutbound(stores, step.outbound, channels, met)
      if (step.conversations !== undefined) {
        checkConversations(stores, step.conversations, named)
      }
    })
  }
  const ofClock = scenario.time === 'wait' ? now - began : 0
  checkWaiting(ofClock, timing, starts_at !== undefined, steps)
}

function checkNumber(steps: ScenarioStep[]): void {
  const made = steps.reduce((sum, { conversations }) => sum + (conversations?.count ?? 0), 0)
  if (made <= mostMade) return
  throw invalid(`steps: make ${made} conversations`, `${mostMade} at most`)
}

function channelsOf(stores: Stores, { customers = {} }: Scenario): Map<string, ChannelRow> {
  return new Map(
    Object.entries(customers).map(([name, from]) => [
      name,
      within(`customers.${name.slice(0, 80)}`, () => findSender(stores, from).channel),
    ]),
  )
}

function checkInbound(
  stores: Stores,
  { customer, ...body }: Inbound & { customer?: string },
  channels: Map<string, ChannelRow>,
  met: Set<string>,
): void {
  checkOfCustomer(messageOf(body))
  const { text, message, ...from } = body
  if (customer === undefined) {
    findSender(stores, from)
    return
  }
  findCustomer(channels, customer)
  const [other] = Object.keys(from)
  if (other !== undefined) {
    throw invalid(`${other}: beside customer`, `say it of ${customer} in customers`)
  }
  met.add(customer)
}

function checkOutbound(
  stores: Stores,
  { customer, ...body }: Outbound & { customer?: string },
  channels: Map<string, ChannelRow>,
  met: Set<string>,
): void {
  const said = messageOf(body)
  if (customer === undefined) {
    const place = findPlace(stores, body)
    findWriter(stores, body, place)
    withTemplate(stores, said, place.organization_id)
    return
  }
  const { organization_id, id } = findCustomer(channels, customer)
  if (body.conversation_id !== undefined || body.contact_id !== undefined) {
    throw invalid('conversation_id and contact_id: beside customer', 'one that says to whom')
  }
  if (!met.has(customer)) {
    throw invalid(`customer: ${customer} has written nothing yet`, 'an earlier step with inbound')
  }
  findWriter(stores, body, { organization_id, channel_id: id })
  withTemplate(stores, said, organization_id)
}

/** A name that is not said is taken from the ids of the world when the step is, and not now. */
function checkConversations(stores: Stores, body: NewConversations, named: Set<string>): void {
  const plan = planConversations(stores, { name: 'any', ...body })
  if (body.name === undefined) return
  if (named.has(body.name) || isThere(stores, plan)) throw nameUsed(body.name)
  named.add(body.name)
}

function findCustomer(channels: Map<string, ChannelRow>, name: string): ChannelRow {
  const channel = channels.get(name)
  if (channel !== undefined) return channel
  const known = [...channels.keys()]
  throw invalid(
    `customer: no ${JSON.stringify(name.slice(0, 80))} among customers`,
    known.length === 0
      ? 'say who it is in customers'
      : `${didYouMean(name, known)}one of ${known.slice(0, 20).join(', ')}`,
  )
}

/** @param ms how long the world's clock is waited for, by that clock */
function checkWaiting(
  ms: number,
  { frozen, scale }: Timing,
  isSet: boolean,
  steps: ScenarioStep[],
): void {
  if (ms > 0 && ((frozen && !isSet) || scale === 0)) {
    throw invalid(
      'time: wait would never end, because the world’s clock stands still',
      '"time": "advance", or a clock that runs',
    )
  }
  const forClients = steps.reduce(
    (sum, { wait_for }) => sum + (wait_for ? timeoutOf(wait_for) : 0),
    0,
  )
  const total = (ms === 0 ? 0 : ms / scale) + forClients
  if (total <= longestWaitMs) return
  throw invalid(
    `steps: may wait ${Math.ceil(total / 1000)} s`,
    `${longestWaitMs / 1000} s at most: "time": "advance", a clock that runs faster, or a shorter timeout`,
  )
}

/** Refusals name where they are. */
function within<Result>(field: string, look: () => Result): Result {
  try {
    return look()
  } catch (error) {
    throw refusedAt(field, error)
  }
}

/** @returns the error, which says where it is if it is a refusal */
export function refusedAt(field: string, error: unknown): unknown {
  if (!(error instanceof Refusal)) return error
  return new Refusal(error.status, `${field}.${error.wrong}`, error.expected)
}
