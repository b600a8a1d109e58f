import type { FastifyPluginAsync } from 'fastify'
import { invalidRequest, refusedPlainly } from '../../http/errors.ts'
import type { World } from '../../worlds/world.ts'
import { type AgentCaller, agents } from '../directory/callers.ts'
import { listOf, readPage } from '../lists.ts'
import { declareOperation } from '../operation.ts'
import { readEmail } from '../sign-in/find-user.ts'
import * as operations from './operations.ts'
import type { User } from './schemas.ts'

const users = '/v1/backend/users'

/** Users (neighbours 9). Every user of an organization may change them, as with teams (guessed). */
export const userRoutes: FastifyPluginAsync = async (app) => {
  declareOperation(
    app,
    { method: 'GET', url: users, callers: agents, schema: operations.ListUsers },
    async ({ world, caller: { organization_id }, query }) => {
      const { search = '', roles = '', status = '', sort = '' } = query
      const page = readPage(query)
      const filter = { organization_id, search, roles, status }
      const { users, count } = world.users.list(filter, sort, page)
      return listOf(users, count, page, {})
    },
  )

  declareOperation(
    app,
    { method: 'GET', url: `${users}/_all`, callers: agents, schema: operations.ListAllUsers },
    async ({ world, caller }) => world.users.listAll(caller.organization_id),
  )

  declareOperation(
    app,
    { method: 'GET', url: `${users}/_me`, callers: agents, schema: operations.GetMe },
    async ({ world, caller }) => findUser(world, caller, caller.user_id),
  )

  declareOperation(
    app,
    {
      method: 'GET',
      url: `${users}/_roles_count`,
      callers: agents,
      schema: operations.CountRoles,
    },
    async ({ world, caller }) => world.users.countRoles(caller.organization_id),
  )

  declareOperation(
    app,
    { method: 'GET', url: `${users}/:user_id`, callers: agents, schema: operations.GetUser },
    async ({ world, caller, params }) => ({ data: findUser(world, caller, params.user_id) }),
  )

  declareOperation(
    app,
    { method: 'PUT', url: `${users}/:user_id`, callers: agents, schema: operations.UpdateUser },
    async ({ world, caller, params, body: { role, status, ...profile } }) => {
      const user = findUser(world, caller, params.user_id)
      const { id, organization_id } = user
      const changed = status === user.status ? undefined : status
      if (changed === 'invited') {
        throw invalidRequest('Invalid request', `body.status: ${id} is ${user.status}, not invited`)
      }
      const place = { organization_id, role, status: changed, caller_id: caller.user_id }
      world.users.updateProfile(id, profile, place)
      return findUser(world, caller, id)
    },
  )

  declareOperation(
    app,
    {
      method: 'POST',
      url: `${users}/_bulk_invite`,
      callers: agents,
      schema: operations.InviteUsers,
    },
    async ({ world, caller, body: { users = [], emails = [], role = 'member' } }) => {
      const invited = [...users, ...emails.map((email) => ({ email }))].map((one) => ({
        role,
        ...one,
        email: readEmail(one.email),
      }))
      if (invited.length === 0) {
        throw invalidRequest('Invalid request', 'body: send users or emails')
      }
      const ids = world.users.invite(caller.organization_id, invited)
      return { data: ids.map((id) => findUser(world, caller, id)) }
    },
  )

  declareOperation(
    app,
    {
      method: 'POST',
      url: `${users}/_change_role`,
      callers: agents,
      schema: operations.ChangeUserRole,
    },
    async ({ world, caller, body: { user_id, role } }) => {
      const { id, organization_id } = findUser(world, caller, user_id)
      world.users.setRole(id, organization_id, role)
      return findUser(world, caller, id)
    },
  )

  for (const [word, status, schema] of [
    ['_archive', 'archived', operations.ArchiveUser],
    ['_deactivate', 'deactivated', operations.DeactivateUser],
    ['_suspend', 'suspended', operations.SuspendUser],
    ['_reactivate', 'active', operations.ReactivateUser],
  ] as const) {
    declareOperation(
      app,
      { method: 'POST', url: `${users}/${word}`, callers: agents, schema },
      async ({ world, caller, body }) => {
        const { id, organization_id } = findUser(world, caller, body.user_id)
        world.users.setStatus(id, organization_id, status, caller.user_id)
        return findUser(world, caller, id)
      },
    )
  }
}

/** @throws {ApiError} 404 for somebody of another organization */
function findUser(world: World, { organization_id }: AgentCaller, id: string): User {
  const user = world.users.find(id, organization_id)
  if (user !== undefined) return user
  throw refusedPlainly(404, 'User not found', `no user ${id} in ${organization_id}`)
}
