/** Which team a request means, and what is said where there is none. */
import { notFound, refusedPlainly } from '../../http/errors.ts'
import type { World } from '../../worlds/world.ts'
import type { AgentCaller } from '../directory/callers.ts'
import type { Team, TeamDetail } from './schemas.ts'

/** @throws {ApiError} 404 for a team that is not of the caller's organization */
export function findTeam(world: World, { organization_id }: AgentCaller, id: string): Team {
  const team = world.teams.find(id, organization_id)
  if (team !== undefined) return team
  throw notFound('Team not found', `no team ${id} in ${organization_id}`)
}

/** As all that changes a team answers. */
export function teamDetail(
  world: World,
  { organization_id, user_id }: AgentCaller,
  id: string,
): TeamDetail {
  const item = world.teams.findItem(id, organization_id, user_id)
  if (item === undefined) throw notFound('Team not found', `no team ${id} in ${organization_id}`)
  const filter = { organization_id, team_id: id, user_id: null, state: null, search: '' }
  const { rows } = world.teams.listUsers(filter, { limit: -1, skip: 0 })
  const joined = rows.filter(({ state }) => state === 'join')
  return { ...item, team_user_ids: joined.map(({ user_id }) => user_id), team_users: rows }
}

/** A manager of a team sees who would like to be in it. */
export function managesTeam(
  world: World,
  { organization_id, user_id }: AgentCaller,
  teamId: string,
): boolean {
  if (world.users.find(user_id, organization_id)?.is_admin) return true
  const mine = world.teams.listMine(user_id, organization_id)
  return mine.some(({ id, role }) => id === teamId && role === 'admin')
}

/** @throws {ApiError} 400 for a list that does not say of what */
export function requireQuery(
  { type, q }: { type?: string; q?: string },
  known: string,
  meant: string,
): string {
  if (type === known && q !== undefined && q !== '') return q
  throw refusedPlainly(400, 'Unknown query type', `send type=${known} and q=${meant}`)
}
