import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { addNote } from '../http/explain.ts'
import { expectedStub } from '../stubs/check-stub.ts'
import { NewStub, Stub, StubList } from '../stubs/schemas.ts'
import { whyUnreached } from '../stubs/unreached.ts'
import { controlFailures } from './schemas.ts'

const tags = ['mock']

/** Answers for addresses that no operation has, in the request's world. */
export const stubRoutes: FastifyPluginAsyncTypebox = async (scope) => {
  scope.post(
    '/_mock/stubs',
    {
      config: { expected: expectedStub },
      schema: {
        operationId: 'addStub',
        summary: 'Answer an address that no operation has',
        tags,
        body: NewStub,
        response: { 201: Stub, ...controlFailures },
      },
      // What a stub answers is JSON of any shape.
      serializerCompiler: () => JSON.stringify,
    },
    async (request, reply) => {
      const { server, world_name, body } = request
      const unreached = whyUnreached(server, body)
      if (unreached !== undefined) addNote(request, reply, unreached)
      return reply.code(201).send(server.worlds.stubsFor(world_name).add(body))
    },
  )

  scope.get(
    '/_mock/stubs',
    {
      schema: {
        operationId: 'listStubs',
        summary: 'List the stubs of a world',
        tags,
        response: { 200: StubList, ...controlFailures },
      },
      serializerCompiler: () => JSON.stringify,
    },
    async ({ server, world_name }) => ({ stubs: server.worlds.stubsFor(world_name).list() }),
  )

  scope.delete(
    '/_mock/stubs',
    {
      schema: {
        operationId: 'removeStubs',
        summary: 'Remove all stubs of a world',
        tags,
        response: { 204: Type.Null(), ...controlFailures },
      },
    },
    async ({ server, world_name }, reply) => {
      server.worlds.stubsFor(world_name).clear()
      return reply.code(204).send(null)
    },
  )

  scope.delete(
    '/_mock/stubs/:id',
    {
      schema: {
        operationId: 'removeStub',
        summary: 'Remove a stub',
        tags,
        params: Type.Object({ id: Type.String() }),
        response: { 204: Type.Null(), ...controlFailures },
      },
    },
    async ({ server, world_name, params }, reply) => {
      server.worlds.stubsFor(world_name).remove(params.id)
      return reply.code(204).send(null)
    },
  )
}
