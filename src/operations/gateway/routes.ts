import { Type } from '@sinclair/typebox'
import type { FastifyPluginAsync } from 'fastify'
import { version } from '../../base/version.ts'
import { declareOperation } from '../operation.ts'

const Gateway = Type.Object({ name: Type.String(), version: Type.String(), env: Type.String() })

const GetGateway = {
  operationId: 'getGateway',
  summary: 'Say which gateway answers',
  tags: ['gateway'],
  response: { 200: Gateway },
}

/** What the SDKs' health check asks for (gateway facts 1.0). */
export const gatewayRoutes: FastifyPluginAsync = async (app) => {
  declareOperation(
    app,
    { method: 'GET', url: '/', callers: 'anybody', schema: GetGateway },
    async () => ({ name: 'App Gateway Public Server', version, env: 'mock' }),
  )
}
