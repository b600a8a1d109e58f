/** To whom a room can be given (neighbours 12.4). */
import { type Static, Type } from '@sinclair/typebox'
import { commonFailures, Failure, FieldFailure } from '../../http/failure-schemas.ts'
import type { TeamRow } from '../teams/row.ts'
import { TeamMode } from '../teams/schemas.ts'
import { Role } from '../users/schemas.ts'
import type { ObserverRow } from './assigning.ts'

const AssignableTeam = Type.Object({
  doc_name: Type.Literal('team'),
  _id: Type.String(),
  public_id: Type.String({ description: 'The id again' }),
  organization_id: Type.String(),
  business_unit_id: Type.String(),
  icon_url: Type.String(),
  name: Type.String(),
  mode: TeamMode,
  description: Type.String(),
  is_default: Type.Boolean(),
  is_disabled: Type.Boolean(),
  is_delete: Type.Boolean(),
  deleted_by: Type.Null(),
  deleted_at: Type.Null(),
  created_at: Type.String(),
  updated_at: Type.String(),
  isAssign: Type.Boolean({ description: 'It is the team of the room' }),
})

const Observer = Type.Object({
  _id: Type.String({ description: 'Of the membership: a `team_user_id`' }),
  role: Type.Unsafe<'member' | 'admin'>({ type: 'string', enum: ['member', 'admin'] }),
  user: Type.Object({
    _id: Type.String(),
    public_id: Type.String({ description: 'The id again' }),
    organization_id: Type.String(),
    email: Type.String(),
    display_name: Type.String(),
    avatar_url: Type.String(),
    first_name: Type.String(),
    last_name: Type.String(),
    role: Role,
    status: Type.String({ description: '`active`' }),
    is_active: Type.Boolean(),
  }),
})

const querystring = Type.Object({
  conversation_id: Type.Optional(
    Type.String({ description: 'Needed. Either of the room’s two ids' }),
  ),
})
const failures = { 400: FieldFailure, 403: Failure, ...commonFailures, 404: Failure }

export const ListAssignableTeams = {
  operationId: 'listAssignableTeams',
  summary: 'List the teams that a room can be given to',
  tags: ['rooms'],
  querystring,
  response: { 200: Type.Array(AssignableTeam), ...failures },
}

export const ListObservers = {
  operationId: 'listTeamObservers',
  summary: 'List the active members of a team who are not in a room',
  tags: ['rooms'],
  params: Type.Object({ team_id: Type.String() }),
  querystring,
  response: { 200: Type.Array(Observer), ...failures },
}

export function toAssignableTeam(team: TeamRow, isAssign: boolean): Static<typeof AssignableTeam> {
  return {
    doc_name: 'team',
    _id: team.id,
    public_id: team.id,
    organization_id: team.organization_id,
    business_unit_id: team.business_unit_id,
    icon_url: team.icon_url,
    name: team.name,
    mode: team.mode,
    description: team.description,
    is_default: team.is_default === 1,
    is_disabled: team.is_disabled === 1,
    is_delete: false,
    deleted_by: null,
    deleted_at: null,
    created_at: team.created_at,
    updated_at: team.updated_at,
    isAssign,
  }
}

export function toObserver(row: ObserverRow): Static<typeof Observer> {
  return {
    _id: row.id,
    role: row.role,
    user: {
      _id: row.user_id,
      public_id: row.user_id,
      organization_id: row.organization_id,
      email: row.email ?? '',
      display_name: row.display_name,
      avatar_url: row.avatar_url,
      first_name: row.first_name,
      last_name: row.last_name,
      role: row.user_role,
      status: row.status,
      is_active: row.status === 'active',
    },
  }
}
