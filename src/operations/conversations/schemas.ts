/** What the conversation endpoints take and answer: validation, types and OpenAPI in one. */
import { type Static, Type } from '@sinclair/typebox'
import { CountFailure, commonFailures, Failure } from '../../http/failure-schemas.ts'

/** In the order of the documented channel counts. */
export const channelTypes = [
  'web',
  'facebook',
  'whatsapp',
  'instagram',
  'wechat',
  'line',
  'email',
  'wecom',
] as const
export const ChannelType = Type.Unsafe<(typeof channelTypes)[number]>({
  type: 'string',
  enum: [...channelTypes],
})
export type ChannelType = Static<typeof ChannelType>

/** Stored and queried with spaces; only the keys of the views count have underscores. */
export const conversationStatuses = [
  'active',
  'unassigned',
  'rep needed',
  'pending',
  'soon to be',
  'overdue',
  'closed',
  'spam',
] as const
export const ConversationStatus = Type.Unsafe<(typeof conversationStatuses)[number]>({
  type: 'string',
  enum: [...conversationStatuses],
})
export type ConversationStatus = Static<typeof ConversationStatus>

export const SimpleUser = Type.Object({
  object_name: Type.Literal('simple_user'),
  id: Type.String(),
  display_name: Type.String(),
  avatar_url: Type.String(),
})

export const Conversation = Type.Object({
  object_name: Type.Literal('conversation'),
  id: Type.String(),
  organization_id: Type.String(),
  business_unit_id: Type.String(),
  channel_id: Type.String(),
  channel_type: ChannelType,
  contact_id: Type.String(),
  status: ConversationStatus,
  name: Type.String(),
  timestamp: Type.String({ description: 'When the conversation was created' }),
  users: Type.Array(SimpleUser, { description: 'Who has joined, the bot first' }),
})
export type Conversation = Static<typeof Conversation>

/** The ways to name a conversation. Either of its two ids will do in each. */
export const conversationNames = {
  conversation_id: Type.Optional(Type.String({ description: 'Needed by agents' })),
  team_conversation_id: Type.Optional(Type.String({ description: 'The same, by its other name' })),
}

const Count = Type.Integer({ minimum: 0 })

/** Flat numbers. One key for each team follows the fixed ones, and `null` (no team) comes last. */
export const ViewsCount = Type.Object(
  {
    all: Count,
    yours: Count,
    closed: Count,
    spam: Count,
    online: Count,
    rep_needed: Count,
    pending: Count,
    soon_to_be: Count,
    overdue: Count,
  },
  { additionalProperties: Count },
)
export type ViewsCount = Static<typeof ViewsCount>

export const GetViewsCount = {
  operationId: 'getViewsCount',
  summary: 'Count the conversations of each view, status and team',
  tags: ['conversations'],
  querystring: Type.Object({
    type: Type.Optional(
      Type.String({
        description: 'What `q` is. Only `business_unit_id` is known; needed when `q` is sent',
        examples: ['business_unit_id'],
      }),
    ),
    q: Type.Optional(
      Type.String({
        description: 'A business unit. Left out or empty: the whole organization',
        examples: ['bu_imbrace_testing'],
      }),
    ),
  }),
  response: { 200: ViewsCount, 400: Failure, 403: Failure, ...commonFailures },
}

export const ChannelCounts = Type.Object({
  web: Count,
  facebook: Count,
  whatsapp: Count,
  instagram: Count,
  wechat: Count,
  line: Count,
  email: Count,
  wecom: Count,
  all: Count,
})
export type ChannelCounts = Static<typeof ChannelCounts>

export const GetChannelCounts = {
  operationId: 'getChannelCounts',
  summary: 'Count the conversations of each channel type',
  tags: ['conversations'],
  querystring: Type.Object({
    view: Type.Optional(
      Type.Unsafe<'all' | 'yours' | 'joined'>({
        type: 'string',
        enum: ['all', 'yours', 'joined'],
        description: '`yours` and `joined` both: those the calling user has joined',
      }),
    ),
    team_id: Type.Optional(
      Type.String({
        description: 'Only this team',
        examples: ['t_4ffefd06-ab08-4035-9c21-6ab5e97271cf'],
      }),
    ),
    status: Type.Optional(
      Type.Unsafe<ConversationStatus | 'online'>({
        type: 'string',
        enum: [...conversationStatuses, 'online'],
        description: 'With spaces. `closed` and `spam` count what every other query leaves out',
      }),
    ),
  }),
  response: {
    200: ChannelCounts,
    400: CountFailure,
    403: Failure,
    ...commonFailures,
  },
}
export type ChannelCountQuery = Static<(typeof GetChannelCounts)['querystring']>

const CreateConversationBody = Type.Object({
  channel_id: Type.Optional(Type.String({ description: 'Default: the caller’s own channel' })),
  contact_id: Type.Optional(
    Type.String({ description: 'Default: the calling contact or a guest' }),
  ),
})
export type CreateConversationBody = Static<typeof CreateConversationBody>

const conversationAnswers = {
  200: Conversation,
  400: Failure,
  403: Failure,
  ...commonFailures,
}

export const CreateConversation = {
  operationId: 'createConversation',
  summary: 'Create a conversation, or return the one the contact already has',
  tags: ['conversations'],
  // No body at all is the documented way; Fastify hands it to the schema as null.
  body: Type.Unsafe<CreateConversationBody | null>({
    ...CreateConversationBody,
    type: ['object', 'null'],
  }),
  response: conversationAnswers,
}

/**
 * What the chat widget calls when it starts. That an agent names the conversation and creates none is
 * guessed: the gateway's clients ask as contacts only.
 */
export const GetOrCreateConversation = {
  operationId: 'getOrCreateConversation',
  summary:
    'Get the calling contact’s conversation, created when there is none, or the one an agent names',
  tags: ['conversations'],
  querystring: Type.Object(conversationNames),
  response: { ...conversationAnswers, 404: Failure },
}
