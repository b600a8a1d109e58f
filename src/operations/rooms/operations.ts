/** What lists of rooms and a room take and answer (neighbours 4): validation, types and OpenAPI in one. */
import { type Static, Type } from '@sinclair/typebox'
import { CountFailure, commonFailures, Failure } from '../../http/failure-schemas.ts'
import { conversationStatuses } from '../conversations/schemas.ts'
import { ListOf, NothingNested, pageQuery } from '../lists.ts'
import { ConversationOfAgent, ConversationWithUsers, Room, RoomList, RoomUser } from './schemas.ts'

export const failures = { 400: Failure, 403: Failure, ...commonFailures }
const tags = ['rooms']

/** Repeated for several. */
const ChannelTypes = Type.Union([Type.String(), Type.Array(Type.String())], {
  description: 'A channel type, repeated for several. Default: all of them',
  examples: ['web'],
})

const filters = {
  view: Type.Optional(
    Type.Unsafe<string>({
      type: 'string',
      enum: ['all', 'yours', 'joined', 'team', 'online', ...conversationStatuses],
      description:
        'Default all, which is what is neither closed nor spam. `yours` and `joined` are the same, `team` needs a `team_id`; or a status, with spaces',
    }),
  ),
  channel_types: Type.Optional(ChannelTypes),
  status: Type.Optional(
    Type.Unsafe<string>({
      type: 'string',
      enum: [...conversationStatuses, 'online'],
      description: 'Goes before that of the view, as in the counts by channel',
    }),
  ),
  team_id: Type.Optional(Type.String({ description: 'Only this team’s' })),
  channel_id: Type.Optional(Type.String({ description: 'Only on this channel' })),
  contact_id: Type.Optional(Type.String({ description: 'Only with this contact' })),
  search: Type.Optional(Type.String({ description: 'A piece of the name' })),
}

const ListQuery = Type.Object({
  type: Type.Optional(
    Type.String({
      description: 'What `q` is: `business_unit_id` or `conversation_id`. Needed when `q` is sent',
      examples: ['business_unit_id'],
    }),
  ),
  q: Type.Optional(
    Type.String({
      description: 'A business unit, empty for the whole organization; or a conversation',
    }),
  ),
  conversationId: Type.Optional(
    Type.String({ description: 'A conversation, as one SDK names it' }),
  ),
  businessUnitId: Type.Optional(
    Type.String({ description: 'A business unit, as one SDK names it' }),
  ),
  ...filters,
  ...pageQuery,
})
export type RoomQuery = Static<typeof ListQuery>

export const ListRooms = {
  operationId: 'listTeamConversations',
  summary: 'List the rooms of a view, newest first, or find the room of a conversation',
  tags,
  querystring: ListQuery,
  response: { 200: RoomList, ...failures, 400: CountFailure },
}

export const SearchRooms = {
  operationId: 'searchTeamConversations',
  summary: 'List the rooms whose name has this text, closed ones included',
  tags,
  querystring: Type.Object({
    business_unit_id: Type.Optional(
      Type.String({ description: 'Left out or empty: the whole organization' }),
    ),
    type: Type.Optional(Type.String({ description: 'Not read. The clients send `text`' })),
    q: Type.Optional(
      Type.String({
        description:
          'A piece of the name, whatever its capitals. Empty: every room. At most the 1,000 newest are found, and of one or two characters those among the newest 20,000 rooms',
        examples: ['Test Contact'],
      }),
    ),
    ...pageQuery,
  }),
  response: { 200: RoomList, ...failures },
}

export const ListOutstanding = {
  operationId: 'listOutstandingTeamConversations',
  summary: 'List the rooms that wait for an answer, the most urgent status first',
  tags,
  querystring: Type.Object({
    type: Type.Optional(Type.String({ description: 'What `q` is: `business_unit_id`' })),
    q: Type.Optional(Type.String({ description: 'A business unit' })),
    businessUnitId: Type.Optional(
      Type.String({ description: 'A business unit, as one SDK names it' }),
    ),
    ...pageQuery,
  }),
  response: { 200: RoomList, ...failures },
}

export const roomParams = Type.Object({
  team_conversation_id: Type.String({ description: 'Either of the room’s two ids' }),
})

export const GetRoom = {
  operationId: 'getTeamConversation',
  summary: 'Get a room, with who has joined',
  tags,
  params: roomParams,
  response: { 200: Room, ...failures, 404: Failure },
}

export const ListRoomUsers = {
  operationId: 'listTeamConversationUsers',
  summary: 'List who has joined a room',
  tags,
  params: roomParams,
  response: { 200: Type.Array(RoomUser), ...failures, 404: Failure },
}

export const ListConversations = {
  operationId: 'listConversations',
  summary: 'List the open conversations of the organization, newest first',
  tags,
  querystring: Type.Object(pageQuery),
  response: { 200: ListOf(ConversationOfAgent, NothingNested), ...failures },
}

export const GetConversation = {
  operationId: 'getConversation',
  summary: 'Get a conversation, with who has joined',
  tags,
  params: Type.Object({
    conversation_id: Type.String({ description: 'Either of its two ids' }),
  }),
  response: { 200: ConversationWithUsers, ...failures, 404: Failure },
}
