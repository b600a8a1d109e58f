import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { controlFailures, World } from './schemas.ts'

/**
 * Starts the request's world over: the fixture's rows, the clock and the ids that it was made with;
 * whole, or not at all. What was written before is lost.
 */
export const resetRoute: FastifyPluginAsyncTypebox = async (scope) => {
  scope.post(
    '/_mock/reset',
    {
      schema: {
        operationId: 'resetWorld',
        summary: 'Start a world over from its fixture',
        tags: ['mock'],
        response: { 200: World, ...controlFailures },
      },
    },
    async ({ server, world_name }) => {
      server.worlds.reset(world_name)
      return server.worlds.describe(world_name)
    },
  )
}
