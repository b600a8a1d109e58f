/** What the operations of a contact's past take and answer: conversations, files, comments (neighbours 6). */
import { type Static, Type } from '@sinclair/typebox'
import { commonFailures, Failure } from '../../http/failure-schemas.ts'
import { Comment } from '../comments/schemas.ts'
import { ChannelType } from '../conversations/schemas.ts'
import { ItemsOf, ListOf, NothingNested, pageQuery } from '../lists.ts'
import { MessageType } from '../messages/schemas.ts'
import { ConversationOfAgent, Room } from '../rooms/schemas.ts'
import { Team } from '../teams/schemas.ts'
import { contactParams } from './operations.ts'

const tags = ['contacts']
const failures = { 400: Failure, 403: Failure, 404: Failure, ...commonFailures }

/** Narrows to the conversations of some channel types. */
const channelQuery = {
  channel_types: Type.Optional(
    Type.Union([Type.String(), Type.Array(Type.String())], {
      description: 'A channel type, repeated for several. Default: all of them',
      examples: ['web'],
    }),
  ),
  ...pageQuery,
}

const ContactConversation = Type.Object({
  ...ConversationOfAgent.properties,
  _id: Type.String({ description: 'The id again' }),
  teams: Type.Array(Team, { description: 'The team that it is with, if there is one' }),
  available_team_conversations: Type.Array(
    Type.Object({
      _id: Type.String({ description: 'The room' }),
      user_id: Type.String({ description: 'The caller' }),
    }),
  ),
})
export type ContactConversation = Static<typeof ContactConversation>

export const ListContactConversations = {
  operationId: 'listContactConversations',
  summary: 'List the conversations of a contact, newest first',
  tags,
  params: contactParams,
  querystring: Type.Object(channelQuery),
  response: { 200: ListOf(ContactConversation, NothingNested), ...failures },
}

const ContactFile = Type.Object({
  _id: Type.String({ description: 'The message’s id' }),
  type: MessageType,
  content: Type.Object({
    url: Type.String(),
    caption: Type.String(),
    extension: Type.String({ description: 'Of the url, without its dot; empty where it has none' }),
  }),
  from: Type.String(),
  created_at: Type.String(),
  updated_at: Type.String(),
})
export type ContactFile = Static<typeof ContactFile>

export const ListContactFiles = {
  operationId: 'listContactFiles',
  summary: 'List what was sent in a contact’s conversations as a file, newest first',
  tags,
  params: contactParams,
  querystring: Type.Object(pageQuery),
  response: { 200: ListOf(ContactFile, NothingNested), ...failures },
}

/** A message that somebody has said something about (neighbours 12.3). */
const ContactComment = Type.Object({
  _id: Type.String({ description: 'The message’s id' }),
  content: Type.Record(Type.String(), Type.Unknown(), { description: 'The message’s' }),
  organization_id: Type.String(),
  business_unit_id: Type.String(),
  conversation_id: Type.String(),
  channel_type: ChannelType,
  comments: Type.Array(Comment, { description: 'Oldest first' }),
  created_at: Type.String(),
  updated_at: Type.String(),
  team_conversation_users_id: Type.String({ description: 'The room’s id again' }),
  team_id: Type.Union([Type.String(), Type.Null()]),
  team_conversation: Room,
})
export type ContactComment = Static<typeof ContactComment>

export const ListContactComments = {
  operationId: 'listContactComments',
  summary:
    'List the messages of a contact’s conversations that agents have commented on, newest first',
  tags,
  params: contactParams,
  querystring: Type.Object(channelQuery),
  response: { 200: ItemsOf(ContactComment), ...failures },
}

export const GetContactComment = {
  operationId: 'getContactComment',
  summary: 'A comment on a message of a contact’s conversations',
  tags,
  params: Type.Object({
    contact_id: Type.String(),
    comment_id: Type.String({ description: 'Of the comment, or of the message with its comments' }),
  }),
  response: {
    200: Type.Object({ data: Type.Array(ContactComment, { description: 'One' }) }),
    ...failures,
  },
}

export const AddContactComment = {
  operationId: 'addContactComment',
  summary: 'Say something to other agents about the latest message of a contact’s conversations',
  tags,
  params: contactParams,
  body: Type.Object({ content: Type.String({ pattern: '\\S', maxLength: 10_000 }) }),
  response: { 200: ContactComment, ...failures },
}

export const DeleteContactComment = {
  operationId: 'deleteContactComment',
  summary: 'Delete a comment on a message of a contact’s conversations',
  tags,
  params: Type.Object({ contact_id: Type.String(), comment_id: Type.String() }),
  response: { 200: Type.Object({ success: Type.Literal(true) }), ...failures },
}
