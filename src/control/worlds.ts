import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import type { NewWorld as NewWorldOptions } from '../worlds/summaries.ts'
import { controlFailures, Named, NewWorld, World, WorldList } from './schemas.ts'

const tags = ['mock']

const listed = 'the name of a world that GET /_mock/worlds lists'

/** Worlds: make, list, look at, remove. */
export const worldRoutes: FastifyPluginAsyncTypebox = async (scope) => {
  scope.post(
    '/_mock/worlds',
    {
      config: {
        needsNoWorld: true,
        expected:
          '{"name": "mine", "from": {"world": "default"} or {"snapshot": "NAME"}, "clock": {"now": "2022-04-07T04:11:28.148Z", "frozen": true, "scale": 1}, "seed": "any"}, each of which may be left out',
      },
      schema: {
        operationId: 'createWorld',
        summary: 'Make a world of its own',
        tags,
        body: NewWorld,
        response: { 201: World, ...controlFailures },
      },
    },
    async ({ server, body }, reply) => {
      // The schema lets one of `world` and `snapshot` through, never both.
      const { name } = server.worlds.create((body ?? {}) as NewWorldOptions)
      return reply.code(201).send(server.worlds.describe(name))
    },
  )

  scope.get(
    '/_mock/worlds',
    {
      config: { needsNoWorld: true },
      schema: {
        operationId: 'listWorlds',
        summary: 'List the worlds, default first',
        tags,
        response: { 200: WorldList, ...controlFailures },
      },
    },
    async ({ server }) => ({ worlds: server.worlds.list() }),
  )

  scope.get(
    '/_mock/worlds/:name',
    {
      config: { needsNoWorld: true, expected: listed },
      schema: {
        operationId: 'getWorld',
        summary: 'Look at a world: its rows by table, its clock',
        tags,
        params: Named,
        response: { 200: World, ...controlFailures },
      },
    },
    async ({ server, params }) => server.worlds.describe(params.name),
  )

  scope.delete(
    '/_mock/worlds/:name',
    {
      config: { needsNoWorld: true, expected: listed },
      schema: {
        operationId: 'removeWorld',
        summary: 'Remove a world',
        tags,
        params: Named,
        response: { 204: Type.Null(), ...controlFailures },
      },
    },
    async ({ server, params }, reply) => {
      server.worlds.remove(params.name)
      return reply.code(204).send(null)
    },
  )
}
