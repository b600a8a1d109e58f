/** Teams as the platform shows them. */
import { type Static, Type } from '@sinclair/typebox'
import { User } from '../users/schemas.ts'

/** How agents come to a team's conversations. */
export const TeamMode = Type.Unsafe<'public' | 'grab' | 'round_robin'>({
  type: 'string',
  enum: ['public', 'grab', 'round_robin'],
})

/** A team (neighbours 12.1). `user_state` is how the one who asks stands to it. */
export const Team = Type.Object({
  object_name: Type.Literal('team'),
  id: Type.String(),
  _id: Type.String({ description: 'The id again' }),
  public_id: Type.String({ description: 'The id again' }),
  organization_id: Type.String(),
  business_unit_id: Type.String(),
  name: Type.String(),
  mode: TeamMode,
  icon_url: Type.String(),
  description: Type.String(),
  is_default: Type.Boolean(),
  is_disabled: Type.Boolean(),
  is_delete: Type.Boolean(),
  created_at: Type.String(),
  updated_at: Type.String(),
})
export type Team = Static<typeof Team>

const Count = Type.Integer({ minimum: 0 })
const Unknown = Type.Union([Type.String(), Type.Null()])

/** A team in a list, as it stands to the one who asks. */
export const TeamListItem = Type.Object({
  ...Team.properties,
  user_state: Type.String({
    description: '`join`, `invite`, `request`, or empty for no part in it',
  }),
  is_joined: Type.Boolean(),
  members_count: Count,
  admin_count: Type.Integer({ minimum: 0, description: 'Of the members' }),
})
export type TeamListItem = Static<typeof TeamListItem>

export const MyTeam = Type.Object({
  ...TeamListItem.properties,
  role: Type.String({ description: '`member` or `admin`' }),
})
export type MyTeam = Static<typeof MyTeam>

export const teamRoles = ['member', 'admin'] as const

export const TeamRoleName = Type.Unsafe<(typeof teamRoles)[number]>({
  type: 'string',
  enum: teamRoles,
})

/** What the users of a team can be sorted by; else they stand as they came (guessed). */
export const sortableNames = [
  'created_at',
  'updated_at',
  'role',
  'state',
  'display_name',
  'email',
] as const

/** Somebody in a team, invited to it, or who asks to be (neighbours 12.1). */
export const TeamUser = Type.Object({
  object_name: Type.Literal('team_user'),
  id: Type.String(),
  organization_id: Type.String(),
  business_unit_id: Type.String(),
  team_id: Type.String(),
  user_id: Type.String(),
  role: TeamRoleName,
  state: Type.Unsafe<'join' | 'invite' | 'request'>({
    type: 'string',
    enum: ['join', 'invite', 'request'],
  }),
  user: User,
  applicant: Unknown,
  approver: Unknown,
  updater: Unknown,
  approver_at: Unknown,
  wait_leave: Type.Boolean(),
  created_at: Type.String(),
  updated_at: Type.String(),
})
export type TeamUser = Static<typeof TeamUser>

/** A team with everybody who has a part in it. */
export const TeamDetail = Type.Object({
  ...TeamListItem.properties,
  team_user_ids: Type.Array(Type.String(), { description: 'The users who are in it' }),
  team_users: Type.Array(TeamUser),
})
export type TeamDetail = Static<typeof TeamDetail>

export const TeamLabel = Type.Object({
  _id: Type.String(),
  public_id: Type.String({ description: 'The id again' }),
  organization_id: Type.String(),
  business_unit_id: Type.String(),
  team_id: Type.String(),
  name: Type.String(),
  color: Type.String(),
  created_at: Type.String(),
  updated_at: Type.String(),
})
export type TeamLabel = Static<typeof TeamLabel>
