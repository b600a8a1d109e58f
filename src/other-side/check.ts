/** Looks at what a program or a file asks for as `/_mock` does, with the same words. */
import type { TSchema } from '@sinclair/typebox'
import type { FastifySchemaValidationError } from 'fastify'
import { invalid } from '../base/refusal.ts'
import { strictValidators } from '../http/compilers.ts'
import { strictReason } from '../http/validation-reason.ts'

type Validate = ((value: unknown) => boolean) & { errors?: FastifySchemaValidationError[] | null }

const compiled = new WeakMap<TSchema, Validate>()

/**
 * @param expected an example of what would be right
 * @throws {Refusal} 400 for a value that the schema does not take
 */
export function checkBody(schema: TSchema, value: unknown, expected: string): void {
  const known = compiled.get(schema)
  const validate = known ?? (strictValidators({ schema } as never) as unknown as Validate)
  if (known === undefined) compiled.set(schema, validate)
  if (validate(value)) return
  const [first] = validate.errors ?? []
  if (first === undefined) throw invalid('body: not what is taken', expected)
  const { message, hint } = strictReason(first, 'body')
  throw invalid(message, `${hint}${expected}`)
}
