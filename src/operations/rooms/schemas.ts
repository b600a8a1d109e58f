/** Rooms, which the API calls team conversations: a conversation as an agent sees it (neighbours 12.2). */
import { type Static, Type } from '@sinclair/typebox'
import { Contact } from '../contacts/schemas.ts'
import { ChannelType, ConversationStatus } from '../conversations/schemas.ts'
import { ListOf } from '../lists.ts'
import { Message } from '../messages/schemas.ts'
import { Team } from '../teams/schemas.ts'
import { Member } from '../users/schemas.ts'

/** Who answers: the bot, people, or both. */
export const RoomMode = Type.Unsafe<'automation' | 'manual' | 'hybrid'>({
  type: 'string',
  enum: ['automation', 'manual', 'hybrid'],
  description: 'Whoever joins says it; manual where nothing is said',
})
export type RoomMode = Static<typeof RoomMode>

const LatestMessage = Type.Object(
  { ...Message.properties, is_bot: Type.Boolean() },
  { description: 'Left out where there is none, and by a list where it is longer than 64 KiB' },
)
export type LatestMessage = Static<typeof LatestMessage>

const inLists = {
  object_name: Type.Literal('team_conversation'),
  id: Type.String(),
  _id: Type.String({ description: 'The id again' }),
  organization_id: Type.String(),
  business_unit_id: Type.String(),
  conversation_id: Type.String({ description: 'The same room, as messages and events name it' }),
  team_id: Type.Union([Type.String(), Type.Null()]),
  channel_id: Type.String(),
  channel_type: ChannelType,
  contact_id: Type.String(),
  status: ConversationStatus,
  name: Type.String(),
  timestamp: Type.String({ description: 'When its latest message came' }),
  is_joined: Type.Boolean({ description: 'The caller has joined' }),
  is_agent_joined: Type.Boolean({ description: 'Somebody has joined who is no bot' }),
  is_presence: Type.Boolean({ description: 'The contact is online' }),
  mode: RoomMode,
  latest_message: Type.Optional(LatestMessage),
  contact: Contact,
  channel: Type.Object({
    _id: Type.String(),
    name: Type.String(),
    active: Type.Boolean(),
    is_deleted: Type.Boolean(),
  }),
}

/** A room in a list. */
export const RoomListItem = Type.Object(inLists)
export type RoomListItem = Static<typeof RoomListItem>

/** A room that is open on the screen. */
export const Room = Type.Object({
  ...inLists,
  users: Type.Array(Member, { description: 'Who has joined, in that order' }),
})
export type Room = Static<typeof Room>

/** Newest first. `nested.teams` has the teams of the page’s rows by their ids. */
export const RoomList = ListOf(
  RoomListItem,
  Type.Object({ teams: Type.Record(Type.String(), Team) }),
)
export type RoomList = Static<typeof RoomList>

/** What the API calls a conversation where it shows one to an agent. */
const conversationFields = {
  object_name: Type.Literal('conversation'),
  id: Type.String(),
  organization_id: Type.String(),
  business_unit_id: Type.String(),
  channel_id: Type.String(),
  channel_type: ChannelType,
  contact_id: Type.String(),
  status: ConversationStatus,
  name: Type.String(),
  timestamp: Type.String({ description: 'When its latest message came' }),
  is_agent_joined: Type.Boolean(),
  is_joined: Type.Boolean(),
  is_presence: Type.Boolean(),
}
export const ConversationOfAgent = Type.Object(conversationFields)
export type ConversationOfAgent = Static<typeof ConversationOfAgent>
export const ConversationWithUsers = Type.Object({
  ...conversationFields,
  users: Type.Array(Member),
})

/** A member of a room, under both names of an id. */
export const RoomUser = Type.Object({ ...Member.properties, _id: Type.String() })
