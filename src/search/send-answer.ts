import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { EngineAnswer } from './engine.ts'

/** From so many bytes on an answer goes out in pieces: to encode it at once would block others. */
const LARGE = 1024 * 1024
const PIECE = 256 * 1024

/** An answer that an engine made in parts as it goes out, to be returned by the handler. */
export function sendParts(reply: FastifyReply, answer: EngineAnswer): FastifyReply {
  const text = ['{"success":true,"message":', ...(answer.parts ?? []), '}']
  let bytes = 0
  for (const part of text) bytes += Buffer.byteLength(part)
  reply.type('application/json; charset=utf-8')
  if (bytes < LARGE) return reply.serializer(String).send(text.join(''))
  answer.keptUntil?.(new Promise((sent) => reply.raw.once('close', sent)))
  return reply.header('content-length', bytes).send(Readable.from(piecesOf(text)))
}

/** Made when they are asked for, which is when the client has taken those before. */
function* piecesOf(parts: readonly string[]): Generator<Buffer, void, undefined> {
  let piece = ''
  for (const part of parts) {
    piece += part
    if (piece.length < PIECE) continue
    yield Buffer.from(piece)
    piece = ''
  }
  if (piece !== '') yield Buffer.from(piece)
}
