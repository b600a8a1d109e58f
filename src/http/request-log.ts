/**
 * The log: one line a request, to standard output. For people on a terminal, JSON for programs.
 * Never a token: headers are not logged, and what is logged passes through `redact`.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { destination, type Logger, pino } from 'pino'
import type { LogFormat, LogOutput } from '../base/log-output.ts'
import { printable } from '../base/printable.ts'
import { credentialsOf, redact } from './redact.ts'

/**
 * Programs can wait a moment for their lines, and a write for each would be a fifth of a request's
 * time. What is in the buffer is written at the latest when the process exits.
 */
const buffered = { sync: false, minLength: 4096, periodicFlush: 200 }

/** Where lines go that are told to go nowhere else. */
export function standardOutput(format: LogFormat) {
  return destination(format === 'human' ? { sync: true } : buffered)
}

/** @param output where the lines go instead of standard output */
export function createLogger(format: LogFormat, output?: LogOutput): Logger {
  if (format === 'off') return pino({ level: 'silent' })
  const lines = output ?? standardOutput(format)
  const options = { base: null, messageKey: 'message', serializers: { err: errorText } }
  if (format === 'json') return pino(options, lines)
  return pino(options, { write: (line) => lines.write(humanLine(JSON.parse(line))) })
}

/**
 * Logs each answer with the address as it was asked for, before any rewriting. Of health checks, those
 * that fail, and the first that succeeds again.
 *
 * @param logger apart from Fastify's own, whose announcements nobody asked for
 */
export function logRequests(app: FastifyInstance, logger: Logger): void {
  const isLogged = logger.isLevelEnabled('info')
  /** @param status none where the connection ended instead of an answer */
  const log = (request: FastifyRequest, reply: FastifyReply, status?: number) => {
    const credentials = credentialsOf(request.headers)
    logger.info({
      method: request.method,
      url: printable(redact(request.originalUrl, credentials)),
      status,
      world: named(request.world_name),
      ms: Math.round(reply.elapsedTime * 100) / 100,
      request_id: printable(redact(request.id, credentials)),
      reason: request.failureReason,
      note: request.note,
      fault: request.fault,
      by: request.answeredBy,
    })
  }
  app.decorate('logAnswer', (request, reply) => {
    if (isLogged) log(request, reply)
  })
  if (!isLogged) return
  const isRoutine = createRoutine()
  app.addHook('onResponse', (request, reply, done) => {
    if (!isRoutine(request.url, reply.statusCode)) log(request, reply, reply.statusCode)
    done()
  })
}

/** A log of one world has no use for its name; a request that was refused before has none. */
function named(world: string): string | undefined {
  return world === 'default' || world === '' ? undefined : world
}

/**
 * Health checks come every few seconds, for as long as a container runs. One that finds all as before
 * is nothing to tell.
 *
 * @returns whether an answer is such a one
 */
function createRoutine(): (url: string, status: number) => boolean {
  const latest = new Map<string, number>()
  return (url, status) => {
    const path = healthPaths.find((one) => url.startsWith(one))
    if (path === undefined || !isWhole(url, path)) return false
    const before = latest.get(path) ?? 200
    latest.set(path, status)
    return status < 400 && status === before
  }
}

const healthPaths = ['/livez', '/readyz']

function isWhole(url: string, path: string): boolean {
  return url.length === path.length || url[path.length] === '?'
}

/** Its lines stay lines: JSON writes them as `\n`, and for people they become one. */
function errorText(error: Error): string {
  return redact(error.stack ?? String(error))
    .split('\n')
    .map(printable)
    .join('\n')
}

interface Line {
  time: number
  method?: string
  url?: string
  status?: number
  world?: string
  ms?: number
  request_id?: string
  reason?: string
  note?: string
  fault?: string
  message?: string
  err?: string
}

function humanLine({ time, message, err, reason, note, fault, ...line }: Line) {
  const { method, url, status, world, ms, request_id } = line
  const clock = new Date(time).toISOString().slice(11, 23)
  const text =
    method === undefined
      ? [message, err]
      : [
          status ?? '---',
          method,
          url,
          world && `in ${world}`,
          `${ms} ms`,
          request_id,
          reason && `(${reason})`,
          note && `(${note})`,
          fault && `(fault: ${fault})`,
        ]
  const words = [clock, ...text].filter((part) => part !== undefined).join(' ')
  return `${printable(words)}\n`
}
