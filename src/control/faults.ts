import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { expectedFault } from '../faults/check-fault.ts'
import { Fault, FaultList, NewFault } from '../faults/schemas.ts'
import { controlFailures } from './schemas.ts'

const tags = ['mock']

const DroppedSockets = Type.Object({ dropped: Type.Integer({ description: 'How many' }) })

/** What goes wrong in the request's world: rules, each with the requests that it fits. */
export const faultRoutes: FastifyPluginAsyncTypebox = async (scope) => {
  scope.post(
    '/_mock/faults',
    {
      config: { expected: expectedFault },
      schema: {
        operationId: 'addFault',
        summary: 'Make requests fail, wait or lie',
        tags,
        body: NewFault,
        response: { 201: Fault, ...controlFailures },
      },
    },
    async ({ server, world_name, body }, reply) => {
      const fault = server.worlds.faultsOf(world_name).add(
        body,
        server.operations.map(({ operationId }) => operationId),
      )
      return reply.code(201).send(fault)
    },
  )

  scope.get(
    '/_mock/faults',
    {
      schema: {
        operationId: 'listFaults',
        summary: 'List the faults of a world, in the order in which they are tried',
        tags,
        response: { 200: FaultList, ...controlFailures },
      },
    },
    async ({ server, world_name }) => ({ faults: server.worlds.faultsOf(world_name).list() }),
  )

  scope.delete(
    '/_mock/faults',
    {
      schema: {
        operationId: 'removeFaults',
        summary: 'Remove all faults of a world',
        tags,
        response: { 204: Type.Null(), ...controlFailures },
      },
    },
    async ({ server, world_name }, reply) => {
      server.worlds.faultsOf(world_name).clear()
      return reply.code(204).send(null)
    },
  )

  scope.delete(
    '/_mock/faults/:id',
    {
      schema: {
        operationId: 'removeFault',
        summary: 'Remove a fault',
        tags,
        params: Type.Object({ id: Type.String() }),
        response: { 204: Type.Null(), ...controlFailures },
      },
    },
    async ({ server, world_name, params }, reply) => {
      server.worlds.faultsOf(world_name).remove(params.id)
      return reply.code(204).send(null)
    },
  )

  scope.post(
    '/_mock/sockets/drop',
    {
      schema: {
        operationId: 'dropSockets',
        summary: 'Cut off all sockets of a world, as a network does that fails',
        tags,
        response: { 200: DroppedSockets, ...controlFailures },
      },
    },
    async ({ server, world_name }) => ({ dropped: await server.dropSockets(world_name) }),
  )
}
