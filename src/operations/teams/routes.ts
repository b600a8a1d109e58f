import type { FastifyPluginAsync } from 'fastify'
import { refusedPlainly } from '../../http/errors.ts'
import type { World } from '../../worlds/world.ts'
import { type AgentCaller, agents } from '../directory/callers.ts'
import { countsOf, listOf, readPage } from '../lists.ts'
import { declareOperation } from '../operation.ts'
import { findTeam, managesTeam, requireQuery, teamDetail } from './find-team.ts'
import * as operations from './operations.ts'
import type { Team, TeamUser } from './schemas.ts'

/** What is read of teams (neighbours 9). */
export const teamRoutes: FastifyPluginAsync = async (app) => {
  declareOperation(
    app,
    { method: 'GET', url: '/v1/backend/teams', callers: agents, schema: operations.ListTeams },
    async ({ world, caller: { organization_id, user_id }, query }) => {
      const business_unit_id = requireQuery(query, 'business_unit_id', 'the business unit')
      if (!world.directory.hasBusinessUnit(business_unit_id, organization_id)) {
        throw refusedPlainly(
          403,
          'Invalid business Unit ID, or no permission',
          `q: no business unit ${business_unit_id} in ${organization_id}`,
        )
      }
      const page = readPage(query)
      const filter = { organization_id, business_unit_id, user_id, search: query.search ?? '' }
      const { teams, count } = world.teams.listItems(filter, page)
      return listOf(teams, count, page, {})
    },
  )

  declareOperation(
    app,
    {
      method: 'GET',
      url: '/v2/backend/teams/my',
      callers: agents,
      schema: operations.ListMyTeams,
    },
    async ({ world, caller }) => world.teams.listMine(caller.user_id, caller.organization_id),
  )

  declareOperation(
    app,
    {
      method: 'GET',
      url: '/v1/backend/team_users',
      callers: agents,
      schema: operations.ListTeamUsersOfAnyState,
    },
    async ({ world, caller, query }) => {
      const id = requireQuery(query, 'team_id', 'the team')
      const team = world.teams.find(id, caller.organization_id)
      if (team === undefined) {
        throw refusedPlainly(403, 'Insufficient permission', `q: no team ${id}`)
      }
      return listUsers(world, caller, team, query, null)
    },
  )

  declareOperation(
    app,
    {
      method: 'GET',
      url: '/v2/backend/team_users',
      callers: agents,
      schema: operations.ListTeamUsers,
    },
    async ({ world, caller, query }) => {
      const team = findListedTeam(world, caller, requireQuery(query, 'team_id', 'the team'))
      return listUsers(world, caller, team, query, stateSeenBy(world, caller, team))
    },
  )

  declareOperation(
    app,
    {
      method: 'GET',
      url: '/v1/backend/team/:team_id/users',
      callers: agents,
      schema: operations.ListUsersOfTeam,
    },
    async ({ world, caller, query, params }) => {
      const team = findListedTeam(world, caller, params.team_id)
      return listUsers(world, caller, team, query, stateSeenBy(world, caller, team))
    },
  )

  declareOperation(
    app,
    {
      method: 'GET',
      url: '/v1/backend/team_users/_invite_list',
      callers: agents,
      schema: operations.ListInvitations,
    },
    async ({ world, caller, query }) => {
      const { organization_id } = caller
      const team =
        query.team_id === undefined || query.team_id === ''
          ? undefined
          : findTeam(world, caller, query.team_id)
      const page = readPage(query)
      const whose = { team_id: team?.id ?? null, user_id: team ? null : caller.user_id }
      const { rows, count } = world.teams.listUsers(
        { organization_id, ...whose, state: 'invite', search: '' },
        page,
      )
      return listOf(rows, count, page, {})
    },
  )

  declareOperation(
    app,
    {
      method: 'GET',
      url: '/v1/backend/teams/:team_id/team_labels',
      callers: agents,
      schema: operations.ListTeamLabels,
    },
    async ({ world, caller, params, query }) => {
      const { id } = findTeam(world, caller, params.team_id)
      const page = readPage(query, { limit: 20, most: 200 })
      const { rows, count } = world.teams.listLabels(id, page)
      return { items: rows, ...countsOf(rows, count, page) }
    },
  )

  declareOperation(
    app,
    {
      method: 'GET',
      url: '/v1/backend/teams/:team_id',
      callers: agents,
      schema: operations.GetTeam,
    },
    async ({ world, caller, params }) => teamDetail(world, caller, params.team_id),
  )
}

function findListedTeam(world: World, { organization_id }: AgentCaller, id: string): Team {
  const team = world.teams.find(id, organization_id)
  if (team !== undefined) return team
  throw refusedPlainly(404, 'team not found or deleted', `no team ${id} in ${organization_id}`)
}

/** Who is invited and who asks to be in is the managers' to see. */
function stateSeenBy(world: World, caller: AgentCaller, { id }: Team): TeamUser['state'] | null {
  return managesTeam(world, caller, id) ? null : 'join'
}

function listUsers(
  world: World,
  { organization_id }: AgentCaller,
  team: Team,
  query: { search?: string; sort?: string; limit?: string; skip?: string },
  state: TeamUser['state'] | null,
) {
  const page = readPage(query)
  const { rows, count } = world.teams.listUsers(
    { organization_id, team_id: team.id, user_id: null, state, search: query.search ?? '' },
    page,
    query.sort,
  )
  return listOf(rows, count, page, { team })
}
