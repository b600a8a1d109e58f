/** The one way to declare an operation of the gateway, and the list of those that are declared. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { TSchema } from '@sinclair/typebox'
import type {
  ContextConfigDefault,
  FastifyInstance,
  FastifySchema,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
  RouteGenericInterface,
  RouteHandlerMethod,
  RouteShorthandOptions,
} from 'fastify'
import type { CallerKind, CallerOf } from './directory/callers.ts'

/** Validation, types and OpenAPI of an operation in one. */
export interface OperationSchema extends FastifySchema {
  operationId: string
  summary: string
  tags: string[]
  params?: TSchema
  querystring?: TSchema
  body?: TSchema
  /** By status, every one that the operation answers. */
  response: Record<number, TSchema>
}

/** Kinds of caller, or an operation that asks nobody who they are. */
export type Callers = readonly CallerKind[] | 'anybody'

/** An operation as it is declared. Tests that hold for all of them take them from here. */
export interface Operation {
  operationId: string
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** The documented address: `/v1/backend/meilisearch/:index/search`. */
  url: string
  callers: Callers
  /** The message of its documented 400. */
  invalidRequest: string
  /** The field that it names, where it names one. */
  invalidField?: string
  schema: OperationSchema
  /** The schema only describes: whatever answers checks what was sent, in words of its own. */
  isCheckedElsewhere: boolean
}

/** How an operation differs from all others, where it has to. */
type Exceptions = Pick<
  RouteShorthandOptions,
  'bodyLimit' | 'validatorCompiler' | 'serializerCompiler'
>

type Declaration<Who extends Callers, Schema extends OperationSchema> = Exceptions &
  Pick<Operation, 'method' | 'url'> & {
    callers: Who
    /** The message of its documented 400. Default `Invalid request`. */
    invalidRequest?: string
    invalidField?: string
    schema: Schema
  }

type Handler<Schema extends FastifySchema> = RouteHandlerMethod<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  RouteGenericInterface,
  ContextConfigDefault,
  Schema,
  TypeBoxTypeProvider
>

/** Nobody where an operation asks nobody who they are. */
type CallerIn<Who extends Callers> = Who extends readonly CallerKind[]
  ? CallerOf<Who[number]>
  : undefined

/**
 * Declares a route of the gateway.
 *
 * @param declaration who may call is said for each: `request.caller` is of those kinds, everybody else
 *   is refused before the request is looked at
 */
export function declareOperation<const Who extends Callers, const Schema extends OperationSchema>(
  app: FastifyInstance,
  declaration: Declaration<Who, Schema>,
  handler: (
    request: Parameters<Handler<Schema>>[0] & { caller: CallerIn<Who> },
    reply: Parameters<Handler<Schema>>[1],
  ) => ReturnType<Handler<Schema>>,
): void {
  const { callers, invalidRequest = 'Invalid request', invalidField, ...route } = declaration
  const { method, url, schema, validatorCompiler } = route
  app.operations.push({
    operationId: schema.operationId,
    method,
    url,
    callers,
    invalidRequest,
    ...(invalidField && { invalidField }),
    schema,
    isCheckedElsewhere: validatorCompiler !== undefined,
  })
  app.withTypeProvider<TypeBoxTypeProvider>().route<RouteGenericInterface, unknown, Schema>({
    ...route,
    config: {
      operation: schema.operationId,
      invalidRequest,
      invalidField,
      ...(callers !== 'anybody' && { callers }),
    },
    // `requireCallers` lets nobody pass who is of another kind.
    handler: handler as Handler<Schema>,
  })
}

/** Refuses to declare a route of this scope in any other way, which would ask nobody who they are. */
export function requireDeclaration(scope: FastifyInstance): void {
  scope.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) {
      // Fastify's own beside a GET, and the preflights of CORS.
      if (one === 'HEAD' || one === 'OPTIONS') continue
      if (scope.operations.some((known) => known.method === one && known.url === url)) continue
      throw new Error(`${one} ${url}: declare it with declareOperation, which says who may call`)
    }
  })
}
