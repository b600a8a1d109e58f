/** What a scenario is: validation and OpenAPI in one, for the library and files too. */
import { Type } from '@sinclair/typebox'
import {
  closed,
  duration,
  fromWhom,
  inbound,
  NewConversations,
  outbound,
  time,
  word,
} from './schemas.ts'
import type { Scenario as ScenarioBody } from './types.ts'

/** So long a scenario waits at most, all its steps together: clients of HTTP wait no longer. */
export const longestWaitMs = 240_000
/** The most steps of a scenario. */
const mostSteps = 1_000

/** The journal looks at what they say: it knows the operations. */
const Awaited = Type.Object(
  {
    operation: word('An operation’s id'),
    method: word('GET, POST ...'),
    status: Type.Optional(
      Type.Union([Type.Integer(), Type.String({ maxLength: 60 })], {
        description: '404, or 4xx for all of its hundred',
      }),
    ),
    caller: word('user, api_key, contact, channel, login or none'),
    body: Type.Optional(
      Type.Record(
        Type.String(),
        Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]),
        { ...closed, maxProperties: 100, description: 'Fields of the body, by their paths' },
      ),
    ),
    text: word('Stands somewhere in the address, the body or the answer'),
    since: Type.Optional(
      Type.Union([Type.Integer(), Type.String({ maxLength: 60 })], {
        description: 'The number of an entry, or a time. Default since the step before was taken',
      }),
    ),
    count: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: 'Default 1' })),
    timeout: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: longestWaitMs,
        description: 'How long they are waited for, in milliseconds of real time. Default 10000',
      }),
    ),
  },
  closed,
)

const customerName = word('A name of `customers`')

const Step = Type.Object(
  {
    after: Type.Optional(duration('How much later than the step before, by the world’s clock')),
    inbound: Type.Optional(Type.Object({ customer: customerName, ...inbound }, closed)),
    outbound: Type.Optional(Type.Object({ customer: customerName, ...outbound }, closed)),
    conversations: Type.Optional(NewConversations),
    wait_for: Type.Optional(Awaited),
  },
  closed,
)

export const Scenario = Type.Unsafe<ScenarioBody>(
  Type.Object(
    {
      $schema: Type.Optional(Type.String({ description: 'Not read' })),
      name: word('What it is called'),
      starts_at: Type.Optional(time('What the world’s clock is set to before the first step')),
      time: Type.Optional(
        Type.Unsafe<'advance' | 'wait'>({
          type: 'string',
          enum: ['advance', 'wait'],
          description: 'Default advance: the world’s clock is moved on. `wait` waits for it',
        }),
      ),
      customers: Type.Optional(
        Type.Record(Type.String(), Type.Object(fromWhom, closed), {
          ...closed,
          maxProperties: mostSteps,
          description: 'By the names that steps call them',
        }),
      ),
      steps: Type.Array(Step, { minItems: 1, maxItems: mostSteps }),
    },
    closed,
  ),
)
