/** What the message endpoints take and answer: validation, types and OpenAPI in one. */
import type { Readable } from 'node:stream'
import { type Static, type TObject, Type } from '@sinclair/typebox'
import { commonFailures, Failure } from '../../http/failure-schemas.ts'
import { Comment, Label } from '../comments/schemas.ts'
import { ChannelType, conversationNames } from '../conversations/schemas.ts'
import { Member } from '../users/schemas.ts'

/** Every type a stored message can have (gateway facts 4). Not all of them can be sent. */
export const messageTypes = [
  'text',
  'image',
  'file',
  'pdf',
  'csv',
  'audio',
  'video',
  'quick_reply',
  'response',
  'message_template',
  'whatsapp.sticker',
  'whatsapp.template',
  'jaas.conference',
  'location',
  'contact',
] as const
export const MessageType = Type.Unsafe<(typeof messageTypes)[number]>({
  type: 'string',
  enum: [...messageTypes],
})

const messageFields = {
  organization_id: Type.String(),
  business_unit_id: Type.String(),
}
const messageBody = {
  conversation_id: Type.String(),
  from: Type.String({ description: 'The contact, or the user for an agent' }),
  type: MessageType,
  content: Type.Record(Type.String(), Type.Unknown()),
  created_at: Type.String(),
  updated_at: Type.String(),
}
const messageHead = { object_name: Type.Literal('message'), id: Type.String() }

/** A message as a list shows it. */
export const Message = Type.Object({
  ...messageHead,
  ...messageFields,
  ...messageBody,
  pinned: Type.Optional(Type.Boolean({ description: 'Agents only, where it is pinned' })),
  comments: Type.Optional(
    Type.Array(Comment, { description: 'Agents only, where there are any, oldest first' }),
  ),
  labels: Type.Optional(
    Type.Array(Label, { description: 'Agents only, where it has been given any' }),
  ),
})
export type Message = Static<typeof Message>

/** A message as its sender gets it back: the channel is told as well. */
export const SentMessage = Type.Object({
  ...messageHead,
  ...messageFields,
  channel_id: Type.String(),
  channel_type: ChannelType,
  ...messageBody,
})
export type SentMessage = Static<typeof SentMessage>

/**
 * The gateway's list envelope. `count` is the number of all matching rows and `total` that of this
 * page: the reverse of what the names suggest (gateway facts 1.1).
 */
export const MessageList = Type.Object({
  object_name: Type.Literal('list'),
  data: Type.Array(Message, { description: 'Newest first' }),
  nested: Type.Object({
    users: Type.Optional(
      Type.Record(Type.String(), Member, {
        description: 'Agents only: by their ids, the agents and bots who wrote in this page',
      }),
    ),
  }),
  has_more: Type.Boolean({ description: 'Whether rows follow this page' }),
  count: Type.Integer({ minimum: 0, description: 'All messages of the conversation' }),
  total: Type.Integer({ minimum: 0, description: 'The messages in this page' }),
})

const ListMessagesQuery = Type.Object({
  limit: Type.Integer({ minimum: 0, default: 10, description: 'Messages in a page; no maximum' }),
  skip: Type.Integer({
    minimum: 0,
    default: 0,
    description: 'Messages to leave out, newest first',
  }),
  type: Type.Optional(
    Type.Unsafe<'conversation_id' | 'team_conversation_id'>({
      type: 'string',
      enum: ['conversation_id', 'team_conversation_id'],
      description: 'What `q` is',
    }),
  ),
  q: Type.Optional(Type.String({ description: 'The conversation, when `type` is sent' })),
  ...conversationNames,
})
export type ListMessagesQuery = Static<typeof ListMessagesQuery>

export const ListMessages = {
  operationId: 'listMessages',
  summary: 'List the messages of a conversation, newest first',
  tags: ['messages'],
  querystring: ListMessagesQuery,
  response: {
    // A list is its own text, and a long one is sent while it is read.
    200: Type.Unsafe<string | Readable>(MessageList),
    400: Failure,
    403: Failure,
    404: Failure,
    ...commonFailures,
  },
}

const notBlank = { pattern: '\\S' }
const Text = Type.String(notBlank)
const Url = Type.String({ ...notBlank, description: 'Not fetched and not checked' })
const Caption = Type.Optional(Type.String())

const TemplateId = Type.String({
  ...notBlank,
  description: 'A template of the organization. Agents only',
})

const withCaption = { url: Url, caption: Caption }

