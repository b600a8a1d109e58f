import type { IncomingHttpHeaders } from 'node:http'
import { credentialsOf } from '../http/redact.ts'
import type { FaultMatch } from './types.ts'

/** What is known of a request or a socket when a rule is looked at. */
export interface Facts {
  operation?: string | undefined
  method?: string
  /** As it was asked, without world and query; and as the operation has it. */
  paths?: readonly string[]
  headers: IncomingHttpHeaders
  event?: string
  /** The kind of caller. */
  caller?: string | undefined
  body?: unknown
}

/** Whether a request is one of those meant. */
export function createMatcher(match: FaultMatch): (facts: Facts) => boolean {
  const path = match.path === undefined ? undefined : patternOf(match.path)
  const body = Object.entries(match.body ?? {})
  return (facts) =>
    (match.operation === undefined || match.operation === facts.operation) &&
    (match.method === undefined || match.method === facts.method) &&
    (match.caller === undefined || match.caller === facts.caller) &&
    (match.event === undefined || match.event === facts.event) &&
    (path === undefined || (facts.paths ?? []).some((one) => path.test(one))) &&
    (match.token === undefined || credentialsOf(facts.headers).includes(match.token)) &&
    body.every(([field, value]) => fieldOf(facts.body, field) === value)
}

function patternOf(path: string): RegExp {
  const parts = path.split('*').map((text) => text.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`)
}

/** @param field a name, or several with dots between them: `content.text`; members of lists by number */
function fieldOf(body: unknown, field: string): unknown {
  let value = body
  for (const name of field.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = (value as Record<string, unknown>)[name]
  }
  return value
}
