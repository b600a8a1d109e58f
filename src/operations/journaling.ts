/** Writes each request into the journal of its world, once, as it was asked and answered. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { systemClock } from '../base/clock.ts'
import { emptyRequest, headOf, type RequestEntry, type Texts, timeOf } from '../journal/entry.ts'
import { isForm, type UploadForm } from './uploads/form.ts'

/**
 * An answer is written down before it leaves: whoever has read it finds it in the journal. To be called
 * behind all that changes answers.
 */
export function journalRequests(scope: FastifyInstance): void {
  scope.decorateRequest('entry', undefined)
  scope.decorateRequest('entry_id', 0)
  const { journals } = scope.worlds
  if (journals === undefined) return
  scope.addHook('onSend', (request, reply, sent, done) => {
    // One without a body is an answer too.
    const payload = sent ?? null
    // The caller had left before: nobody gets this answer, but it says what became of the request.
    if (request.entry !== undefined) explain(request)
    else if (request.world !== undefined) write(request, reply, payload)
    else if (request.is404 && request.world_name !== '') writeUnmatched(request, reply, payload)
    done()
  })
}

/**
 * To be called when all of a request is over, whether it was answered or not. One whose answer was not
 * sent by Fastify, or that had none, is written down now.
 */
export function endEntry(request: FastifyRequest, reply: FastifyReply): void {
  const { entry } = request
  if (entry === undefined) {
    write(request, reply, undefined)
    return
  }
  const { fault } = request
  const isWhole = isSent(request, reply)
  if ((isWhole && fault === undefined) || !isStillThere(request)) return
  entry.hundredths = hundredthsOf(reply)
  entry.isAnswered = isWhole
  // It may have hit after the answer was written down.
  entry.fault = fault
  // The fault may have put another one in its place.
  entry.status = reply.raw.headersSent ? reply.raw.statusCode : undefined
}

function isSent({ raw }: FastifyRequest, { raw: response }: FastifyReply): boolean {
  // `inject` asks without a connection that could take anything.
  if (!('bytesWritten' in raw.socket)) return response.writableEnded
  // What is written to a connection that is gone counts as written.
  return response.writableFinished && raw.errored === null
}

function explain(request: FastifyRequest): void {
  const { entry, failureReason } = request
  if (entry !== undefined && isStillThere(request)) entry.reason = failureReason
}

/** An entry that has left the journal is filled with another request. */
const isStillThere = ({ entry, entry_id }: FastifyRequest) => entry?.id === entry_id

function write(request: FastifyRequest, reply: FastifyReply, payload: unknown): void {
  const { journal, written } = request.world
  if (journal === undefined) return
  if (written.by === request) written.by = undefined
  const texts = textsOf(request, reply, payload)
  const entry = journal.spareRequest() ?? emptyRequest()
  entry.id = journal.nextId()
  fill(entry, request, reply, payload, texts)
  request.entry = entry
  request.entry_id = entry.id
  journal.addRequest(entry, texts)
}

/** In the journal of its world too, where there is one. */
function writeUnmatched(request: FastifyRequest, reply: FastifyReply, payload: unknown): void {
  const { worlds } = request.server
  const { journals, journalOf } = worlds
  if (journals === undefined) return
  const texts = textsOf(request, reply, payload)
  const entry = fill(emptyRequest(), request, reply, payload, texts)
  entry.id = journals.nextId()
  // What a stub or an upstream has answered is an address that somebody has.
  if (request.answeredBy === undefined) journals.unmatched.add(entry, texts)
  journalOf(request.world_name)?.addRequest({ ...entry }, texts)
}

function fill(
  entry: RequestEntry,
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
  [, body, answer]: Texts,
): RequestEntry {
  const isSent = payload !== undefined || reply.raw.headersSent
  entry.time = timeOf(request.world?.clock ?? systemClock)
  entry.world = request.world_name
  entry.method = request.method
  entry.operation = request.operation
  entry.caller = (request.caller as { kind: string } | undefined)?.kind
  entry.bodyLength = request.sentText === undefined ? -1 : body.length
  entry.answerLength = typeof payload === 'string' ? answer.length : -1
  entry.status = isSent ? reply.statusCode : undefined
  entry.answerHeaders = answerHeadersOf(reply)
  entry.hundredths = hundredthsOf(reply)
  entry.isAnswered = isSent
  entry.rows = request.rows
  entry.reason = request.failureReason
  entry.note = request.note
  entry.fault = request.fault
  entry.answeredBy = request.answeredBy
  entry.nearest = request.nearest
  return entry
}

const hundredthsOf = (reply: FastifyReply) => Math.round(reply.elapsedTime * 100)

function textsOf(request: FastifyRequest, reply: FastifyReply, payload: unknown): Texts {
  const head = headOf(request.raw.rawHeaders, request.originalUrl, request.id)
  return [head, bodyOf(request), answerOf(payload, reply)]
}

/** Most are plain JSON, and to copy their headers would take as long as all else here. */
function answerHeadersOf(reply: FastifyReply): RequestEntry['answerHeaders'] {
  const type = reply.getHeader('content-type')
  const isPlain = reply.statusCode < 300 && typeof type === 'string' && type.includes('json')
  return isPlain ? type : reply.getHeaders()
}

/** JSON, and what was probably meant as such. Anything else could be a file. */
function bodyOf({ sentText, body, headers }: FastifyRequest): string {
  if (sentText === undefined) return isForm(body) ? describeForm(body as UploadForm) : ''
  const { 'content-type': type = '' } = headers
  if (/json|x-www-form-urlencoded/i.test(type) || /^\s*[{[]/.test(sentText)) return sentText
  return `(${sentText.length} characters of ${type || 'no type'})`
}

function describeForm({ file }: UploadForm): string {
  if (file instanceof Error) return '(a form that was refused)'
  const { filename = 'a file', bytes, contentType } = file
  return `(a form with ${filename}: ${bytes.length} bytes of ${contentType})`
}

function answerOf(payload: unknown, reply: FastifyReply): string {
  if (typeof payload === 'string') return payload
  if (payload === undefined || payload === null) return ''
  const type = reply.getHeader('content-type') ?? 'no type'
  return Buffer.isBuffer(payload) ? `(${payload.length} bytes of ${type})` : `(a stream of ${type})`
}
