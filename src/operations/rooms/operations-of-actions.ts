/** What the operations that change a room take and answer (neighbours 4). */
import { Type } from '@sinclair/typebox'
import { Failure, FailureWithoutCode } from '../../http/failure-schemas.ts'
import { failures, roomParams } from './operations.ts'
import { Room, RoomMode } from './schemas.ts'

const tags = ['rooms']

/** The clients disagree on the name. Each takes either kind of id. */
const naming = {
  team_conversation_id: Type.Optional(
    Type.String({ description: 'The room, by either of its ids' }),
  ),
  conversation_id: Type.Optional(Type.String({ description: 'The same, by its other name' })),
  id: Type.Optional(Type.String({ description: 'The same, by its third name' })),
}
export type RoomNames = Partial<Record<keyof typeof naming, string>>

const action = { tags, response: { 200: Room, ...failures, 404: Failure } }

export const JoinRoom = {
  operationId: 'joinTeamConversation',
  summary: 'Join a room, or change the mode of one that the caller is in',
  body: Type.Object({
    ...naming,
    mode: Type.Optional(RoomMode),
  }),
  ...action,
}

export const LeaveRoom = {
  operationId: 'leaveTeamConversation',
  summary: 'Leave a room',
  body: Type.Object(naming),
  ...action,
}

export const UpdateRoomStatus = {
  operationId: 'updateTeamConversationStatus',
  summary: 'Close a room, or open it again',
  body: Type.Object({
    ...naming,
    status: Type.Unsafe<'active' | 'closed'>({ type: 'string', enum: ['active', 'closed'] }),
  }),
  ...action,
}

export const UpdateRoomName = {
  operationId: 'updateTeamConversationName',
  summary: 'Rename a room',
  body: Type.Object({ ...naming, name: Type.String({ pattern: '\\S' }) }),
  ...action,
}

export const RequestToJoinRoom = {
  operationId: 'requestToJoinTeamConversation',
  summary: 'Grab a room that nobody has joined yet',
  body: Type.Object(naming),
  tags,
  response: { 200: Room, ...failures, 401: FailureWithoutCode, 404: Failure },
}

export const StartConference = {
  operationId: 'startConference',
  summary: 'Send the contact of a room an invitation to a video call',
  body: Type.Object(naming),
  ...action,
}

export const AssignTeamMember = {
  operationId: 'assignTeamMember',
  summary: 'Give a room to a team or a user',
  body: Type.Object({
    ...naming,
    team_id: Type.Optional(Type.String({ description: 'A team of the room’s business unit' })),
    user_id: Type.Optional(Type.String({ description: 'A user in that team, or in any' })),
    team_user_id: Type.Optional(
      Type.String({
        description: 'The same, by the membership of the team. Empty for the whole team',
      }),
    ),
  }),
  ...action,
}

export const RemoveTeamMember = {
  operationId: 'removeTeamMember',
  summary: 'Take a user out of a room',
  body: Type.Object({
    ...naming,
    team_id: Type.Optional(Type.String({ description: 'The team that the user is in' })),
    user_id: Type.String({ description: 'Who has to leave' }),
  }),
  ...action,
}

export const UpdateRoom = {
  operationId: 'updateTeamConversation',
  summary: 'Rename a room, close or open it, or give it to a user',
  params: roomParams,
  body: Type.Object({
    name: Type.Optional(Type.String({ pattern: '\\S' })),
    status: Type.Optional(
      Type.Unsafe<'active' | 'closed'>({ type: 'string', enum: ['active', 'closed'] }),
    ),
    assigned_to: Type.Optional(Type.String({ description: 'A user in any team' })),
  }),
  ...action,
}

export const DeleteRoom = {
  operationId: 'deleteTeamConversation',
  summary: 'Delete a room with its messages; the answer is the room as it was',
  params: roomParams,
  ...action,
}
