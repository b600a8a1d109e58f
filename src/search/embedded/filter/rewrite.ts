import type { Condition, GeoPoint, Operation, Token } from './ast.ts'

/**
 * Writes a filter out again as a search does before it evaluates it, every name and value in
 * double quotes and every member of a list in parentheses: what messages about evaluation show
 * (Meilisearch 1.50: `serialize_index_filter_to_filter_string`).
 */
export function rewrite(condition: Condition): string {
  switch (condition.type) {
    case 'not':
      return `NOT (${rewrite(condition.condition)})`
    case 'or':
    case 'and': {
      const members = condition.conditions.map((member) => `(${rewrite(member)})`)
      return members.join(condition.type === 'or' ? ' OR ' : ' AND ')
    }
    case 'operation':
      return `${quote(condition.field)} ${rewriteOperation(condition.operation)}`
    case 'in':
      return `${quote(condition.field)} IN [${condition.values.map(quote).join(', ')}]`
    case 'geoRadius': {
      const { point, radius, resolution } = condition
      const parts = [...point, radius, ...(resolution ? [resolution] : [])]
      return `_geoRadius(${parts.map((part) => part.text).join(', ')})`
    }
    case 'geoBoundingBox':
      return `_geoBoundingBox(${rewritePoint(condition.topRight)}, ${rewritePoint(condition.bottomLeft)})`
    case 'geoPolygon':
      return `_geoPolygon(${condition.points.map(rewritePoint).join(', ')})`
    case 'vectors':
    case 'foreign':
      throw new Error(`a filter of type ${condition.type} is refused before it is evaluated`)
  }
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
