/**
 * The format of a fixture's `world.json`, as one TypeBox schema: the rows a world begins with, and
 * `populations`, which describe many conversations at once (see `population.ts`).
 *
 * Ids are free text: the gateway has both `prefix_<uuid>` and legacy names like `org_imbrace`.
 */
import { type Static, Type } from '@sinclair/typebox'
import { channelTypes, conversationStatuses } from '../conversations/schemas.ts'
import { messageTypes } from '../messages/schemas.ts'

const Id = Type.String({ minLength: 1, maxLength: 200 })
const Timestamp = Type.String({
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$',
  description: 'ISO 8601 in UTC with milliseconds, for instance 2022-04-07T04:11:28.148Z',
})
const closed = { additionalProperties: false }

const oneOf = <const Names extends readonly string[]>(names: Names) =>
  Type.Union(names.map((name) => Type.Literal(name as Names[number])))
const ChannelType = oneOf(channelTypes)
const ConversationStatus = oneOf(conversationStatuses)
const MessageType = oneOf(messageTypes)

const FixtureOrganization = Type.Object({ id: Id, name: Type.String() }, closed)

const FixtureBusinessUnit = Type.Object(
  { id: Id, organization_id: Id, name: Type.String() },
  closed,
)

/** Teams keep the order of the file: the views count lists them so. */
const FixtureTeam = Type.Object(
  {
    id: Id,
    business_unit_id: Id,
    name: Type.String(),
    is_default: Type.Optional(Type.Boolean({ description: 'Where new conversations go' })),
  },
  closed,
)

const FixtureUser = Type.Object(
  {
    id: Id,
    organization_ids: Type.Array(Id, { minItems: 1 }),
    display_name: Type.String(),
    avatar_url: Type.Optional(Type.String()),
    email: Type.Optional(Type.String()),
    is_bot: Type.Optional(Type.Boolean({ description: 'A bot in a conversation is no agent' })),
  },
  closed,
)

const FixtureChannel = Type.Object(
  {
    id: Id,
    business_unit_id: Id,
    type: ChannelType,
    name: Type.String(),
    bot_id: Type.Optional(Id),
    is_default: Type.Optional(
      Type.Boolean({ description: 'Where an agent creates a guest who names no channel' }),
    ),
  },
  closed,
)

const FixtureContact = Type.Object(
  {
    id: Id,
    channel_id: Id,
    display_name: Type.String(),
    first_name: Type.Optional(Type.String()),
    last_name: Type.Optional(Type.String()),
    language: Type.Optional(Type.String()),
  },
  closed,
)

const FixtureConversation = Type.Object(
  {
    id: Id,
    team_conversation_id: Id,
    contact_id: Id,
    team_id: Type.Union([Id, Type.Null()]),
    status: ConversationStatus,
    name: Type.String(),
    timestamp: Timestamp,
    is_presence: Type.Optional(Type.Boolean({ description: 'The contact is online now' })),
    user_ids: Type.Optional(
      Type.Array(Id, { uniqueItems: true, description: 'Who has joined, the bot included' }),
    ),
  },
  closed,
)

const Content = Type.Record(Type.String(), Type.Unknown())

const FixtureMessage = Type.Object(
  {
    id: Id,
    conversation_id: Id,
    from: Id,
    type: MessageType,
    content: Content,
    created_at: Timestamp,
  },
  closed,
)

const tokenOptions = {
  expires_at: Type.Optional(Timestamp),
  conversation_id: Type.Optional(
    Type.String({ description: 'Used by messages calls that name no conversation' }),
  ),
}

const AgentToken = Type.Object(
  {
    kind: oneOf(['user', 'api_key']),
    token: Id,
    user_id: Id,
    organization_id: Id,
    ...tokenOptions,
  },
  closed,
)
const ContactToken = Type.Object(
  { kind: Type.Literal('contact'), token: Id, contact_id: Id, ...tokenOptions },
  closed,
)
const ChannelToken = Type.Object(
  {
    kind: Type.Literal('channel'),
    token: Id,
    channel_id: Id,
    expires_at: tokenOptions.expires_at,
  },
  closed,
)

/** A credential beyond contact and channel ids, which are credentials by themselves. */
const FixtureToken = Type.Union([AgentToken, ContactToken, ChannelToken])

const NamePool = Type.Object(
  {
    first_names: Type.Array(Type.String(), { minItems: 1 }),
    last_names: Type.Array(Type.String(), { minItems: 1 }),
    family_name_first: Type.Optional(Type.Boolean()),
    separator: Type.Optional(Type.String({ description: 'Between the names, default one space' })),
  },
  closed,
)

const ThreadMessage = Type.Object(
  {
    by: oneOf(['contact', 'agent', 'bot']),
    type: MessageType,
    content: Content,
    after_seconds: Type.Integer({ minimum: 0, description: 'Since the message before' }),
  },
  closed,
)

const Thread = Type.Object(
  {
    language: Type.String({ description: 'A key of `names`' }),
    messages: Type.Array(ThreadMessage, { minItems: 1 }),
  },
  closed,
)

const Population = Type.Object(
  {
    name: Type.String({ minLength: 1, description: 'Unique; the ids grow from it' }),
    count: Type.Integer({ minimum: 0, maximum: 10_000_000 }),
    channel_id: Id,
    team_id: Type.Union([Id, Type.Null()]),
    status: ConversationStatus,
    joined_by: Type.Array(Id, {
      uniqueItems: true,
      description: 'Users beside the channel’s bot; the first one is the thread’s agent',
    }),
    threads: Type.Array(Type.String(), { minItems: 1, description: 'Keys of `threads`, in turn' }),
    starts_at: Timestamp,
    every_seconds: Type.Integer({ minimum: 0, description: 'From one conversation to the next' }),
    is_presence: Type.Optional(Type.Boolean()),
  },
  closed,
)
export type Population = Static<typeof Population>

/** Everything a `world.json` may hold. Only what a world needs has to be there. */
export const WorldFixture = Type.Object(
  {
    organizations: Type.Array(FixtureOrganization, { default: [] }),
    business_units: Type.Array(FixtureBusinessUnit, { default: [] }),
    teams: Type.Array(FixtureTeam, { default: [] }),
    users: Type.Array(FixtureUser, { default: [] }),
    channels: Type.Array(FixtureChannel, { default: [] }),
    contacts: Type.Array(FixtureContact, { default: [] }),
    conversations: Type.Array(FixtureConversation, { default: [] }),
    messages: Type.Array(FixtureMessage, { default: [] }),
    tokens: Type.Array(FixtureToken, { default: [] }),
    names: Type.Record(Type.String(), NamePool, { default: {} }),
    threads: Type.Record(Type.String(), Thread, { default: {} }),
    populations: Type.Array(Population, { default: [] }),
  },
  closed,
)
export type WorldFixture = Static<typeof WorldFixture>
