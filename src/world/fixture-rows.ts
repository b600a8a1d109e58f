/**
 * The rows that a fixture lists, as TypeBox schemas: what is checked, the public types
 * (`fixture-types.ts`) and what editors show (`world.schema.json`) come from here.
 *
 * Ids are free text: the gateway has both `prefix_<uuid>` and legacy names like `org_imbrace`.
 */
import { Type } from '@sinclair/typebox'
import { channelTypes, conversationStatuses } from '../conversations/schemas.ts'
import { messageTypes } from '../messages/schemas.ts'

export const closed = { additionalProperties: false }

export const id = (description: string) =>
  Type.String({ minLength: 1, maxLength: 200, description })

export const timestamp = (description: string) =>
  Type.String({
    pattern:
      '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d\\.\\d{3}Z$',
    description: `${description}, in UTC with milliseconds: 2022-04-07T04:11:28.148Z`,
    examples: ['2022-04-07T04:11:28.148Z'],
  })

export const oneOf = <const Names extends readonly string[]>(names: Names, description: string) =>
  Type.Union(
    names.map((name) => Type.Literal(name as Names[number])),
    { description },
  )

export const channelId = id('Id of a channel')
export const teamId = Type.Union([id('Id of a team'), Type.Null()], {
  description: 'Id of a team of the same business unit, or null for no team',
})
export const conversationStatus = oneOf(conversationStatuses, 'Status, with spaces as in queries')
export const messageType = oneOf(messageTypes, 'What kind of message it is')
export const isPresence = Type.Optional(
  Type.Boolean({ description: 'The contact is online now: counted by the view `online`' }),
)
export const content = Type.Record(Type.String(), Type.Unknown(), {
  description: 'As the API answers it, for instance {"text": "Hello"}',
})

export const FixtureOrganization = Type.Object(
  { id: id('Id, also the name of its search index'), name: Type.String({ description: 'Name' }) },
  { ...closed, title: 'FixtureOrganization', description: 'Who has everything else' },
)

export const FixtureBusinessUnit = Type.Object(
  {
    id: id('Id'),
    organization_id: id('Id of its organization'),
    name: Type.String({ description: 'Name' }),
  },
  { ...closed, title: 'FixtureBusinessUnit', description: 'A part of an organization' },
)

export const FixtureTeam = Type.Object(
  {
    id: id('Id, and its key in the views count'),
    business_unit_id: id('Id of its business unit'),
    name: Type.String({ description: 'Name' }),
    is_default: Type.Optional(
      Type.Boolean({ description: 'Where new conversations go: one team of a business unit' }),
    ),
  },
  {
    ...closed,
    title: 'FixtureTeam',
    description: 'A team of a business unit. The views count lists teams in the order of the file',
  },
)

export const FixtureUser = Type.Object(
  {
    id: id('Id'),
    organization_ids: Type.Array(id('Id of an organization'), {
      minItems: 1,
      description: 'The organizations the user belongs to',
    }),
    display_name: Type.String({ description: 'Name' }),
    avatar_url: Type.Optional(Type.String({ description: 'Address of a picture, default empty' })),
    email: Type.Optional(Type.String({ description: 'E-mail: a JWT may name the user by it' })),
    is_bot: Type.Optional(Type.Boolean({ description: 'A bot in a conversation is no agent' })),
  },
  { ...closed, title: 'FixtureUser', description: 'An agent or a bot. Calls with a token' },
)

export const FixtureChannel = Type.Object(
  {
    id: id('Id, and a credential: whoever has it creates guests'),
    business_unit_id: id('Id of its business unit'),
    type: oneOf(channelTypes, 'What it is counted as'),
    name: Type.String({ description: 'Name' }),
    bot_id: Type.Optional(id('Id of the user that is its bot')),
    is_default: Type.Optional(
      Type.Boolean({
        description:
          'Where an agent creates a guest who names no channel: one channel of its type in an organization',
      }),
    ),
  },
  { ...closed, title: 'FixtureChannel', description: 'Where customers write' },
)

export const FixtureContact = Type.Object(
  {
    id: id('Id, and a credential: whoever has it is this contact'),
    channel_id: id('Id of the channel the contact writes on'),
    display_name: Type.String({ description: 'Name' }),
    first_name: Type.Optional(Type.String({ description: 'First name' })),
    last_name: Type.Optional(Type.String({ description: 'Last name' })),
    language: Type.Optional(Type.String({ description: 'Language, for instance en' })),
  },
  { ...closed, title: 'FixtureContact', description: 'A customer' },
)

export const FixtureConversation = Type.Object(
  {
    id: id('Id'),
    team_conversation_id: id('Its other id, which no other conversation has'),
    contact_id: id('Id of the contact, whose channel it is on'),
    team_id: teamId,
    status: conversationStatus,
    name: Type.String({ description: 'Name, usually the contact’s' }),
    timestamp: timestamp('When it began'),
    is_presence: isPresence,
    user_ids: Type.Optional(
      Type.Array(id('Id of a user'), {
        uniqueItems: true,
        description: 'Who has joined, the bot included',
      }),
    ),
  },
  { ...closed, title: 'FixtureConversation', description: 'A conversation of a contact' },
)

export const FixtureMessage = Type.Object(
  {
    id: id('Id'),
    conversation_id: id('Id of its conversation'),
    from: id('Id of the contact or user who wrote it'),
    type: messageType,
    content,
    created_at: timestamp('When it was sent'),
  },
  { ...closed, title: 'FixtureMessage', description: 'A message of a conversation' },
)

const token = id('What the header carries')
const expiresAt = Type.Optional(timestamp('After this it is refused with 401'))
const ownConversation = Type.Optional(
  id('Id of the conversation meant by messages calls that name none'),
)

const FixtureAgentToken = Type.Object(
  {
    kind: oneOf(['user', 'api_key'], '`user` for x-access-token, `api_key` for x-api-key'),
    token,
    user_id: id('Id of the user who calls'),
    organization_id: id('Id of the organization called for, one of the user’s'),
    expires_at: expiresAt,
    conversation_id: ownConversation,
  },
  { ...closed, title: 'FixtureAgentToken', description: 'A user’s credential' },
)

const FixtureContactToken = Type.Object(
  {
    kind: Type.Literal('contact', { description: 'For x-access-token' }),
    token,
    contact_id: id('Id of the contact who calls'),
    expires_at: expiresAt,
    conversation_id: ownConversation,
  },
  { ...closed, title: 'FixtureContactToken', description: 'A contact’s credential beside its id' },
)

const FixtureChannelToken = Type.Object(
  {
    kind: Type.Literal('channel', { description: 'For x-access-token' }),
    token,
    channel_id: id('Id of the channel that calls'),
    expires_at: expiresAt,
  },
  { ...closed, title: 'FixtureChannelToken', description: 'A channel’s credential beside its id' },
)

/** A credential beyond contact and channel ids, which are credentials by themselves. */
export const FixtureToken = Type.Union(
  [FixtureAgentToken, FixtureContactToken, FixtureChannelToken],
  { title: 'FixtureToken', description: 'A credential' },
)

/** The form of a token by its kind. */
export const tokenForms: Record<string, (typeof FixtureToken.anyOf)[number]> = {
  user: FixtureAgentToken,
  api_key: FixtureAgentToken,
  contact: FixtureContactToken,
  channel: FixtureChannelToken,
}
