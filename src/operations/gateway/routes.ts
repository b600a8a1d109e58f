import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { version } from '../../base/version.ts'

const Gateway = Type.Object({ name: Type.String(), version: Type.String(), env: Type.String() })

/** What the SDKs' health check asks for (gateway facts 1.0). */
export const gatewayRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/',
    {
      schema: {
        operationId: 'getGateway',
        summary: 'Say which gateway answers',
        tags: ['gateway'],
        response: { 200: Gateway },
      },
    },
    async () => ({ name: 'App Gateway Public Server', version, env: 'mock' }),
  )
}
