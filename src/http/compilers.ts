/**
 * How route schemas become code: when a route is first asked, so that a start does not pay for them,
 * and for successes only, because failure bodies are written whole in `errors.ts`.
 */
import { AjvCompiler } from '@fastify/ajv-compiler'
import { SerializerSelector } from '@fastify/fast-json-stringify-compiler'
import type { FastifySchema, FastifySchemaCompiler, FastifyServerOptions } from 'fastify'
import { invalid } from '../base/refusal.ts'
import { strictReason } from './validation-reason.ts'

const ajvOptions = {
  customOptions: {
    // Ajv would read `1e2` as a number and `5` as text; the API does neither (see whole-numbers.ts).
    coerceTypes: false,
    // A field can be a number or a range.
    allowUnionTypes: true,
    useDefaults: true,
    discriminator: true,
    // Errors carry their schema, for the reason in words.
    verbose: true,
    // To compile the schema of schemas takes twenty times as long as one of ours: tests look at those.
    meta: false,
    validateSchema: false,
    // V8 does it too, later: Ajv's own took half of the time of a first request.
    code: { optimize: false },
  },
} as const

type Factories = NonNullable<
  NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']
>
type Validate = ((data: unknown) => boolean) & { errors?: unknown }

/** @param ajv its options */
function lazyValidators(ajv: { customOptions: object }) {
  return (externalSchemas: Record<string, object>) => {
    let build: ReturnType<ReturnType<typeof AjvCompiler>> | undefined
    return (route: never): Validate => {
      let compiled: Validate | undefined
      const validate: Validate = (data) => {
        build ??= AjvCompiler()(externalSchemas, ajv)
        compiled ??= build(route) as Validate
        const isValid = compiled(data)
        // Fastify reads the errors off the function, where Ajv leaves them.
        validate.errors = compiled.errors
        return isValid
      }
      return validate
    }
  }
}

/** For a scope in which a field that no schema has is refused, and not left out in silence. */
export const strictValidators = lazyValidators({
  customOptions: { ...ajvOptions.customOptions, removeAdditional: false },
})({}) as unknown as FastifySchemaCompiler<FastifySchema>

/**
 * A check for what comes by another way than a call.
 *
 * @param name what its fields are called in a refusal
 * @param expected what would be right, in one line
 * @returns throws a {@link Refusal} 400 for what the schema does not take
 */
export function checkedBy(
  schema: FastifySchema,
  name: string,
  expected: string,
): (sent: unknown) => void {
  let validate: Validate | undefined
  return (sent) => {
    validate ??= strictValidators({
      schema,
      method: 'POST',
      url: '/',
      httpPart: 'body',
    }) as Validate
    if (validate(sent)) return
    const [first] = (validate.errors ?? []) as Parameters<typeof strictReason>[0][]
    if (first === undefined) throw invalid('not readable', expected)
    const { message, hint } = strictReason(first, name)
    throw invalid(message, `${hint}${expected}`)
  }
}

export const lazyCompilers: Factories = {
  // Fastify's types say that a schema is passed here; it passes a route with its schema.
  buildValidator: lazyValidators(ajvOptions) as unknown as Factories['buildValidator'],

  buildSerializer: (externalSchemas, options) => {
    let build: ReturnType<ReturnType<typeof SerializerSelector>> | undefined
    return (route) => {
      if (Number(route.httpStatus) >= 400) return JSON.stringify
      let serialize: ((data: unknown) => string) | undefined
      return (data) => {
        build ??= SerializerSelector()(externalSchemas, options)
        serialize ??= build(route)
        return serialize(data)
      }
    }
  },
}
