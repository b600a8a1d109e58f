import type { FastifyPluginAsync } from 'fastify'
import { noCategory } from '../../http/errors.ts'
import { agents } from '../directory/callers.ts'
import { declareOperation } from '../operation.ts'
import {
  CreateCategory,
  DeleteCategory,
  GetCategory,
  ListCategories,
  UpdateCategory,
} from './schemas.ts'

export const categoryRoutes: FastifyPluginAsync = async (app) => {
  declareOperation(
    app,
    { method: 'GET', url: '/v1/backend/categories', callers: agents, schema: ListCategories },
    async ({ world, caller, query: { search = '', sort, apply_to } }) => {
      const word = search.toLowerCase()
      const data = world.categories
        .list(caller.organization_id)
        .filter(({ name }) => name.toLowerCase().includes(word))
        .filter((category) => apply_to === undefined || category.apply_to.includes(apply_to))
      if (sort === '-created_at') data.sort((a, b) => b.created_at.localeCompare(a.created_at))
      return { data }
    },
  )

  declareOperation(
    app,
    { method: 'POST', url: '/v1/backend/categories', callers: agents, schema: CreateCategory },
    async ({ world, caller, body }) => world.categories.create(caller.organization_id, body),
  )

  const ofCategory = { callers: agents, url: '/v1/backend/categories/:category_id' }
  declareOperation(
    app,
    { ...ofCategory, method: 'GET', schema: GetCategory },
    async ({ world, caller: { organization_id }, params: { category_id } }) =>
      world.categories.find(category_id, organization_id) ?? unknown(category_id),
  )

  declareOperation(
    app,
    { ...ofCategory, method: 'PUT', schema: UpdateCategory },
    async ({ world, caller: { organization_id }, params: { category_id }, body }) =>
      world.categories.update(category_id, organization_id, body) ?? unknown(category_id),
  )

  declareOperation(
    app,
    { ...ofCategory, method: 'DELETE', schema: DeleteCategory },
    async ({ world, caller: { organization_id }, params: { category_id } }) => {
      if (!world.categories.remove(category_id, organization_id)) unknown(category_id)
      return { message: 'Category deleted successfully' as const, id: category_id }
    },
  )
}

function unknown(id: string): never {
  throw noCategory(`no category ${id} of the organization`)
}
