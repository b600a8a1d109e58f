/** What the control plane's calls take and answer. */
import { type Static, Type } from '@sinclair/typebox'

const closed = { additionalProperties: false }

const time = (description: string) =>
  Type.String({ description, examples: ['2022-04-07T04:11:28.148Z'] })

export const Clock = Type.Object({
  now: time('The world’s time'),
  frozen: Type.Boolean({ description: 'Whether it stands still' }),
  scale: Type.Number({ description: 'How many times as fast as time it runs' }),
})

export const ClockChange = Type.Object(
  {
    now: Type.Optional(time('A date and time with its offset or Z')),
    frozen: Type.Optional(Type.Boolean()),
    scale: Type.Optional(Type.Number({ minimum: 0, maximum: 1e9 })),
  },
  closed,
)

export const Advance = Type.Object(
  {
    ms: Type.Optional(Type.Integer({ description: 'Milliseconds; back when negative' })),
    by: Type.Optional(
      Type.String({ description: 'An ISO 8601 duration', examples: ['PT1H30M', 'P1D'] }),
    ),
  },
  closed,
)

const summary = {
  name: Type.String(),
  state: Type.Union([Type.Literal('live'), Type.Literal('parked')], {
    description: 'A parked world is woken by the next request that names it',
  }),
  created_at: Type.String(),
  last_used_at: Type.String(),
  bytes: Type.Integer({ description: 'What its rows and indexes take of memory' }),
}

export const WorldSummary = Type.Object(summary)

export const World = Type.Object({
  ...summary,
  rows: Type.Record(Type.String(), Type.Integer(), { description: 'How many, by table' }),
  clock: Clock,
  seed: Type.Union([Type.String(), Type.Null()], { description: 'null where ids are random' }),
})

export const WorldList = Type.Object({ worlds: Type.Array(WorldSummary) })

const name = Type.String({ description: '1 to 64 of A-Z a-z 0-9 _ -' })

const WorldSettings = Type.Object(
  {
    name: Type.Optional(name),
    from: Type.Optional(
      Type.Object(
        { world: Type.Optional(name), snapshot: Type.Optional(name) },
        { ...closed, minProperties: 1, maxProperties: 1, description: 'Default: the fixture' },
      ),
    ),
    clock: Type.Optional(ClockChange),
    seed: Type.Optional(
      Type.Union([Type.String({ minLength: 1, maxLength: 200 }), Type.Integer()], {
        description: 'The same ids for the same calls',
      }),
    ),
  },
  closed,
)

/** No body is as good as an empty one. */
export const NewWorld = Type.Unsafe<Static<typeof WorldSettings> | null>({
  ...WorldSettings,
  type: ['object', 'null'],
})

export const Named = Type.Object({ name: Type.String() })

export const Snapshot = Type.Object({
  name: Type.String(),
  world: Type.Union([Type.String(), Type.Null()], { description: 'null when it was uploaded' }),
  created_at: Type.String(),
  bytes: Type.Integer(),
})

export const SnapshotList = Type.Object({ snapshots: Type.Array(Snapshot) })

export const ControlFailure = Type.Object({
  message: Type.String({ description: 'What is wrong' }),
  expected: Type.String({ description: 'What would be right' }),
})

export const controlFailures = {
  400: ControlFailure,
  401: ControlFailure,
  403: ControlFailure,
  404: ControlFailure,
  409: ControlFailure,
}
