import type { Steps } from '../base/slices.ts'
import { jsonText } from '../request/json-text.ts'
import { Refusal } from '../request/refusal.ts'
import type { Condition } from './ast.ts'
import { parseFilter } from './parse.ts'
import { FilterError } from './problem.ts'

/**
 * Reads the `filter` of a body: text, or a list whose members must all hold, each text or a list
 * of texts of which one must hold. Null when it filters nothing (blank text, empty lists).
 * Refuses with `code` and the message of Meilisearch 1.50 (`index-scheduler/src/filter.rs`).
 */
export function* filterFromJson(filter: unknown, code: string): Steps<Condition | null> {
  if (typeof filter === 'string') return yield* readText(filter, code)
  if (!Array.isArray(filter)) throw wrongType('String, Array', filter, code)
  checkMembers(filter, code)
  const conditions: (Condition | null)[] = []
  for (const member of filter) conditions.push(yield* readMember(member, code))
  return join('and', conditions)
}

/** The types of all members are looked at before any text is read. */
function checkMembers(filter: unknown[], code: string): void {
  for (const member of filter) {
    if (typeof member === 'string') continue
    if (!Array.isArray(member)) throw wrongType('String, [String]', member, code)
    const wrong = member.findIndex((text) => typeof text !== 'string')
    if (wrong >= 0) throw wrongType('String', member[wrong], code)
  }
}

function* readMember(member: string | string[], code: string): Steps<Condition | null> {
  if (typeof member === 'string') return yield* readText(member, code)
  const conditions: (Condition | null)[] = []
  for (const text of member) conditions.push(yield* readText(text, code))
  return join('or', conditions)
}

function join(type: 'and' | 'or', members: (Condition | null)[]): Condition | null {
  const conditions = members.filter((member) => member !== null)
  return conditions.length > 1 ? { type, conditions } : (conditions[0] ?? null)
}

function* readText(text: string, code: string): Steps<Condition | null> {
  yield
  try {
    return yield* parseFilter(text.toWellFormed())
  } catch (error) {
    throw error instanceof FilterError ? new Refusal(error.message, code) : error
  }
}

function wrongType(expected: string, found: unknown, code: string): Refusal {
  const message = `Invalid syntax for the filter parameter: \`expected ${expected}, found: ${jsonText(found)}\`.`
  return new Refusal(message, code)
}
