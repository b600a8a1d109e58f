import type { Steps } from '../base/slices.ts'
import { Refusal } from '../request/refusal.ts'
import type { Condition, Token } from './ast.ts'
import { describe } from './problem.ts'

/** The experimental features of Meilisearch that a filter can ask for and this engine can have. */
export interface FilterFeatures {
  containsFilter: boolean
}

const DISCUSSIONS = 'https://github.com/orgs/meilisearch/discussions'

/**
 * Refuses a filter that uses an experimental feature which is off, in the order in which
 * Meilisearch 1.50 asks (`check_filter_experimental_features`). Vector, foreign and shard filters
 * are never on here.
 */
export function* checkFeatures(condition: Condition, features: FilterFeatures): Steps<void> {
  if (!features.containsFilter) {
    refuse(yield* find(condition, containsKeyword), [
      'Using `CONTAINS` in a filter',
      'contains filter',
      763,
    ])
  }
  refuse(yield* findLast(condition, foreignField), ['using a foreign filter', 'foreign_keys', 873])
  refuse(yield* find(condition, shardField), ['using a shard filter', 'network', 805])
  refuse(yield* find(condition, vectorField), ['using a vector filter', 'multimodal', 846])
}

function refuse(
  token: Token | null,
  [action, feature, discussion]: [action: string, feature: string, discussion: number],
): void {
  if (!token) return
  const sentence = `${action} requires enabling the \`${feature}\` experimental feature. See ${DISCUSSIONS}/${discussion}`
  throw new Refusal(describe(token.span, sentence), 'feature_not_enabled')
}

type Pick = (condition: Condition) => Token | null

/** Conditions between two pauses. */
const PAUSE = 1_024

/** The first token that `pick` finds, from left to right. */
function find(condition: Condition, pick: Pick): Steps<Token | null> {
  return walk(condition, pick, (members) => members.toReversed())
}

/** The token of the rightmost member that has one: the engine looks for `_foreign` on a stack. */
function findLast(condition: Condition, pick: Pick): Steps<Token | null> {
  return walk(condition, pick, (members) => members)
}

/** Looks at a condition before its members; the last of those that `order` gives comes first. */
function* walk(
  condition: Condition,
  pick: Pick,
  order: (members: readonly Condition[]) => readonly Condition[],
): Steps<Token | null> {
  const waiting = [condition]
  let looked = 0
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const found = pick(next)
    if (found) return found
    for (const member of order(membersOf(next))) waiting.push(member)
    if (++looked % PAUSE === 0) yield
  }
  return null
}

/** The conditions directly inside another. */
export function membersOf(condition: Condition): readonly Condition[] {
  if (condition.type === 'and' || condition.type === 'or') return condition.conditions
  if (condition.type === 'not' || condition.type === 'foreign') return [condition.condition]
  return []
}

function containsKeyword(condition: Condition): Token | null {
  if (condition.type !== 'operation' || condition.operation.operator !== 'CONTAINS') return null
  return condition.operation.keyword
}

function foreignField(condition: Condition): Token | null {
  return condition.type === 'foreign' ? condition.field : null
}

function vectorField(condition: Condition): Token | null {
  return condition.type === 'vectors' ? condition.field : null
}

function shardField(condition: Condition): Token | null {
  const named = condition.type === 'operation' || condition.type === 'in'
  return named && condition.field.text === '_shard' ? condition.field : null
}
