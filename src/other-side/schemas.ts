/** What the calls of the other side take: validation and OpenAPI in one, for the library too. */
import { Type } from '@sinclair/typebox'
import { ChannelType, ConversationStatus } from '../operations/conversations/schemas.ts'
import { contentByType, messageTypes } from '../operations/messages/schemas.ts'
import type {
  Inbound as InboundBody,
  NewConversations as NewConversationsBody,
  NewToken as NewTokenBody,
  Outbound as OutboundBody,
  SaidMessage,
} from './types.ts'

export const closed = { additionalProperties: false }

export const word = (description: string) =>
  Type.Optional(Type.String({ pattern: '\\S', maxLength: 1000, description }))

export const duration = (description: string) =>
  Type.String({ maxLength: 60, description, examples: ['PT1M'] })
export const time = (description: string) =>
  Type.String({ maxLength: 60, description, examples: ['2022-04-07T04:11:28.148Z'] })

/** The most conversations of one call, which others wait for. */
export const mostConversations = 10_000

/** What the API takes, told apart by `type`; and what only providers make, as it is stored. */
const Message = Type.Unsafe<SaidMessage>({
  type: 'object',
  discriminator: { propertyName: 'type' },
  required: ['type'],
  description: 'As it is sent to the gateway',
  oneOf: [
    ...Object.entries(contentByType).map(([type, { properties }]) =>
      Type.Object({ type: Type.Literal(type), ...properties }, closed),
    ),
    ...messageTypes
      .filter((type) => !(type in contentByType))
      .map((type) =>
        Type.Object(
          {
            type: Type.Literal(type),
            content: Type.Record(Type.String(), Type.Unknown(), {
              minProperties: 1,
              description: 'As it is stored: what the provider makes of it is not looked at',
            }),
          },
          closed,
        ),
      ),
  ],
})

const said = {
  text: Type.Optional(
    Type.String({ pattern: '\\S', description: 'A message of text, in so many words' }),
  ),
  message: Type.Optional(Message),
}

const onChannel = {
  channel_id: word('The channel'),
  channel_type: Type.Optional(ChannelType),
  organization_id: word('Whose channel it is. Default the first that has one of the type'),
}

const Customer = Type.Object(
  {
    display_name: word('Default the first and last name, else that of a guest'),
    first_name: word('First name'),
    last_name: word('Last name'),
    area_code: word('Of the telephone, for instance +852'),
    phone_number: word('With its area code, or without'),
    email: word('E-mail'),
    language: word('For instance en'),
    whatsapp_id: word('Id on WhatsApp. Default the number'),
    facebook_id: word('Id on Facebook'),
    instagram_id: word('Id on Instagram'),
    wechat_id: word('Id on WeChat'),
    line_id: word('Id on LINE'),
    labels: Type.Optional(Type.Array(Type.String({ maxLength: 1000 }), { maxItems: 100 })),
  },
  {
    ...closed,
    description:
      'Who has the id of the provider, the number or the address already is known; anybody else is new',
  },
)

export const fromWhom = {
  ...onChannel,
  contact_id: word('One who is there already'),
  contact: Type.Optional(Customer),
}

export const inbound = { ...fromWhom, ...said }
export const Inbound = Type.Unsafe<InboundBody>(Type.Object(inbound, closed))

export const outbound = {
  conversation_id: word('Either of its ids'),
  contact_id: word('Into the current conversation of this contact'),
  as: Type.Optional(
    Type.Unsafe<'agent' | 'bot'>({
      type: 'string',
      enum: ['agent', 'bot'],
      description: 'Default agent. A bot changes no status',
    }),
  ),
  user_id: word('Which agent. Default one who has joined, else any of the organization'),
  email: word('The same by e-mail'),
  ...said,
}
export const Outbound = Type.Unsafe<OutboundBody>(Type.Object(outbound, closed))

export const tokenKinds = ['user', 'login', 'api_key', 'contact', 'channel', 'jwt'] as const

export const NewToken = Type.Unsafe<NewTokenBody>(
  Type.Object(
    {
      kind: Type.Unsafe<NewTokenBody['kind']>({ type: 'string', enum: [...tokenKinds] }),
      user_id: word('Whom it stands for'),
      email: word('The same by e-mail'),
      contact_id: word('Whom a contact’s token stands for'),
      channel_id: word('What a channel’s token stands for'),
      organization_id: word('Default the first one of the user'),
      conversation_id: word('What it stands for when a request names none'),
      expires_in: Type.Optional(
        duration('From now on by the world’s clock; -PT1H is over since an hour'),
      ),
      expires_at: Type.Optional(Type.Union([time('When by the world’s clock'), Type.Null()])),
    },
    closed,
  ),
)

const Line = Type.Object(
  {
    by: Type.Unsafe<'contact' | 'agent' | 'bot'>({
      type: 'string',
      enum: ['contact', 'agent', 'bot'],
    }),
    text: Type.Optional(
      Type.String({
        pattern: '\\S',
        maxLength: 10_000,
        description: '{name}, {first_name}, {agent} and {number} are filled in',
      }),
    ),
    type: Type.Optional(
      Type.Unsafe<(typeof messageTypes)[number]>({ type: 'string', enum: [...messageTypes] }),
    ),
    content: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        minProperties: 1,
        description: 'As it is stored',
      }),
    ),
    after_seconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 31_536_000 })),
  },
  closed,
)

export const NewConversations = Type.Unsafe<NewConversationsBody>(
  Type.Object(
    {
      count: Type.Integer({ minimum: 1, maximum: mostConversations }),
      status: Type.Optional(ConversationStatus),
      ...onChannel,
      team_id: Type.Optional(
        Type.Unsafe<string | null>({
          type: ['string', 'null'],
          description: 'null is no team. Default the default team',
        }),
      ),
      joined_by: Type.Optional(
        Type.Array(Type.String(), {
          maxItems: 20,
          uniqueItems: true,
          description: 'Users beside the channel’s bot; the first one is the agent who speaks',
        }),
      ),
      threads: Type.Optional(
        Type.Array(Type.String(), {
          minItems: 1,
          maxItems: 200,
          description: 'Keys of the fixture’s threads. Default all of the language that fit',
        }),
      ),
      messages: Type.Optional(
        Type.Array(Line, {
          minItems: 1,
          maxItems: 50,
          description: 'What is said in each, instead of threads',
        }),
      ),
      language: word('A key of the fixture’s names. Default en'),
      name: word('What the ids grow from. Default one that was not there'),
      starts_at: Type.Optional(
        time('When the first one begins. Default so that the last ends now'),
      ),
      every_seconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 31_536_000 })),
      is_presence: Type.Optional(Type.Boolean({ description: 'The contacts are online' })),
      ages: Type.Optional(
        Type.Boolean({
          description: 'The world’s clock moves them on, from now on. Default true',
        }),
      ),
    },
    closed,
  ),
)
