/**
 * Refuses what a call would not read. A reset whose body names a world would otherwise throw away
 * another one, in silence.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ControlError, namingWorlds } from './failures.ts'

/** For the scope's own calls: those that take a query or a body say so in their schema. */
export function refuseUnread(scope: FastifyInstance): void {
  scope.addHook('preValidation', (request, _reply, done) => {
    done(request.routeOptions.config.isOpen ? undefined : problemOf(request))
  })
}

function problemOf({ query, body, routeOptions }: FastifyRequest): ControlError | undefined {
  const { schema } = routeOptions
  const [asked] = schema?.querystring ? [] : Object.keys(query as object)
  if (asked !== undefined) return unread(`query.${asked.slice(0, 80)} is not known`, 'no query')
  if (schema?.body || body === undefined || body === null) return undefined
  const [sent] = typeof body === 'object' ? Object.keys(body) : ['']
  if (sent === undefined) return undefined
  return unread(
    sent === '' ? 'body: not read' : `body.${sent.slice(0, 80)} is not known`,
    'no body',
  )
}

function unread(message: string, expected: string): ControlError {
  return new ControlError(400, message, `${expected}; ${namingWorlds}`)
}
