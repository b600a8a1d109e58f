import type { FastifyPluginAsync } from 'fastify'
import { invalidRequest, notFound, queryFieldRequired } from '../../http/errors.ts'
import type { World } from '../../worlds/world.ts'
import { type AgentCaller, agents } from '../directory/callers.ts'
import { declareOperation } from '../operation.ts'
import { findRoom, invalidAction } from './find-room.ts'
import { AssignTeamMember, RemoveTeamMember } from './operations-of-actions.ts'
import {
  ListAssignableTeams,
  ListObservers,
  toAssignableTeam,
  toObserver,
} from './schemas-of-assigning.ts'
import type { RoomRow } from './store.ts'

/** To whom rooms can be given, giving them, and taking users out. */
export const assignRoutes: FastifyPluginAsync = async (app) => {
  const agentsOnly = { callers: agents, invalidRequest: invalidAction } as const

  declareOperation(
    app,
    {
      ...agentsOnly,
      method: 'GET',
      url: '/v1/backend/assign/teams/all',
      schema: ListAssignableTeams,
    },
    async ({ world, caller, query }) => {
      const room = roomOf(world, caller, query.conversation_id)
      return world.assigning
        .teamsFor(room)
        .map((team) => toAssignableTeam(team, team.id === room.team_id))
    },
  )

  declareOperation(
    app,
    {
      ...agentsOnly,
      method: 'GET',
      url: '/v1/backend/assign/team/:team_id/observers',
      schema: ListObservers,
    },
    async ({ world, caller, query, params }) => {
      const room = roomOf(world, caller, query.conversation_id)
      if (!world.directory.hasTeam(params.team_id, caller.organization_id)) {
        throw notFound('Team not found', `no team ${params.team_id} in ${caller.organization_id}`)
      }
      return world.assigning.observersFor(room, params.team_id).map(toObserver)
    },
  )

  declareOperation(
    app,
    {
      ...agentsOnly,
      method: 'POST',
      url: '/v1/backend/team_conversations/assign_team_member',
      schema: AssignTeamMember,
    },
    async ({ world, caller, body }) => {
      const room = findRoom(world, caller, body)
      const teamId = body.team_id || undefined
      checkTeam(world, room, teamId)
      const userId = assignedUser(world, room, body)
      if (teamId === undefined && userId === undefined) {
        throw invalidRequest(
          invalidAction,
          'a team or a user: send team_id, user_id or team_user_id',
        )
      }
      world.assigning.assign(room, teamId, userId, caller.user_id)
      return world.rooms.show(room, caller.user_id)
    },
  )

  // Guessed: to take out somebody who is not in changes nothing, and is no error.
  declareOperation(
    app,
    {
      ...agentsOnly,
      method: 'POST',
      url: '/v1/backend/team_conversations/remove_team_member',
      schema: RemoveTeamMember,
    },
    async ({ world, caller, body }) => {
      const room = findRoom(world, caller, body)
      checkTeam(world, room, body.team_id || undefined)
      const { user_id } = body
      if (!world.directory.isMember(user_id, caller.organization_id)) {
        throw invalidRequest(invalidAction, `user_id: no user ${user_id}`)
      }
      world.roomMembers.leave(room, user_id)
      return world.rooms.show(room, caller.user_id)
    },
  )
}

function roomOf(world: World, caller: AgentCaller, conversationId: string | undefined): RoomRow {
  if (!conversationId) throw queryFieldRequired('conversation_id')
  return findRoom(world, caller, { conversation_id: conversationId })
}

function checkTeam(world: World, room: RoomRow, teamId: string | undefined): void {
  if (teamId === undefined) return
  if (world.assigning.teamsFor(room).some(({ id }) => id === teamId)) return
  throw invalidRequest(
    invalidAction,
    `team_id: no team ${teamId} in the room’s business unit, ${room.business_unit_id}, or it is disabled`,
  )
}

/** Whom a request means; undefined where it means the whole team. */
function assignedUser(
  world: World,
  { organization_id }: RoomRow,
  body: { team_id?: string; user_id?: string; team_user_id?: string },
): string | undefined {
  const byTeamUser = body.team_user_id
    ? world.assigning.userOfTeamUser(organization_id, body.team_user_id)
    : undefined
  if (body.team_user_id && byTeamUser === undefined) {
    throw invalidRequest(invalidAction, `team_user_id: no active ${body.team_user_id}`)
  }
  const userId = body.user_id || byTeamUser
  if (userId === undefined) return undefined
  if (byTeamUser !== undefined && userId !== byTeamUser) {
    throw invalidRequest(invalidAction, `user_id: ${body.team_user_id} is ${byTeamUser}`)
  }
  const teamId = body.team_id || undefined
  if (!world.assigning.isTeamUser(organization_id, userId, teamId)) {
    throw invalidRequest(
      invalidAction,
      `user_id: no active user ${userId} in ${teamId ?? 'any team'}`,
    )
  }
  return userId
}
