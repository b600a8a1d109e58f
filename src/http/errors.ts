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

/** Of the services, with the field it is about where they name one; or of the platform's lists. */
type FailureBody =
  | { code?: number; field?: string; message: string; required?: boolean }
  | { message: string; error_code: string; code: number }
  | { error: string }

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

/** 401 of a sign-in that took too long to choose an organization. */
export const tokenExpired = (reason: string) =>
  new ApiError(401, { code: 40001, message: 'Token expired' }, reason)

/** 400 with the message documented for the operation, and the field where it names one. */
export const invalidRequest = (message: string, reason: string, field?: string) =>
  new ApiError(400, { code: 40000, ...(field && { field }), message }, reason)

/** 400 of a field that is missing or empty (neighbours 3). */
export const fieldRequired = (field: string) =>
  new ApiError(400, { code: 1, field, message: 'Field is required' }, `body.${field} is missing`)

/** 400 of what has no @ in the middle. */
export const noEmail = () =>
  new ApiError(
    400,
    { code: 3, field: 'email', message: 'email must be in email format' },
    'body.email must be like name@example.com',
  )

/** 400 of what must be new and is not. */
export const alreadyThere = (field: string, reason: string) =>
  new ApiError(400, { code: 4, field, message: `${field} existed` }, reason)

/** 400 of an e-mail, an organization or the like that nobody has: here no 404. */
export const notKnown = (field: string, message: string, reason: string, code = 40004) =>
  new ApiError(400, { code, field, message }, reason)

/** 400 of a password that is not the user's. */
export const wrongPassword = (reason: string) =>
  new ApiError(
    400,
    { code: 40005, field: 'password', message: 'incorrect password. or email unverified' },
    reason,
  )

/** The body of the platform's lists of teams and users, which has neither code nor message. */
export const refusedPlainly = (status: 400 | 403 | 404, error: string, reason: string) =>
  new ApiError(status, { error }, reason)

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

/** 404 of a category, in the platform's own words (neighbours 10). */
export const noCategory = (reason: string) =>
  new ApiError(
    404,
    { message: 'Category not found', error_code: 'category_not_found', code: 404 },
    reason,
  )

/** 401 of what this caller may not do. A code would sign the front end out (neighbours 4). */
export const notAllowed = (message: string, reason: string) =>
  new ApiError(401, { message }, reason)

/** 400 of the platform for a query without this field. */
export const queryFieldRequired = (field: string) =>
  new ApiError(
    400,
    { code: 40000, field, message: `${field} is required`, required: false },
    `${field}: send it in the query`,
  )

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
  request.nearest = server.explainAddress(method, path)
  const reason = `no operation ${method} ${quoted}: ${request.nearest}`
  return new ApiError(404, { message: 'Not Found' }, reason)
}

function tooLarge({ headers, routeOptions }: FastifyRequest): ApiError {
  const limit = routeOptions.bodyLimit ?? bodyLimit
  const size =
    headers['content-length'] === undefined ? '' : ` (${headers['content-length']} bytes)`
  const reason = `body: too large${size}: this operation takes ${limit} bytes, ${limit / 2 ** 20} MiB, at most`
  return payloadTooLarge(reason)
}

/** 413 of what is too large for a reason of its own. */
export const payloadTooLarge = (reason: string) =>
  new ApiError(413, { code: 40000, message: 'Payload Too Large' }, reason)

/** 502 of a gateway that is asked for what is not served here. */
export const badGateway = (reason: string) => new ApiError(502, { message: 'Bad Gateway' }, reason)

/** 500 as the services answer it. */
export const unavailable = (reason: string) =>
  new ApiError(500, { code: 99999, message: 'Service unavailable, please try again later' }, reason)

/** What a fault can answer. */
export const faultStatuses = [400, 401, 403, 404, 429, 500, 502, 503, 504] as const
type ProxyStatus = 502 | 503 | 504
type GatewayStatus = Exclude<(typeof faultStatuses)[number], ProxyStatus>

/** The failure of a status that a fault was told to answer. */
export function failureOfStatus(
  status: GatewayStatus,
  documented: string,
  reason: string,
): ApiError {
  if (status === 400) return invalidRequest(documented, reason)
  if (status === 401) return unauthorized(reason)
  if (status === 403) return noPermission(reason)
  if (status === 404) return notFound('Not found', reason)
  if (status === 500) return unavailable(reason)
  // The gateway's limiter is switched off (gateway facts 1.0); in this one's place stands a usual text.
  return new ApiError(429, { message: 'Too many requests, please try again later.' }, reason)
}

/** What a proxy before the gateway says while it cannot reach it. Clients cannot read it as JSON. */
export function proxyPage(status: ProxyStatus): string {
  const title = `${status} ${http.STATUS_CODES[status]}`
  return `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>proxy</center>\r\n</body>\r\n</html>\r\n`
}

/** Writes a failure: the documented body, and the reason beside it. */
export function sendFailure(request: FastifyRequest, reply: FastifyReply, error: unknown): void {
  // An address nobody knows is not there, whatever its body was.
  const isUnknown = request.is404 && !isAnswered(request) && !(error instanceof OptionError)
  const failure = isUnknown ? unknownAddress(request) : failureOf(error, request)
  if (failure.status >= 500) request.log.error({ err: error }, 'request failed')
  giveReason(request, reply, failure.reason)
  reply.code(failure.status).type('application/json; charset=utf-8').send(failure.body)
}

/** Nobody has the address, but it has met a fault, a stub or an upstream. */
function isAnswered({ fault, answeredBy }: FastifyRequest): boolean {
  return fault !== undefined || answeredBy !== undefined
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
  const { invalidRequest: documented = 'Invalid request', invalidField } =
    request.routeOptions.config
  if (error instanceof OptionError) return unavailable(error.message)
  if (error instanceof UnreadableRequest && error.status === 400) {
    return invalidRequest(documented, `body: ${error.reason}`, invalidField)
  }
  if (error instanceof ApiError) return error
  const { validation, validationContext, statusCode, message, code } = error as FastifyError
  if (validation?.[0] !== undefined) {
    return invalidRequest(
      documented,
      validationReason(validation[0], validationContext),
      invalidField,
    )
  }
  if (statusCode === 413) return tooLarge(request)
  if (code?.startsWith('FST_ERR_') && statusCode !== undefined && statusCode < 500) {
    return invalidRequest(documented, message, invalidField)
  }
  if (error instanceof SyntaxError && statusCode === 400)
    return invalidRequest(documented, message, invalidField)
  // Nobody reads the answer, but the log line says what happened.
  if (code === 'ECONNRESET')
    return invalidRequest(documented, 'body: the caller hung up', invalidField)
  // All other values that must be unique come from a fixture that was checked.
  if (code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY') {
    return unavailable(`newId: returned an id that is there already (${message})`)
  }
  // The error stays in the log: a bug explains itself to nobody else.
  return unavailable(request.server.world.health.explain(error) ?? 'a bug in the mock: see its log')
}
