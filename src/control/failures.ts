/** Every failure body of the mock's own addresses is written here and nowhere else. */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '../base/refusal.ts'
import { ApiError } from '../http/errors.ts'
import { giveReason } from '../http/explain.ts'
import { strictReason } from '../http/validation-reason.ts'
import { WorldProblem } from '../worlds/problem.ts'

/** How to say which world a call is for. */
export const namingWorlds =
  'name a world by /_world/NAME before the address, by x-mock-world or by the cookie mock_world: 1 to 64 of A-Z a-z 0-9 _ -'

const statuses: Record<WorldProblem['kind'], number> = {
  unknown: 404,
  exists: 409,
  invalid: 400,
  full: 409,
  unwritable: 507,
}

/** A refusal: `{message, expected}`. Nothing has been changed. */
export class ControlError extends Error {
  readonly status: number
  readonly expected: string

  /**
   * @param message what is wrong
   * @param expected what would be right, or how to get there
   */
  constructor(status: number, message: string, expected: string) {
    super(message)
    this.status = status
    this.expected = expected
  }
}

export const refused = (message: string, expected: string) =>
  new ControlError(403, message, expected)

/** Answers every failure under the mock's own addresses. */
export function sendControlFailure(
  request: FastifyRequest,
  reply: FastifyReply,
  error: unknown,
): void {
  const { status, message, expected } = request.is404
    ? unknownCall(request)
    : failureOf(error, request)
  if (status >= 500) request.log.error({ err: error }, 'request failed')
  giveReason(request, reply, `${message}: ${expected}`)
  reply.code(status).type('application/json; charset=utf-8').send({ message, expected })
}

export function unknownCall({ method, originalUrl, server }: FastifyRequest): ControlError {
  const [path = ''] = originalUrl.split('?', 1)
  return new ControlError(
    404,
    `no call ${method} ${path.slice(0, 200)}`,
    server.explainAddress(method, path),
  )
}

function expectedOf({ routeOptions }: FastifyRequest): string {
  return routeOptions.config.expected ?? `no body and no query; ${namingWorlds}`
}

function failureOf(error: unknown, request: FastifyRequest): ControlError {
  if (error instanceof ControlError) return error
  if (error instanceof Refusal) return new ControlError(error.status, error.wrong, error.expected)
  if (error instanceof ApiError) return new ControlError(error.status, error.reason, namingWorlds)
  if (error instanceof WorldProblem) {
    return new ControlError(statuses[error.kind], error.message, expectedOf(request))
  }
  const { validation, validationContext, statusCode, message } = error as FastifyError
  const expected = expectedOf(request)
  const [first] = validation ?? []
  if (first !== undefined) {
    const { message, hint } = strictReason(first, validationContext)
    return new ControlError(400, message, `${hint}${expected}`)
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new ControlError(statusCode, message, expected)
  }
  const cause = request.server.world.health.explain(error)
  return new ControlError(500, cause ?? 'a bug in the mock', 'see its log')
}
