import { setImmediate } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { invalidRequest } from '../../http/errors.ts'
import { hungUp } from '../../http/hang-up.ts'
import { deepest } from '../../http/nesting.ts'
import { createGate } from './gate.ts'
import { measureJson } from './json-size.ts'

/** Filters and queries of a megabyte are the engine's to judge. */
export const largeBodyLimit = 8 * 1024 * 1024

/** From so many bytes on a body is large: what is done with it is noticed by others. */
const LARGE = 64 * 1024

/** How many large bodies are received, read and answered at a time; the others wait unread. */
const AT_ONCE = 4

/** When none of those is done for so long, in ms, one more is received: they may be sent slowly. */
const PATIENCE_MS = 10_000

/**
 * The most members that lists and objects of a body may have together. JSON is parsed in one go,
 * and so many different texts take some 50 ms. A filter is one text, however long.
 */
export const mostValues = 100_000

/**
 * Takes large bodies on the plugin's routes: few at a time are received, and one after the other is
 * parsed, after a look at what that would cost.
 */
export function acceptLargeBodies(app: FastifyInstance): void {
  const gate = createGate(AT_ONCE, PATIENCE_MS)
  const parseJson = app.getDefaultJsonParser('error', 'error')
  let last: Promise<unknown> = Promise.resolve()

  app.addHook('preParsing', async (request, reply) => {
    const length = request.headers['content-length']
    if (length === undefined ? hasBody(request.headers) : Number(length) >= LARGE) {
      await gate.enter(reply.raw)
    }
  })

  app.removeContentTypeParser('application/json')
  app.addContentTypeParser<string>(
    'application/json',
    { parseAs: 'string' },
    (request, body, done) => {
      request.sentText = body || undefined
      if (body.length === 0) return done(null, undefined)
      if (body.length < LARGE) {
        judge(body).then(() => parseJson(request, body, done), done)
        return
      }
      // Parsed between two turns of others, and no more of it when nobody waits for the answer.
      const parse = () =>
        parseJson(request, body, (error, parsed) => {
          void setImmediate().then(() => done(error, parsed))
        })
      last = last.then(async () => {
        await setImmediate()
        if (request.raw.socket.destroyed) done(hungUp())
        else await judge(body).then(parse, done)
      })
    },
  )
}

/** Of unknown length when it comes in chunks. */
function hasBody(headers: { 'transfer-encoding'?: string }): boolean {
  return headers['transfer-encoding'] !== undefined
}

async function judge(body: string): Promise<void> {
  const { depth, values } = await measureJson(body, { depth: deepest, values: mostValues })
  if (depth > deepest) throw refused(`body: nested deeper than ${deepest} levels`)
  if (values > mostValues)
    throw refused(`body: more than ${mostValues} values in lists and objects`)
}

const refused = (reason: string) => invalidRequest('Invalid request', reason)
