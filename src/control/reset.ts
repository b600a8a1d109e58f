import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'

const Reset = Type.Object({
  fixture: Type.String({ description: 'What its rows come from again' }),
})

/** Starts over from the fixture: whole, or not at all. What was written before is lost. */
export const resetRoute: FastifyPluginAsyncTypebox = async (scope) => {
  scope.post(
    '/_mock/reset',
    { schema: { hide: true, response: { 200: Reset } } },
    async ({ world }) => {
      world.reset()
      return { fixture: world.fixture.name }
    },
  )
}
