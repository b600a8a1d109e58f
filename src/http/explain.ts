/**
 * What an answer says beside its body, which stays the gateway's: in headers of the mock's own, and in
 * the log line.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { printable } from '../base/printable.ts'
import { credentialsOf, redact } from './redact.ts'

/** All such headers, and what each says. Pages may read them: CORS exposes them. */
export const mockHeaders = {
  'x-mock-reason': 'which check refused, and what would pass',
  'x-mock-note': 'what of the request nothing reads, and what was probably meant',
} as const

/** A reason quotes what was sent, which can be long. */
const reasonLimit = 500

/** Clients read 8 KiB of headers at the least. */
const noteLimit = 1_000

/** Says why a request is refused. */
export function giveReason(request: FastifyRequest, reply: FastifyReply, reason: string): void {
  request.failureReason = safe(request, reason.slice(0, reasonLimit))
  reply.header('x-mock-reason', headerText(request.failureReason))
}

/** Says what the caller should know although the request is answered. */
export function addNote(request: FastifyRequest, reply: FastifyReply, note: string): void {
  const all = request.note === undefined ? '' : `${request.note}; `
  request.note = (all + safe(request, note)).slice(0, noteLimit)
  reply.header('x-mock-note', headerText(request.note))
}

/** Without credentials, and without what would break a line. */
export function safe({ headers }: FastifyRequest, text: string): string {
  return printable(redact(text, credentialsOf(headers)))
}

/** Header values carry printable ASCII. */
export function headerText(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?')
}
