import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import type { World } from '../worlds/world.ts'

const Livez = Type.Object({ status: Type.Literal('ok') })
const Check = Type.Union([Type.Literal('ok'), Type.Literal('failed')])
const Readyz = Type.Object({
  status: Check,
  checks: Type.Object({ database: Check, fixture: Check }),
  search: Type.String({
    description:
      '`ok`, or why searches fail now. The rest works without it, so that it makes nothing fail here',
  }),
  reason: Type.Optional(Type.String({ description: 'What has failed, in a sentence' })),
})

/** Health, outside the emulated routes: no credential, no rewriting, no documented counterpart. */
export const healthRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const hidden = { hide: true }
  const config = { isOpen: true } as const

  app.get(
    '/livez',
    { config: { ...config, needsNoWorld: true }, schema: { ...hidden, response: { 200: Livez } } },
    async () => ({
      status: 'ok' as const,
    }),
  )

  app.get(
    '/readyz',
    { config, schema: { ...hidden, response: { 200: Readyz, 503: Readyz } } },
    async ({ world }, reply) => {
      const database = world.health.problem()
      const fixture = fixtureProblem(world)
      const reason = database ?? fixture
      return reply.code(reason === undefined ? 200 : 503).send({
        status: verdict(reason),
        checks: { database: verdict(database), fixture: verdict(fixture) },
        search: world.search.state(),
        reason,
      })
    },
  )
}

function verdict(problem: string | undefined): 'ok' | 'failed' {
  return problem === undefined ? 'ok' : 'failed'
}

function fixtureProblem({ directory, health }: World): string | undefined {
  try {
    return directory.countUsers() > 0
      ? undefined
      : 'the database holds no user: start with --reset, and a fixture that has one'
  } catch (error) {
    // A database that cannot be read is told of by the other check, the next time at the latest.
    return health.explain(error) ?? 'the users cannot be counted'
  }
}
