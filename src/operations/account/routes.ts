import type { FastifyPluginAsync } from 'fastify'
import { unauthorized } from '../../http/errors.ts'
import type { World } from '../../worlds/world.ts'
import { type AgentCaller, agents } from '../directory/callers.ts'
import { declareOperation } from '../operation.ts'
import { type Account, allModules, GetAccount, UpdateAccount } from './schemas.ts'

const url = '/v1/backend/account'

/** One's own account. Never with `x-license-required`, which shows today's inbox a licence page. */
export const accountRoutes: FastifyPluginAsync = async (app) => {
  declareOperation(
    app,
    { method: 'GET', url, callers: agents, schema: GetAccount },
    async ({ world, caller }) => ({
      ...accountOf(world, caller),
      organization_name: world.organizations.find(caller.organization_id)?.name ?? '',
      organization_modules: allModules,
      organization_lock_features: [],
      partition: 0,
      is_paid: true,
      support: {},
    }),
  )

  declareOperation(
    app,
    { method: 'PUT', url, callers: agents, schema: UpdateAccount },
    async ({ world, caller, body }) => {
      accountOf(world, caller)
      world.users.updateProfile(caller.user_id, body)
      return accountOf(world, caller)
    },
  )
}

/** @throws {ApiError} 401 as the gateway answers a token whose account is gone */
function accountOf(world: World, { user_id, organization_id }: AgentCaller): Account {
  const user = world.users.find(user_id, organization_id)
  if (user === undefined) throw unauthorized(`${user_id} is no user of ${organization_id}`)
  return {
    object_name: 'account',
    id: user.id,
    organization_id,
    display_name: user.display_name,
    avatar_url: user.avatar_url,
    gender: user.gender,
    first_name: user.first_name,
    last_name: user.last_name,
    address_line1: '',
    address_line2: '',
    area_code: user.area_code,
    phone_number: user.phone_number,
    email: user.email,
    language: user.language,
    role: user.role,
    status: user.status,
    is_active: user.is_active,
    is_archived: user.is_archived,
    created_at: user.created_at,
    updated_at: user.updated_at,
    on_boarded: user.on_boarded,
    expired_at: null,
    team_roles: world.teams.listRolesOf(user_id, organization_id),
  }
}
