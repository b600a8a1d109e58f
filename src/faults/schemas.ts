/** Fault rules as they are sent and listed. What each does: `operations/faults.ts` and `wire.ts`. */
import { type TProperties, Type } from '@sinclair/typebox'
import { faultStatuses } from '../http/errors.ts'
import type { FaultEffect, FaultMatch, FaultMs } from './types.ts'

const closed = { additionalProperties: false }

/** Ten minutes: longer than any client waits. */
export const longestMs = 600_000

const limits = { minimum: 0, maximum: longestMs }

const Ms = Type.Unsafe<FaultMs>({
  type: ['integer', 'array'],
  ...limits,
  items: { type: 'integer', ...limits },
  minItems: 2,
  maxItems: 2,
  description: `Milliseconds, ${longestMs} at most; or the least and the most of them, between which a number is drawn`,
  examples: [200, [50, 200]],
})

const count = (description: string) =>
  Type.Integer({ minimum: 1, maximum: 1_000_000_000, description })

const effect = <Kind extends string, Fields extends TProperties>(
  kind: Kind,
  description: string,
  fields: Fields,
) => Type.Object({ kind: Type.Literal(kind), ...fields }, { ...closed, description })

/** Every effect by its kind, in the order in which they are told. */
export const effects = {
  status: effect('status', 'Does nothing and answers a failure as the gateway or a proxy does', {
    status: Type.Unsafe<(typeof faultStatuses)[number]>({
      type: 'integer',
      enum: [...faultStatuses],
      description: '502, 503 and 504 are a proxy’s page',
    }),
    retry_after: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 86_400, description: 'Seconds. Default 1 with 429' }),
    ),
  }),
  delay: effect('delay', 'Waits, then answers as usual. Nothing is done for who has hung up', {
    ms: Ms,
  }),
  reset: effect('reset', 'Does nothing and resets the connection before any byte', {}),
  hang: effect('hang', 'Does nothing and never answers', {}),
  'slow-body': effect('slow-body', 'Answers as usual, the body in pieces over this time', {
    ms: Ms,
  }),
  'cut-body': effect('cut-body', 'Does what was asked; the connection ends within the body', {}),
  'malformed-json': effect(
    'malformed-json',
    'Does what was asked and answers half of its JSON',
    {},
  ),
  'commit-then-drop': effect(
    'commit-then-drop',
    'Does what was asked; the connection ends before any byte',
    {},
  ),
  'commit-then-500': effect('commit-then-500', 'Does what was asked and answers 500', {}),
  'slow-commit': effect(
    'slow-commit',
    'Waits and then does what was asked, for who has hung up as well',
    { ms: Ms },
  ),
  'stale-counts': effect(
    'stale-counts',
    'The next counts of views and channels are those before the request',
    { requests: count('How many requests for counts') },
  ),
  'search-lag': effect('search-lag', 'Searches do not see what the request and later ones write', {
    ms: Type.Optional(Type.Integer({ ...limits, minimum: 1, description: 'Of the world’s clock' })),
    searches: Type.Optional(count('How many searches and fetches')),
  }),
  'socket-refuse': effect(
    'socket-refuse',
    'A socket is refused as one without a credential is',
    {},
  ),
  'socket-drop': effect('socket-drop', 'The connection is cut instead of an event', {}),
  'socket-hold': effect('socket-hold', 'An event comes later; others overtake it', { ms: Ms }),
  'socket-double': effect('socket-double', 'An event comes twice', {}),
} satisfies Record<FaultEffect['kind'], unknown>

export type EffectKind = keyof typeof effects

const Effect = Type.Unsafe<FaultEffect>({
  type: 'object',
  discriminator: { propertyName: 'kind' },
  required: ['kind'],
  oneOf: Object.values(effects),
})

const callerKinds = [
  'user',
  'api_key',
  'contact',
  'channel',
  'login',
] satisfies FaultMatch['caller'][]

const Match = Type.Object(
  {
    operation: Type.Optional(Type.String({ examples: ['sendMessage'] })),
    method: Type.Optional(
      Type.Unsafe<FaultMatch['method']>({
        type: 'string',
        enum: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
      }),
    ),
    path: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 1_000,
        pattern: '^[/*][^*]*(?:\\*[^*]*){0,9}$',
        description:
          'Without the query, as it was asked or as it is documented. * stands for anything, ten times at most',
        examples: ['/v1/backend/conversation*'],
      }),
    ),
    event: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        description: 'Of a socket',
        examples: ['conversation.message_created'],
      }),
    ),
    caller: Type.Optional(
      Type.Unsafe<FaultMatch['caller']>({
        type: 'string',
        enum: [...callerKinds],
        description: 'Who asks, or listens',
      }),
    ),
    token: Type.Optional(
      Type.String({ minLength: 1, maxLength: 4_000, description: 'The credential that was sent' }),
    ),
    body: Type.Optional(
      Type.Record(
        Type.String({ minLength: 1, maxLength: 200 }),
        Type.Unsafe<string | number | boolean | null>({
          type: ['string', 'number', 'boolean', 'null'],
        }),
        {
          maxProperties: 20,
          description: 'Fields of the body, deeper ones with dots, and what they must be',
          examples: [{ text: 'hello' }],
        },
      ),
    ),
  },
  { ...closed, description: 'All that is said must fit. Default: every request' },
)

const frequency = {
  after: Type.Optional(count('So many that fit are left alone first')),
  every: Type.Optional(count('Then only each so-and-so-manieth is hit')),
  times: Type.Optional(count('And so many at most')),
  probability: Type.Optional(
    Type.Number({ minimum: 0, maximum: 1, description: 'And only some of them, by chance' }),
  ),
  seed: Type.Optional(
    Type.Unsafe<string | number>({
      type: ['string', 'integer'],
      maxLength: 200,
      description: 'The same seed, the same chance. Default: the rule’s id',
    }),
  ),
}

/** A rule as it is sent. */
export const NewFault = Type.Object(
  { match: Type.Optional(Match), effect: Effect, ...frequency },
  closed,
)

/** A rule as it is listed. */
export const Fault = Type.Object({
  id: Type.String({ examples: ['fault-1'] }),
  match: Match,
  effect: Effect,
  ...frequency,
  seen: Type.Integer({ description: 'How many requests have fitted' }),
  hits: Type.Integer({ description: 'How many of them were hit' }),
  hits_left: Type.Union([Type.Integer(), Type.Null()], { description: 'null without `times`' }),
})

export const FaultList = Type.Object({ faults: Type.Array(Fault) })
