import type { FastifyCorsOptions } from '@fastify/cors'

/** The gateway's own CORS (gateway facts 1.0). */
export const gatewayCors: FastifyCorsOptions = {
  origin: true,
  credentials: true,
  // Express answers every OPTIONS request as a preflight, complete or not.
  strictPreflight: false,
  methods: ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'],
  allowedHeaders: [
    'Content-Type',
    'Authorization',
    'x-api-key',
    'x-access-token',
    'x-temp-token',
    'user-agent',
    'organization-id',
    'x-organization-id',
    'user-email',
    'user-id',
    'x-user-id',
    'x-user-email',
    'x-request-id',
  ],
  exposedHeaders: ['x-request-id'],
}
