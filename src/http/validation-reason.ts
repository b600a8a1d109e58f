import type { FastifySchemaValidationError } from 'fastify'
import { nearestName } from '../base/nearest-name.ts'

/** With Ajv's `verbose` an error also carries the schema it comes from, and what was sent. */
interface VerboseError extends FastifySchemaValidationError {
  data?: unknown
  parentSchema?: {
    properties?: object
    oneOf?: { properties?: Record<string, { const?: unknown }> }[]
  }
}

const places: Record<string, string> = { querystring: 'query', params: 'path', headers: 'header' }

/**
 * What a schema refused, in words that tell what would pass. Pure.
 *
 * @param error Ajv's first finding
 * @param context the part of the request, as Fastify calls it
 */
export function validationReason(
  { keyword, instancePath, params, message, parentSchema, data }: VerboseError,
  context = 'request',
): string {
  const field = (places[context] ?? context) + instancePath.replaceAll('/', '.')
  if (keyword === 'required') return `${field}.${params.missingProperty} is missing`
  if (keyword === 'enum') return `${field} must be one of ${list(params.allowedValues)}`
  if (keyword === 'discriminator') {
    const tag = String(params.tag)
    const known = parentSchema?.oneOf?.map(({ properties }) => properties?.[tag]?.const)
    return `${field}.${tag} must be one of ${list(known)}`
  }
  if (keyword === 'pattern' && params.pattern === '\\S') return `${field} must not be blank`
  if (keyword === 'type' && params.type === 'integer') {
    return `${field} must be a whole number from 0 on, in digits, sent once`
  }
  if (keyword === 'type' && context === 'querystring' && Array.isArray(data)) {
    return `${field} must be sent once, not ${data.length} times`
  }
  if (keyword === 'type') {
    return `${field} must be ${[params.type].flat().map(nameType).join(' or ')}, found ${nameType(typeOf(data))}`
  }
  return `${field} ${message}`
}

/**
 * The same for the mock's own calls, where an unknown field is refused: what is wrong, and which field
 * was probably meant, to be said before what would be right. Pure.
 */
export function strictReason(
  error: VerboseError,
  context?: string,
): { message: string; hint: string } {
  const { keyword, params, parentSchema } = error
  if (keyword !== 'additionalProperties') {
    return { message: validationReason(error, context), hint: '' }
  }
  const sent = String(params.additionalProperty)
  const near = nearestName(sent, Object.keys(parentSchema?.properties ?? {}))
  return {
    message: `${sent} is not known`,
    hint: near === undefined ? '' : `did you mean ${near}? `,
  }
}

/** As JSON Schema calls it. */
function typeOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

function nameType(type: unknown): string {
  if (type === 'null') return 'null'
  if (type === 'integer') return 'a whole number'
  return type === 'array' || type === 'object' ? `an ${type}` : `a ${type}`
}

function list(values: unknown): string {
  return [values].flat().join(', ')
}
