import type { FastifyPluginAsync } from 'fastify'
import { invalidRequest, notAllowed, notFound } from '../../http/errors.ts'
import { agents } from '../directory/callers.ts'
import { declareOperation } from '../operation.ts'
import { findRoom, invalidAction } from './find-room.ts'
import {
  DeleteRoom,
  JoinRoom,
  LeaveRoom,
  RequestToJoinRoom,
  StartConference,
  UpdateRoom,
  UpdateRoomName,
  UpdateRoomStatus,
} from './operations-of-actions.ts'

/** What agents do to a room. Each answers with the room as it is then. */
export const roomActionRoutes: FastifyPluginAsync = async (app) => {
  const acting = { method: 'POST', callers: agents, invalidRequest: invalidAction } as const

  declareOperation(
    app,
    { ...acting, url: '/v1/backend/team_conversations/_join', schema: JoinRoom },
    async ({ world, caller, body }) => {
      const room = findRoom(world, caller, body)
      world.roomMembers.join(room, caller.user_id, body.mode ?? 'manual')
      return world.rooms.show(room, caller.user_id)
    },
  )

  // Guessed: to leave a room that one is not in changes nothing, and is no error.
  declareOperation(
    app,
    { ...acting, url: '/v1/backend/team_conversations/_leave', schema: LeaveRoom },
    async ({ world, caller, body }) => {
      const room = findRoom(world, caller, body)
      world.roomMembers.leave(room, caller.user_id)
      return world.rooms.show(room, caller.user_id)
    },
  )

  declareOperation(
    app,
    { ...acting, url: '/v1/backend/team_conversations/_update_status', schema: UpdateRoomStatus },
    async ({ world, caller, body }) => {
      const room = findRoom(world, caller, body)
      world.rooms.setStatus(room, body.status)
      return world.rooms.show(room, caller.user_id)
    },
  )

  declareOperation(
    app,
    { ...acting, url: '/v1/backend/team_conversations/_update_name', schema: UpdateRoomName },
    async ({ world, caller, body }) => {
      const room = findRoom(world, caller, body)
      world.rooms.rename(room, body.name)
      return world.rooms.show(room, caller.user_id)
    },
  )

  // Guessed, but for the words that the clients look for. Teams that are not grabbed from are joined.
  declareOperation(
    app,
    { ...acting, url: '/v1/backend/team_conversations/_join_request', schema: RequestToJoinRoom },
    async ({ world, caller, body }) => {
      const { user_id, organization_id } = caller
      const room = findRoom(world, caller, body)
      const team =
        room.team_id === null ? undefined : world.teams.find(room.team_id, organization_id)
      if (team?.mode === 'grab' && !world.roomMembers.isMember(room, user_id)) {
        const role = world.assigning.roleIn(team.id, user_id)
        if (role === 'admin') {
          throw notAllowed(
            'Join request is not allow for team admin',
            `${user_id} is an admin of ${team.id}, whose rooms are grabbed by its members`,
          )
        }
        if (role === undefined || room.status === 'closed' || room.status === 'spam') {
          const why =
            role === undefined ? `${user_id} is not in ${team.id}` : `the room is ${room.status}`
          throw notAllowed('Conversation is no longer available', why)
        }
        if (world.roomMembers.isAgentJoined(room)) {
          throw notFound('Conversation has been grabbed', 'somebody has joined it already')
        }
      }
      world.roomMembers.join(room, user_id, 'manual')
      return world.rooms.show(room, user_id)
    },
  )

  // Guessed: what the message says. Nobody is called.
  declareOperation(
    app,
    {
      ...acting,
      url: '/v1/backend/team_conversations/_init_jaas_conference',
      schema: StartConference,
    },
    async ({ world, caller, body }) => {
      const room = findRoom(world, caller, body)
      world.messages.make(room, caller.user_id, 'jaas.conference', {
        text: 'Video call',
        url: `https://meet.example/${room.id}`,
      })
      return world.rooms.show(room, caller.user_id)
    },
  )

  declareOperation(
    app,
    {
      ...acting,
      method: 'PUT',
      url: '/v1/backend/team_conversations/:team_conversation_id',
      schema: UpdateRoom,
    },
    async ({ world, caller, params, body }) => {
      const { user_id, organization_id } = caller
      const { name, status } = body
      // A form sends an empty one for nobody.
      const assigned_to = body.assigned_to || undefined
      const room = findRoom(world, caller, params)
      if (
        assigned_to !== undefined &&
        !world.assigning.isTeamUser(organization_id, assigned_to, undefined)
      ) {
        throw invalidRequest(
          invalidAction,
          `assigned_to: no team has an active user ${assigned_to}`,
        )
      }
      world.changes.transaction(() => {
        if (name !== undefined) world.rooms.rename(room, name)
        if (assigned_to !== undefined) {
          world.assigning.assign(room, undefined, assigned_to, user_id)
        }
        if (status !== undefined) world.rooms.setStatus(room, status)
      })()
      return world.rooms.show(room, user_id)
    },
  )

  // Guessed: the conversation itself is gone, for everybody and for good.
  declareOperation(
    app,
    {
      ...acting,
      method: 'DELETE',
      url: '/v1/backend/team_conversations/:team_conversation_id',
      schema: DeleteRoom,
    },
    async ({ world, caller, params }) =>
      world.rooms.remove(findRoom(world, caller, params), caller.user_id),
  )
}
