import type { Steps } from '../base/slices.ts'
import type { Condition, GeoPoint, Operation, Token } from './ast.ts'
import { membersOf } from './features.ts'

/** With so many levels of the grammar each, the parser's limit is far away. */
const SHALLOW = 20

/** Whether a filter that is written out can be read again for certain, as it nests so little. */
export function isShallow(condition: Condition, levels = SHALLOW): boolean {
  if (levels === 0) return false
  return membersOf(condition).every((member) => isShallow(member, levels - 1))
}

/**
 * Writes a filter out again as a search does before it evaluates it, every name and value in
 * double quotes and every member of a list in parentheses: what messages about evaluation show
 * (Meilisearch 1.50: `serialize_index_filter_to_filter_string`).
 */
export function* rewrite(condition: Condition): Steps<string> {
  switch (condition.type) {
    case 'not':
      return `NOT (${yield* rewrite(condition.condition)})`
    case 'or':
    case 'and': {
      const members: string[] = []
      for (const member of condition.conditions) {
        members.push(`(${yield* rewrite(member)})`)
        yield
      }
      return members.join(condition.type === 'or' ? ' OR ' : ' AND ')
    }
    case 'operation':
      return `${quote(condition.field)} ${rewriteOperation(condition.operation)}`
    case 'in':
      return `${quote(condition.field)} IN [${yield* joinAll(condition.values, quote)}]`
    case 'geoRadius': {
      const { point, radius, resolution } = condition
      const parts = [...point, radius, ...(resolution ? [resolution] : [])]
      return `_geoRadius(${parts.map((part) => part.text).join(', ')})`
    }
    case 'geoBoundingBox':
      return `_geoBoundingBox(${rewritePoint(condition.topRight)}, ${rewritePoint(condition.bottomLeft)})`
    case 'geoPolygon':
      return `_geoPolygon(${yield* joinAll(condition.points, rewritePoint)})`
    case 'vectors':
    case 'foreign':
      throw new Error(`a filter of type ${condition.type} is refused before it is evaluated`)
  }
}

/** Members of a list between two pauses. */
const PAUSE = 64

function* joinAll<Item>(items: readonly Item[], write: (item: Item) => string): Steps<string> {
  const written: string[] = []
  for (const item of items) if (written.push(write(item)) % PAUSE === 0) yield
  return written.join(', ')
}

function rewriteOperation(operation: Operation): string {
  if ('value' in operation) return `${operation.operator} ${quote(operation.value)}`
  if ('from' in operation) return `${quote(operation.from)} TO ${quote(operation.to)}`
  return operation.operator
}

function rewritePoint([latitude, longitude]: GeoPoint): string {
  return `[${latitude.text}, ${longitude.text}]`
}

function quote(token: Token): string {
  return JSON.stringify(token.text)
}
