/** One's own account (neighbours 12.1): validation, types and OpenAPI in one. */
import { type Static, Type } from '@sinclair/typebox'
import { commonFailures, Failure } from '../../http/failure-schemas.ts'
import { Team } from '../teams/schemas.ts'
import { Profile, Role } from '../users/schemas.ts'

/** One's place in a team, whether one is in it, invited or asks to be. */
const TeamRole = Type.Object({
  object_name: Type.Literal('team_user'),
  id: Type.String(),
  organization_id: Type.String(),
  business_unit_id: Type.String(),
  team_id: Type.String(),
  user_id: Type.String(),
  role: Type.String({ description: '`member` or `admin`' }),
  state: Type.String({ description: '`join`, `invite` or `request`' }),
  team: Team,
})
export type TeamRole = Static<typeof TeamRole>

const modules = [
  'conversation',
  'internal_ai_chat',
  'databoards',
  'campaign',
  'workflows',
  'workflows_v2',
  'channels',
  'credentials',
  'analytics',
  'knowledge_hub',
  'ai_agent',
  'knowledge_base',
  'teams',
  'member',
  'templates',
  'events',
  'marketplace',
  'ideas',
  'crm',
] as const

/** Every module is there: clients leave out the menus of others. */
export const allModules = Object.fromEntries(modules.map((name) => [name, true])) as Record<
  (typeof modules)[number],
  boolean
>

const account = {
  object_name: Type.Literal('account'),
  id: Type.String(),
  organization_id: Type.String(),
  display_name: Type.String(),
  avatar_url: Type.String(),
  gender: Type.String(),
  first_name: Type.String(),
  last_name: Type.String(),
  address_line1: Type.String({ description: 'Empty, as the second' }),
  address_line2: Type.String(),
  area_code: Type.String(),
  phone_number: Type.String(),
  email: Type.String(),
  language: Type.String(),
  role: Role,
  status: Type.String(),
  is_active: Type.Boolean(),
  is_archived: Type.Boolean(),
  created_at: Type.String(),
  updated_at: Type.String(),
  on_boarded: Type.Boolean({ description: 'Clients send others to a tour' }),
  expired_at: Type.Null({ description: 'An account does not expire' }),
  team_roles: Type.Array(TeamRole, {
    description: 'One’s teams and invitations, without those that are disabled',
  }),
}

/** After a change, without what is the organization's. */
export const Account = Type.Object(account)
export type Account = Static<typeof Account>

const AccountInOrganization = Type.Object({
  ...account,
  organization_name: Type.String(),
  organization_modules: Type.Object(
    Object.fromEntries(modules.map((name) => [name, Type.Boolean()])) as Record<
      (typeof modules)[number],
      ReturnType<typeof Type.Boolean>
    >,
  ),
  organization_lock_features: Type.Array(Type.String()),
  partition: Type.Integer(),
  is_paid: Type.Boolean(),
  support: Type.Object({}),
})

export const GetAccount = {
  operationId: 'getAccount',
  summary: 'Get one’s own account',
  tags: ['sign-in'],
  response: { 200: AccountInOrganization, 400: Failure, 403: Failure, ...commonFailures },
}

export const UpdateAccount = {
  operationId: 'updateAccount',
  summary: 'Change one’s own account',
  tags: ['sign-in'],
  body: Profile,
  response: { 200: Account, 400: Failure, 403: Failure, ...commonFailures },
}
