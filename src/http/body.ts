/** What is accepted as a body: JSON, or nothing under whatever name. */
import type { FastifyInstance } from 'fastify'
import { deepest, isTooDeep } from './nesting.ts'

/** 1 MiB. Larger bodies are refused with 413. */
export const bodyLimit = 1024 * 1024

/**
 * The documentation's own `curl --data ''` labels an empty body as a form, and the Python SDK sends
 * none without a label (gateway facts 1.4): both are "no body". `__proto__` keys are refused.
 */
export function acceptBodies(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser<string>(
    'application/json',
    { parseAs: 'string' },
    (request, body, done) => {
      request.sentText = body || undefined
      if (body.length === 0) done(null, undefined)
      else if (isTooDeep(body)) done(new Unreadable(`body: nested deeper than ${deepest} levels`))
      else parseJson(request, body, done)
    },
  )
  app.addContentTypeParser<string>('*', { parseAs: 'string' }, (request, body, done) => {
    request.sentText = body || undefined
    if (body.length === 0) done(null, undefined)
    else {
      const found = describeType(request.headers['content-type'])
      done(new Unreadable(`body: send JSON as Content-Type: application/json, not ${found}`))
    }
  })
}

/** What clients send by mistake. Any other type is not repeated: it could be anything. */
const commonTypes = [
  'application/octet-stream',
  'application/x-www-form-urlencoded',
  'application/xml',
  'multipart/form-data',
  'text/html',
  'text/plain',
  'text/xml',
]

function describeType(header: string | undefined): string {
  if (header === undefined) return 'without one'
  const [type] = header.toLowerCase().split(';')
  return commonTypes.find((common) => common === type?.trim()) ?? 'another one'
}

/** Turned into the operation's documented 400 by its status and code. */
class Unreadable extends Error {
  readonly statusCode = 415
  readonly code = 'FST_ERR_CTP_INVALID_MEDIA_TYPE'
}
