import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'

const Livez = Type.Object({ status: Type.Literal('ok') })
const Check = Type.Union([Type.Literal('ok'), Type.Literal('failed')])
const Readyz = Type.Object({
  status: Check,
  checks: Type.Object({ database: Check, fixture: Check }),
})

/** Health, outside the emulated routes: no credential, no rewriting, no documented counterpart. */
export const healthRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const hidden = { hide: true }

  app.get('/livez', { schema: { ...hidden, response: { 200: Livez } } }, async () => ({
    status: 'ok' as const,
  }))

  app.get(
    '/readyz',
    { schema: { ...hidden, response: { 200: Readyz, 503: Readyz } } },
    async ({ world, log }, reply) => {
      const checks = { database: 'ok' as 'ok' | 'failed', fixture: 'ok' as 'ok' | 'failed' }
      try {
        world.database.exec('BEGIN IMMEDIATE; ROLLBACK')
        if (world.directory.countUsers() === 0) checks.fixture = 'failed'
      } catch (error) {
        log.error({ err: error }, 'the database cannot be written')
        checks.database = 'failed'
      }
      const status = Object.values(checks).includes('failed') ? 'failed' : 'ok'
      return reply.code(status === 'ok' ? 200 : 503).send({ status, checks })
    },
  )
}
