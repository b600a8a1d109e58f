/**
 * Every failure body is written here and nowhere else.
 *
 * A body is the documented one and nothing more, because clients compare it and act on its code
 * (40001 logs the front end out). What a developer wants to know (which field, which check, what
 * would pass) travels beside it, in the `x-mock-reason` header and in the log line.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { http } from '../base/node-http.ts'
import { OptionError } from '../base/start-error.ts'
import { bodyLimit } from './body.ts'
import { giveReason, headerText, safe } from './explain.ts'
import { unreadablePath } from './paths.ts'
import { validationReason } from './validation-reason.ts'

interface FailureBody {
  code?: number
  message: string
}

/** A refusal the API documents: thrown anywhere below a route, answered by `failureOf`. */
export class ApiError extends Error {
  readonly status: number
  readonly body: FailureBody
  readonly reason: string

  constructor(status: number, body: FailureBody, reason: string) {
    super(reason)
    this.status = status
    this.body = body
    this.reason = reason
  }
}

/** 401, with the code that makes the front end log out. */
export const unauthorized = (reason: string) =>
  new ApiError(401, { code: 40001, message: 'Unauthorized' }, reason)

/** 400 with the message documented for the operation. */
export const invalidRequest = (message: string, reason: string) =>
  new ApiError(400, { code: 40000, message }, reason)

/** 403 with the message documented for the operation. */
export const forbidden = (message: string, reason: string) =>
  new ApiError(403, { code: 40003, message }, reason)

/** 403 of what is another organization's, where no message is documented. */
export const noPermission = (reason: string) => forbidden('No permission', reason)

/** 404 of a resource. */
export const notFound = (message: string, reason: string) =>
  new ApiError(404, { code: 40004, message }, reason)

/** Status 400 with the text of a 404 and no code: documented so for an unknown team. */
export const unknownTeam = (reason: string) => new ApiError(400, { message: 'Not Found' }, reason)

/** So much of an unknown address is repeated in the reason. */
const longestPath = 200

/**
 * 404 of an address. The real gateway answers Express's HTML page here; JSON is kinder to clients
 * that parse every answer (gateway facts 10, number 24).
 */
function unknownAddress(request: FastifyRequest): ApiError {
  const { url, method, originalUrl, server } = request
  if (url.startsWith(unreadablePath)) {
    return invalidRequest('Invalid request', `path: ${originalUrl} is not percent-encoded UTF-8`)
  }
  const [path = ''] = originalUrl.split('?', 1)
  // Redacted before it is cut: half a credential would not be known as one.
  const told = safe(request, path.slice(0, 2 * longestPath))
  const quoted = told.length > longestPath ? `${told.slice(0, longestPath)}...` : told
  const reason = `no operation ${method} ${quoted}: ${server.explainAddress(method, path)}`
  return new ApiError(404, { message: 'Not Found' }, reason)
}

function tooLarge({ headers, routeOptions }: FastifyRequest): ApiError {
  const limit = routeOptions.bodyLimit ?? bodyLimit
  const size =
    headers['content-length'] === undefined ? '' : ` (${headers['content-length']} bytes)`
  const reason = `body: too large${size}: this operation takes ${limit} bytes, ${limit / 2 ** 20} MiB, at most`
  return new ApiError(413, { code: 40000, message: 'Payload Too Large' }, reason)
}

/** 500 as the services answer it. */
export const unavailable = (reason: string) =>
  new ApiError(500, { code: 99999, message: 'Service unavailable, please try again later' }, reason)

/** Writes a failure: the documented body, and the reason beside it. */
export function sendFailure(request: FastifyRequest, reply: FastifyReply, error: unknown): void {
  // An address nobody knows is not there, whatever its body was.
  const failure =
    request.is404 && !(error instanceof OptionError)
      ? unknownAddress(request)
      : failureOf(error, request)
  if (failure.status >= 500) request.log.error({ err: error }, 'request failed')
  giveReason(request, reply, failure.reason)
  reply.code(failure.status).type('application/json; charset=utf-8').send(failure.body)
}

