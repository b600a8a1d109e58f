import type { FastifyPluginAsync } from 'fastify'
import { forbidden, notFound } from '../../http/errors.ts'
import type { World } from '../../worlds/world.ts'
import { agents, agentsAndLogins, type CallerOf } from '../directory/callers.ts'
import { listOf, readPage } from '../lists.ts'
import { declareOperation } from '../operation.ts'
import {
  CreateOrganization,
  GetBusinessUnit,
  GetOrganization,
  ListAllOrganizations,
  ListBusinessUnits,
  ListMyOrganizations,
  ListOrganizations,
  type Organization,
} from './schemas.ts'

/** A user has few organizations, and an organization few business units: pages are cut from all of them. */
export const organizationRoutes: FastifyPluginAsync = async (app) => {
  for (const [version, schema] of [
    ['v2', ListMyOrganizations],
    ['v1', ListOrganizations],
  ] as const) {
    declareOperation(
      app,
      {
        method: 'GET',
        url: `/${version}/backend/organizations`,
        callers: agentsAndLogins,
        schema,
      },
      async ({ world, caller, query }) => pageOf(ownOrganizations(world, caller, query), query),
    )
  }

  declareOperation(
    app,
    {
      method: 'GET',
      url: '/v2/backend/organizations/_all',
      callers: agents,
      schema: ListAllOrganizations,
    },
    async ({ world, caller, query }) => ({
      object_name: 'list' as const,
      data: ownOrganizations(world, caller, query),
      nested: {},
      has_more: false,
      count: 0,
      total: 0,
    }),
  )

  declareOperation(
    app,
    {
      method: 'POST',
      url: '/v1/backend/organizations',
      callers: agents,
      schema: CreateOrganization,
    },
    async () => {
      throw forbidden(
        'Organization creation is disabled',
        'as at the gateway: a fixture has the organizations of a world',
      )
    },
  )

  declareOperation(
    app,
    {
      method: 'GET',
      url: '/v1/backend/organizations/:organization_id',
      callers: agents,
      schema: GetOrganization,
    },
    async ({ world, caller, params: { organization_id } }) => {
      const own = ownOrganizations(world, caller, {})
      const data = own.find(({ id }) => id === organization_id)
      if (data !== undefined) return { data }
      throw notFound('Organization not found', `no organization ${organization_id} of the caller`)
    },
  )

  declareOperation(
    app,
    {
      method: 'GET',
      url: '/v1/backend/business_units',
      callers: agents,
      schema: ListBusinessUnits,
    },
    async ({ world, caller, query }) =>
      pageOf(world.organizations.listUnits(caller.organization_id), query),
  )

  declareOperation(
    app,
    {
      method: 'GET',
      url: '/v1/backend/business_units/:business_unit_id',
      callers: agents,
      schema: GetBusinessUnit,
    },
    async ({ world, caller, params: { business_unit_id } }) => {
      const data = world.organizations.findUnit(business_unit_id, caller.organization_id)
      if (data !== undefined) return { data }
      throw notFound('Business unit not found', `no business unit ${business_unit_id}`)
    },
  )
}

/** An API key is that of one organization, whatever its user's are. */
function ownOrganizations(
  world: World,
  caller: CallerOf<(typeof agentsAndLogins)[number]>,
  { is_active }: { is_active?: string },
): Organization[] {
  const isActive = is_active === 'true' || is_active === 'false' ? is_active === 'true' : undefined
  const all = world.organizations.listOf(caller.user_id, isActive)
  return caller.kind === 'api_key' ? all.filter(({ id }) => id === caller.organization_id) : all
}

function pageOf<Row>(rows: Row[], query: { limit?: string; skip?: string }) {
  const page = readPage(query)
  return listOf(rows.slice(page.skip, page.skip + page.limit), rows.length, page, {})
}
