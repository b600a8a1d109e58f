import { isDeeperThan } from '../base/nesting.ts'
import { isWholeNumber } from '../text/number-text.ts'
import { asReceived } from '../text/received-number.ts'
import { didYouMean } from './did-you-mean.ts'
import { jsonText } from './json-text.ts'
import { Refusal } from './refusal.ts'

/**
 * Reads one parameter: its value (undefined for an optional one that is null), or a `Refusal` with
 * the parameter's code and the sentence of the crate `deserr` (Meilisearch 1.50).
 */
export type Check<T> = (value: unknown, path: string, code: string) => T

export const text: Check<string> = (value, path, code) => {
  if (typeof value !== 'string') throw wrongType('a string', value, path, code)
  return value.toWellFormed()
}

export const flag: Check<boolean> = (value, path, code) => {
  if (typeof value !== 'boolean') throw wrongType('a boolean', value, path, code)
  return value
}

export const count: Check<number> = (value, path, code) => {
  if (!isPositiveInteger(value)) throw wrongType('a positive integer', value, path, code)
  return value
}

export const anything: Check<unknown> = (value) => value

export const number: Check<number> = (value, path, code) => {
  if (!isNumber(value)) throw wrongType('a number', value, path, code)
  return asReceived(value)
}

/** Between 0 and 1; `name` as the message calls it. */
export function share(name: string): Check<number> {
  return (value, path, code) => {
    const received = number(value, path, code)
    if (received >= 0 && received <= 1) return received
    const message = `Invalid value at \`${path}\`: the value of \`${name}\` is invalid, expected a float between \`0.0\` and \`1.0\`.`
    throw new Refusal(message, code)
  }
}

const object: Check<object> = (value, path, code) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw wrongType('an object', value, path, code)
  }
  return value
}

export function list<T>(item: Check<T>): Check<T[]> {
  return (value, path, code) => {
    if (!Array.isArray(value)) throw wrongType('an array', value, path, code)
    return value.map((member, index) => item(member, `${path}[${index}]`, code))
  }
}

export function optional<T>(check: Check<T>): Check<T | undefined> {
  return (value, path, code) => (isNull(value) ? undefined : check(value, path, code))
}

export function oneOf<T extends string>(accepted: readonly T[]): Check<T> {
  return (value, path, code) => {
    const received = text(value, path, code)
    const found = accepted.find((name) => name === received)
    if (found !== undefined) return found
    const hint = didYouMean(received, accepted)
    const message = `Unknown value \`${received}\` at \`${path}\`: ${hint}expected one of ${quoteAll(accepted)}`
    throw new Refusal(message, code)
  }
}

/** The parameters of a body: how each is read, and the code of its refusals. */
export type Parameters = Readonly<Record<string, { check: Check<unknown>; code: string }>>

/** What `readBody` makes of parameters: absent ones and optional nulls are undefined. */
export type Read<P extends Parameters> = { [K in keyof P]?: ReturnType<P[K]['check']> }

/**
 * Checks a body's shape. The first wrong key in the order of the body is the one that is named,
 * be it unknown or of the wrong type.
 */
export function readBody<P extends Parameters>(body: unknown, parameters: P): Read<P> {
  if (isDeeperThan(body, MAX_NESTING)) throw tooNested()
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw wrongType('an object', body, '', 'bad_request')
  }
  return readMembers(body, parameters, '', 'bad_request')
}

/** An object with parameters of its own, of which one must be there. */
export function record<P extends Parameters, K extends keyof P & string>(
  parameters: P,
  required: K,
): Check<Read<P> & Required<Pick<Read<P>, K>>> {
  return (value, path, code) => {
    const read = readMembers(object(value, path, code), parameters, path, code)
    if (Object.hasOwn(read, required)) return read as Read<P> & Required<Pick<Read<P>, K>>
    throw new Refusal(`Missing field \`${required}\` inside \`${path}\``, code)
  }
}

function readMembers<P extends Parameters>(
  members: object,
  parameters: P,
  path: string,
  code: string,
): Read<P> {
  const read: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(members)) {
    const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined
    if (!parameter) throw unknownField(name, Object.keys(parameters), path, code)
    read[name] = parameter.check(value, `${path}.${name}`, parameter.code)
  }
  return read as Read<P>
}

/** Levels of arrays and objects that the engine's JSON parser takes. */
const MAX_NESTING = 127

/** The real engine's parser also says where; a body that is parsed already no longer tells. */
function tooNested(): Refusal {
  const message = `The json payload provided is malformed. \`recursion limit exceeded at line 1 column ${MAX_NESTING + 1}\`.`
  return new Refusal(message, 'malformed_payload')
}

function unknownField(
  name: string,
  accepted: readonly string[],
  path: string,
  code: string,
): Refusal {
  const known = name.toWellFormed()
  const where = path === '' ? '' : ` inside \`${path}\``
  const message = `Unknown field \`${known}\`${where}: ${didYouMean(known, accepted)}expected one of ${quoteAll(accepted)}`
  return new Refusal(message, code)
}

function wrongType(expected: string, found: unknown, path: string, code: string): Refusal {
  const where = path === '' ? '' : ` at \`${path}\``
  const message = `Invalid value type${where}: expected ${expected}, but found ${describeFound(found)}`
  return new Refusal(message, code)
}

function describeFound(value: unknown): string {
  return isNull(value) ? 'null' : `${kindOf(value)}: \`${jsonText(value)}\``
}

/** What is no finite number becomes null when a body is sent on, as JSON cannot write it. */
function isNull(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === 'number' && !isNumber(value))
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'number') {
    if (!isWholeNumber(value)) return 'a number'
    return value < 0 ? 'a negative integer' : 'a positive integer'
  }
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

function isPositiveInteger(value: unknown): value is number {
  return typeof value === 'number' && isWholeNumber(value) && value >= 0
}

function isNumber(value: unknown): value is number {
  return Number.isFinite(value)
}

function quoteAll(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ')
}
