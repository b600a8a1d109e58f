import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { watchCaller } from '../http/hang-up.ts'
import { expected } from '../other-side/expected.ts'
import { play } from '../other-side/play.ts'
import { Scenario } from '../other-side/scenario-schema.ts'
import type { Played as PlayedBody } from '../other-side/types.ts'
import { stageOf } from '../worlds/stage.ts'
import { controlFailures } from './schemas.ts'

/** Of a thousand steps that say much. */
const largestScenario = 16 * 2 ** 20

const id = Type.Optional(Type.String())

const Played = Type.Unsafe<PlayedBody>(
  Type.Object({
    name: Type.Union([Type.String(), Type.Null()]),
    steps: Type.Array(
      Type.Object({
        step: Type.Integer(),
        did: Type.String(),
        at: Type.String({ description: 'By the world’s clock' }),
        contact_id: id,
        conversation_id: id,
        message_id: id,
        status: Type.Optional(
          Type.String({ description: 'Of the conversation, after the message' }),
        ),
        conversations: Type.Optional(Type.Integer()),
        requests: Type.Optional(Type.Integer({ description: 'How many had come' })),
      }),
    ),
    customers: Type.Record(
      Type.String(),
      Type.Object({ contact_id: Type.String(), conversation_id: Type.String() }),
    ),
  }),
)

/** Scenarios: what happens one after the other, the same way each time. */
export const scenarioRoute: FastifyPluginAsyncTypebox = async (scope) => {
  scope.post(
    '/_mock/scenarios',
    {
      bodyLimit: largestScenario,
      config: { expected: expected.scenario },
      schema: {
        operationId: 'playScenario',
        summary: 'Play a scenario, and answer when it is over',
        tags: ['mock'],
        body: Scenario,
        response: { 200: Played, ...controlFailures },
      },
    },
    async (request, reply) => {
      const { server, world, world_name, body } = request
      const operations = server.operations.map(({ operationId }) => operationId)
      const stage = stageOf(server.worlds, world_name, world, operations)
      const caller = watchCaller(request, reply)
      const isOver = () => (caller.aborted ? 'the caller has left' : stage.isOver())
      return play({ ...stage, isOver }, body)
    },
  )
}
