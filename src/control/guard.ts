/**
 * Who may use the control plane. It can read and throw away everything, and a developer's browser
 * visits strange pages: none of them gets in, while programs, containers and CI need nothing.
 */
import { timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { stableHex } from '../base/stable-id.ts'
import { strangeHost } from '../http/host.ts'
import { ControlError, refused } from './failures.ts'

export interface Guard {
  /** Origins whose pages may ask. */
  allowOrigins: readonly string[]
  /** Names with a dot under which it is asked, in lower case. */
  allowHosts: readonly string[]
  /** Asked for where it is set, as `x-mock-control-token` or `Authorization: Bearer`. */
  controlToken: string | undefined
}

/** Refuses, before anything else is looked at, whoever may not. For the scope's own routes only. */
export function guardControl(scope: FastifyInstance, guard: Guard): void {
  scope.addHook('onRequest', (request, _reply, done) => {
    done(request.routeOptions.config.isOpen ? undefined : problemOf(request, guard))
  })
}

function problemOf(
  { headers, protocol }: FastifyRequest,
  { allowOrigins, allowHosts, controlToken }: Guard,
): ControlError | undefined {
  const { host, origin } = headers
  const strange = strangeHost(host, allowHosts)
  if (strange !== undefined) {
    return refused(
      `host: ${strange} is not a name of this machine`,
      `start with --allow-host ${strange}`,
    )
  }
  const isOwnPage = origin === `${protocol}://${host}`
  if (origin !== undefined && !isOwnPage && !allowOrigins.includes(origin)) {
    return refused(`origin: pages of ${origin} may not ask`, `start with --allow-origin ${origin}`)
  }
  if (controlToken === undefined || isSame(sentToken(headers), controlToken)) return undefined
  return new ControlError(
    401,
    sentToken(headers) === undefined ? 'no control token' : 'the control token is another one',
    'send what --control-token says, as x-mock-control-token or Authorization: Bearer',
  )
}

function sentToken(headers: FastifyRequest['headers']): string | undefined {
  const own = headers['x-mock-control-token']
  return typeof own === 'string' ? own : /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1]
}

/** Takes the same time for every wrong one. */
function isSame(sent: string | undefined, token: string): boolean {
  if (sent === undefined) return false
  return timingSafeEqual(Buffer.from(stableHex(sent)), Buffer.from(stableHex(token)))
}
