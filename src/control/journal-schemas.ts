/** What the journal's calls take and answer. */
import { Type } from '@sinclair/typebox'

const orNull = (description: string) => Type.Union([Type.String(), Type.Null()], { description })

/** A query is text: numbers are checked, in words of their own, where they are read. */
const text = (description: string, ...examples: string[]) =>
  Type.Optional(Type.String({ description, examples }))

const since = text(
  'The number of an entry, or a time of the world’s: only what came after it',
  '17',
)

const page = {
  limit: text('The most that are given, of the newest; default 50, 1000 at most', '50'),
  before: text('The number of an entry: only what came before it', '17'),
}

const filter = {
  operation: text('An operation’s id', 'sendMessage'),
  method: text('', 'POST'),
  status: text('404, or 4xx for all of its hundred', '4xx'),
  caller: text('user, api_key, contact, channel, login, or none', 'contact'),
  text: text('Stands in the address, the body or the answer'),
  since,
}

/** `body.` and the path of a field, as often as one likes. */
const closed = {
  additionalProperties: false,
  patternProperties: { '^body\\..': { type: 'string' } },
  description: 'Besides body.PATH=VALUE, which is a field of the body: body.text=Hello',
}

export const RequestQuery = Type.Object(
  {
    ...filter,
    ...page,
    kind: text('request, which is the default, or event for what sockets were told', 'event'),
  },
  closed,
)

export const WaitQuery = Type.Object(
  {
    ...filter,
    count: text('How many have to have come, those that are there already among them; default 1'),
    timeout: text('How long to wait for them, in milliseconds; default 10000, 600000 at most'),
  },
  closed,
)

export const HarQuery = Type.Object({ ...filter, ...page }, closed)

export const UnmatchedQuery = Type.Object({ since, ...page }, { additionalProperties: false })

export const Numbered = Type.Object({ id: Type.String({ pattern: '^\\d{1,15}$' }) })

const message = {
  headers: Type.Record(Type.String(), Type.String()),
  body: Type.Unknown({ description: 'Of JSON its value; secrets are ***' }),
  is_cut: Type.Boolean({ description: 'Whether body is only the beginning' }),
}

export const LoggedRequest = Type.Object({
  id: Type.Integer(),
  time: Type.String({ description: 'Of the world’s clock' }),
  world: Type.String(),
  method: Type.String(),
  url: Type.String({ description: 'As it was asked for' }),
  operation: orNull('null where no operation has the address'),
  caller: orNull('user, api_key, contact, channel or login'),
  request_id: Type.String(),
  request: Type.Object(message),
  response: Type.Union([Type.Object({ status: Type.Integer(), ...message }), Type.Null()]),
  ms: Type.Number(),
  is_answered: Type.Boolean({
    description: 'False where the connection ended before all was sent',
  }),
  rows: Type.Record(Type.String(), Type.Integer(), {
    description: 'How many it has written, by table',
  }),
  reason: orNull('Why it was refused'),
  note: orNull('What it carried and nothing read'),
  fault: orNull('The fault that hit it'),
  nearest: orNull('What an unknown address was nearest to'),
})

const LoggedEvent = Type.Object({
  id: Type.Integer(),
  time: Type.String(),
  world: Type.String(),
  event: Type.String(),
  organization_id: Type.String(),
  sockets: Type.Integer({ description: 'How many heard of it' }),
  payload: Type.Unknown(),
  is_cut: Type.Boolean(),
})

const counts = {
  total: Type.Integer({ description: 'Those that match' }),
  dropped: Type.Integer({ description: 'How many have left because the journal was full' }),
  last: Type.Integer({ description: 'The number of the latest entry, for since' }),
}

export const RequestList = Type.Object({ requests: Type.Array(LoggedRequest), ...counts })
export const EventList = Type.Object({ events: Type.Array(LoggedEvent), ...counts })
export const WaitedRequests = Type.Object({
  requests: Type.Array(LoggedRequest),
  ...counts,
  timed_out: Type.Boolean({ description: 'Whether the time was over before there were enough' }),
})