const unreadable: Record<string, [status: number, message: string, reason: string]> = {
  HPE_HEADER_OVERFLOW: [
    431,
    'Request Header Fields Too Large',
    'address and headers are longer than 16 KiB',
  ],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [
    413,
    'Payload Too Large',
    'the extensions of a chunk are longer than 16 KiB',
  ],
  ERR_HTTP_REQUEST_TIMEOUT: [
    408,
    'Request Timeout',
    'the request did not arrive whole in the time that requestTimeout (--request-timeout) gives it',
  ],
  HPE_INVALID_EOF_STATE: [400, 'Invalid request', 'the caller hung up within the request'],
  TLS: [
    400,
    'Invalid request',
    'the client spoke TLS, but this is http: use http:// in its address',
  ],
  CONNECT: [400, 'Invalid request', 'no operation has the method CONNECT'],
  EXPECTATION_FAILED: [
    417,
    'Expectation Failed',
    'expect: only 100-continue can be expected of this gateway',
  ],
}

/** Bytes that are no request, or no whole one. */
export class UnreadableRequest extends ApiError {
  /** @param code Node's: the parser's, for instance HPE_INVALID_METHOD, or that of a time-out; or TLS */
  constructor(code: string | undefined) {
    const [status, message, reason] = unreadable[code ?? ''] ?? [
      400,
      'Invalid request',
      `the request could not be read: ${code ?? 'not HTTP'}`,
    ]
    super(status, { code: 40000, message }, reason)
  }
}

/** The answer to bytes that never became a request: the socket gets a whole HTTP response. */
export function rawFailure(code: string | undefined): string {
  return rawAnswer(new UnreadableRequest(code))
}

/** The same to a request for a socket that is refused. */
export function rawRefusal(status: 400 | 403 | 404, reason: string): string {
  const errors = {
    400: invalidRequest('Invalid request', reason),
    403: noPermission(reason),
    404: new ApiError(404, { message: 'Not Found' }, reason),
  }
  return rawAnswer(errors[status])
}

function rawAnswer({ status, body, reason }: ApiError): string {
  const text = JSON.stringify(body)
  return [
    `HTTP/1.1 ${status} ${http.STATUS_CODES[status]}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(text)}`,
    `x-mock-reason: ${headerText(reason)}`,
    'connection: close',
    '',
    text,
  ].join('\r\n')
}

/** The answer to an `Expect` that nobody can meet. Its client may keep the body back: that ends it. */
export function refuseExpectation({ headers }: IncomingMessage, response: ServerResponse): void {
  const { status, body, reason } = new UnreadableRequest('EXPECTATION_FAILED')
  const text = JSON.stringify(body)
  const isBodyToCome =
    headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
  response
    .writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(text),
      'x-mock-reason': reason,
      ...(isBodyToCome ? { connection: 'close' } : {}),
    })
    .end(text)
}

function failureOf(error: unknown, request: FastifyRequest): ApiError {
  const documented = request.routeOptions.config.invalidRequest ?? 'Invalid request'
  if (error instanceof OptionError) return unavailable(error.message)
  if (error instanceof UnreadableRequest && error.status === 400) {
    return invalidRequest(documented, `body: ${error.reason}`)
  }
  if (error instanceof ApiError) return error
  const { validation, validationContext, statusCode, message, code } = error as FastifyError
  if (validation?.[0] !== undefined) {
    return invalidRequest(documented, validationReason(validation[0], validationContext))
  }
  if (statusCode === 413) return tooLarge(request)
  if (code?.startsWith('FST_ERR_') && statusCode !== undefined && statusCode < 500) {
    return invalidRequest(documented, message)
  }
  if (error instanceof SyntaxError && statusCode === 400) return invalidRequest(documented, message)
  // Nobody reads the answer, but the log line says what happened.
  if (code === 'ECONNRESET') return invalidRequest(documented, 'body: the caller hung up')
  // All other values that must be unique come from a fixture that was checked.
  if (code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY') {
    return unavailable(`newId: returned an id that is there already (${message})`)
  }
  // The error stays in the log: a bug explains itself to nobody else.
  return unavailable(request.server.world.health.explain(error) ?? 'a bug in the mock: see its log')
}