/** Request fields by type, in the order in which they are stored under `content`. */
export const contentByType = {
  text: Type.Object({ text: Text }),
  image: Type.Object(withCaption),
  file: Type.Object(withCaption),
  pdf: Type.Object(withCaption),
  csv: Type.Object(withCaption),
  audio: Type.Object(withCaption),
  video: Type.Object({ url: Url, text: Type.Optional(Type.String()), caption: Caption }),
  quick_reply: Type.Object({ title: Text, payload: Text }),
  message_template: Type.Object({ template_id: TemplateId, text: Text }),
  'whatsapp.template': Type.Object({
    template_id: TemplateId,
    text: Type.Optional(Type.String({ description: 'Default: the template’s' })),
    variables: Type.Optional(
      Type.Array(Type.String(), { maxItems: 100, description: 'What stands for {{1}}, {{2}} ...' }),
    ),
  }),
}
export type SendableType = keyof typeof contentByType

/** The names of the content fields of each type that can be sent, in stored order. */
export const contentFields = Object.fromEntries(
  Object.entries(contentByType).map(([type, content]) => [type, Object.keys(content.properties)]),
) as Record<SendableType, string[]>

/** One schema a type, told apart by `type`, so that a refusal names the field that type needs. */
const SendMessageBody = Type.Unsafe<
  { type: SendableType } & Partial<
    Record<'text' | 'url' | 'caption' | 'title' | 'payload' | 'template_id', string>
  > & { variables?: string[] } & Static<TObject<typeof conversationNames>>
>({
  type: 'object',
  discriminator: { propertyName: 'type' },
  required: ['type'],
  oneOf: Object.entries(contentByType).map(([type, content]) =>
    Type.Object({ type: Type.Literal(type), ...content.properties, ...conversationNames }),
  ),
})
export type SendMessageBody = Static<typeof SendMessageBody>

export const SendMessage = {
  operationId: 'sendMessage',
  summary: 'Send a message to a conversation',
  tags: ['messages'],
  body: SendMessageBody,
  response: { 200: SentMessage, 400: Failure, 403: Failure, 404: Failure, ...commonFailures },
}

const failures = { 400: Failure, 403: Failure, 404: Failure, ...commonFailures }
const messageParams = Type.Object({ conversation_id: Type.String(), message_id: Type.String() })

/** A message as it is read alone: whether it is pinned is always said. */
export const OneMessage = Type.Object({
  ...Message.properties,
  pinned: Type.Boolean(),
})
export type OneMessage = Static<typeof OneMessage>

export const GetOrPinMessage = {
  operationId: 'getOrPinMessage',
  summary: 'Read a message; with an action, pin or unpin it',
  tags: ['messages'],
  params: messageParams,
  querystring: Type.Object({
    action: Type.Optional(
      Type.Unsafe<'pin' | 'unpin'>({
        type: 'string',
        enum: ['pin', 'unpin'],
        description: 'What to do with it, although this is a GET',
      }),
    ),
  }),
  response: { 200: OneMessage, ...failures },
}

export const GetMessageIndex = {
  operationId: 'getMessageIndex',
  summary: 'Say how many messages of the conversation are newer',
  tags: ['messages'],
  params: messageParams,
  response: {
    200: Type.Object({
      count: Type.Integer({ description: 'As the inboxes read it' }),
      index: Type.Integer({ description: 'The same, as the TypeScript SDK reads it' }),
    }),
    ...failures,
  },
}

export const AnswerMessage = {
  operationId: 'answerMessage',
  summary: 'Say which quick reply of a message was chosen',
  tags: ['messages'],
  params: Type.Object({ message_id: Type.String() }),
  body: Type.Object({
    answer: Type.Union([Type.String({ maxLength: 1000 }), Type.Number()], {
      description: 'The quick reply’s id, as it is stored',
    }),
  }),
  response: { 200: Message, ...failures },
}

export const UpdateMessage = {
  operationId: 'updateMessage',
  summary: 'Change what a message says, or its labels; what is not sent stays as it is',
  tags: ['messages'],
  params: messageParams,
  body: Type.Object({
    text: Type.Optional(
      Type.String({ ...notBlank, description: 'Of a message whose content has a text' }),
    ),
    labels: Type.Optional(
      Type.Array(Type.String(), {
        maxItems: 100,
        description: 'Ids of labels of the organization’s teams, in place of those it has',
      }),
    ),
  }),
  response: { 200: OneMessage, ...failures },
}
