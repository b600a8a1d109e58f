import type { FastifyPluginAsync } from 'fastify'
import { agents } from '../directory/callers.ts'
import { declareOperation } from '../operation.ts'
import { ListCategories } from './schemas.ts'

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
}
