/** Reads query numbers strictly: digits, nothing else. */
import type { FastifyInstance } from 'fastify'

interface QuerySchema {
  properties?: Record<string, { type?: string }>
}

/**
 * Ajv's own coercion would read `1e2`, `0x10` and ` 5` as numbers and silently change bodies too, so
 * it is off; the integers of a query schema are read here, before validation. Whatever is not all
 * digits stays text and fails the schema. Numbers beyond what can be counted mean "all there is".
 */
export function readWholeNumbers(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    const { properties = {} } = (route.schema?.querystring ?? {}) as QuerySchema
    const names = Object.keys(properties).filter((name) => properties[name]?.type === 'integer')
    if (names.length === 0) return
    route.preValidation = [
      ...[route.preValidation ?? []].flat(),
      (request, _reply, done) => {
        const query = request.query as Record<string, unknown>
        for (const name of names) {
          const value = query[name]
          if (typeof value === 'string' && /^\d+$/.test(value)) {
            query[name] = Math.min(Number(value), Number.MAX_SAFE_INTEGER)
          }
        }
        done()
      },
    ]
  })
}
