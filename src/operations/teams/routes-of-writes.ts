import type { FastifyPluginAsync } from 'fastify'
import { forbidden, invalidRequest, notFound } from '../../http/errors.ts'
import { addNote } from '../../http/explain.ts'
import type { World } from '../../worlds/world.ts'
import { type AgentCaller, agents } from '../directory/callers.ts'
import { declareOperation } from '../operation.ts'
import { findTeam, teamDetail } from './find-team.ts'
import * as operations from './operations.ts'
import { type TeamUser, teamRoles } from './schemas.ts'

const teams = '/v1/backend/teams'

/** Every user of an organization may change its teams: who may in the real system is not known (guessed). */
export const teamWriteRoutes: FastifyPluginAsync = async (app) => {
  declareOperation(
    app,
    { method: 'POST', url: teams, callers: agents, schema: operations.CreateTeam },
    async ({ world, caller, body: { business_unit_id, ...team } }) => {
      const { organization_id, user_id } = caller
      const unit = business_unit_id ?? world.teams.firstUnitOf(organization_id)
      if (unit === undefined || !world.directory.hasBusinessUnit(unit, organization_id)) {
        throw forbidden(
          'Invalid business Unit ID, or no permission',
          `business_unit_id: no business unit ${unit} in ${organization_id}`,
        )
      }
      const place = { organization_id, business_unit_id: unit }
      return teamDetail(world, caller, world.teams.create(place, team, user_id))
    },
  )

  declareOperation(
    app,
    {
      method: 'PUT',
      url: `${teams}/:team_id`,
      callers: agents,
      schema: operations.UpdateTeam,
    },
    async ({ world, caller, params, body }) => {
      const { id } = findTeam(world, caller, params.team_id)
      world.teams.update(id, caller.organization_id, body)
      return teamDetail(world, caller, id)
    },
  )

  declareOperation(
    app,
    {
      method: 'DELETE',
      url: `${teams}/:team_id`,
      callers: agents,
      schema: operations.DeleteTeam,
    },
    async ({ world, caller, params }) => {
      const { id } = findTeam(world, caller, params.team_id)
      world.teams.remove(id, caller.organization_id)
      return {}
    },
  )

  declareOperation(
    app,
    {
      method: 'POST',
      url: `${teams}/_add_users`,
      callers: agents,
      schema: operations.AddTeamUsers,
    },
    async (request, reply) => {
      const { world, caller, body } = request
      const { team_id, users = [], user_ids = [] } = body
      const { id } = findTeam(world, caller, team_id)
      const wanted = [...users, ...user_ids.map((user_id) => ({ user_id }))]
      if (wanted.length === 0) {
        throw invalidRequest('Invalid request', 'body: send users or user_ids')
      }
      for (const { user_id } of wanted) requireUser(world, caller, user_id)
      const place = { organization_id: caller.organization_id, team_id: id }
      const known = wanted.filter(hasKnownRole)
      const passedOver = wanted.length - known.length
      if (passedOver > 0) {
        const which = `${passedOver} of ${wanted.length} users passed over`
        addNote(request, reply, `${which}: role must be one of ${teamRoles.join(', ')}`)
      }
      // The real one may wait until they accept (guessed).
      const joined = known.map((one) => ({ ...one, state: 'join' as const }))
      world.teams.putUsers(place, joined)
      return teamDetail(world, caller, id)
    },
  )

  declareOperation(
    app,
    {
      method: 'POST',
      url: `${teams}/_remove_users`,
      callers: agents,
      schema: operations.RemoveTeamUsers,
    },
    async ({ world, caller, body: { team_id, user_ids } }) => {
      const { id } = findTeam(world, caller, team_id)
      for (const userId of user_ids) requireUser(world, caller, userId)
      world.teams.removeUsers({ organization_id: caller.organization_id, team_id: id }, user_ids)
      return teamDetail(world, caller, id)
    },
  )

  declareOperation(
    app,
    {
      method: 'POST',
      url: `${teams}/_join_team`,
      callers: agents,
      schema: operations.JoinTeam,
    },
    async ({ world, caller, body }) => putSelf(world, caller, body.team_id, 'join'),
  )

  declareOperation(
    app,
    { method: 'POST', url: `${teams}/_leave`, callers: agents, schema: operations.LeaveTeam },
    async ({ world, caller, body }) => {
      const { id } = findTeam(world, caller, body.team_id)
      const { organization_id, user_id } = caller
      world.teams.removeUsers({ organization_id, team_id: id }, [user_id])
      return teamDetail(world, caller, id)
    },
  )

  declareOperation(
    app,
    {
      method: 'POST',
      url: `${teams}/:team_id/join_request`,
      callers: agents,
      schema: operations.RequestToJoinTeam,
    },
    async ({ world, caller, params }) => {
      const { id } = findTeam(world, caller, params.team_id)
      const item = world.teams.findItem(id, caller.organization_id, caller.user_id)
      // Whoever is in it, or is invited, has no need to ask.
      if (item?.user_state !== '') return teamDetail(world, caller, id)
      return putSelf(world, caller, id, 'request')
    },
  )

  for (const [word, schema] of [
    ['approve', operations.ApproveTeamUser],
    ['accept', operations.AcceptTeamInvitation],
  ] as const) {
    declareOperation(
      app,
      {
        method: 'POST',
        url: `${teams}/:team_id/user/:team_user_id/${word}`,
        callers: agents,
        schema,
      },
      async ({ world, caller, params }) => {
        const part = findPart(world, caller, params)
        world.teams.putUsers(part, [{ user_id: part.user_id, state: 'join' }])
        return teamDetail(world, caller, part.team_id)
      },
    )
  }

  declareOperation(
    app,
    {
      method: 'PUT',
      url: `${teams}/:team_id/user/:team_user_id/role`,
      callers: agents,
      schema: operations.SetTeamUserRole,
    },
    async ({ world, caller, params, body: { role } }) => {
      const part = findPart(world, caller, params)
      world.teams.putUsers(part, [{ user_id: part.user_id, role }])
      return teamDetail(world, caller, part.team_id)
    },
  )
}

function putSelf(world: World, caller: AgentCaller, teamId: string, state: 'join' | 'request') {
  const { id } = findTeam(world, caller, teamId)
  const { organization_id, user_id } = caller
  world.teams.putUsers({ organization_id, team_id: id }, [{ user_id, state }])
  return teamDetail(world, caller, id)
}

/** @throws {ApiError} 404 for somebody of another organization */
function requireUser(world: World, { organization_id }: AgentCaller, userId: string): void {
  if (world.users.find(userId, organization_id) !== undefined) return
  throw notFound('User not found', `no user ${userId} in ${organization_id}`)
}

/** @throws {ApiError} 404 for a part in another team */
function findPart(
  world: World,
  { organization_id }: AgentCaller,
  { team_id, team_user_id }: { team_id: string; team_user_id: string },
) {
  const part = world.teams.findTeamUser(team_user_id, team_id, organization_id)
  if (part !== undefined) return part
  throw notFound('Team user not found', `nobody in ${team_id} by the id ${team_user_id}`)
}

interface NewTeamUser {
  user_id: string
  role?: string
}

/** None is the role that the user has, at first `member`. */
function hasKnownRole(one: NewTeamUser): one is NewTeamUser & { role?: TeamUser['role'] } {
  return one.role === undefined || teamRoles.some((role) => role === one.role)
}
