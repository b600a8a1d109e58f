/** This gateway itself, with the default world: what operations there are, and how they refuse. */
import type { FastifyInstance } from 'fastify'
import { buildApp } from '../app.ts'
import type { Operation } from '../operations/operation.ts'
import { type Answer, requestOf } from './calls.ts'
import type { Known, Mistake } from './types.ts'

/** An agent of the default world, and what its mistakes may name. */
const agent = 'acc_3064efc7-4ccc-4b48-8ffa-50313e5b19df'
const ids: Known = new Map([
  ['index', 'org_imbrace'],
  ['conversation_id', 'conv_testing_conversation1'],
  ['team_conversation_id', 'tc_testing_conversation1'],
])

export interface Reference {
  operations: Map<string, Operation>
  /** How a mistake is refused. */
  refuse: (mistake: Mistake) => Promise<Answer>
  close: () => Promise<void>
}

export async function createReference(): Promise<Reference> {
  const app: FastifyInstance = buildApp({ db: ':memory:', log: 'off' })
  await app.ready()
  const operations = new Map(app.operations.map((one) => [one.operationId, one]))
  return {
    operations,
    async refuse(mistake) {
      const operation = operations.get(mistake.operation)
      if (operation === undefined) throw new Error(`${mistake.operation} is no operation`)
      const { method, path, headers, payload } = requestOf(operation, mistake, agent, ids)
      const answer = await app.inject({
        method,
        url: path,
        headers,
        ...(payload !== undefined && { payload }),
      })
      return {
        status: answer.statusCode,
        content_type: String(answer.headers['content-type'] ?? ''),
        body: answer.json(),
        asked: `${method} ${path}`,
      }
    },
    close: () => app.close(),
  }
}
