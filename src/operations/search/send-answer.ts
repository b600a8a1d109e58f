import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { turn } from '../../base/turn.ts'
import type { EngineAnswer } from '../../search-engine/index.ts'

/** From so many bytes on an answer goes out in pieces: to encode it at once would block others. */
const LARGE = 1024 * 1024
const PIECE = 256 * 1024

/** An answer that an engine made in parts as it goes out, to be returned by the handler. */
export async function sendParts(reply: FastifyReply, answer: EngineAnswer): Promise<FastifyReply> {
  const text = ['{"success":true,"message":', ...(answer.parts ?? []), '}']
  let length = 0
  for (const part of text) length += part.length
  reply.type('application/json; charset=utf-8')
  if (length < LARGE) return reply.serializer(String).send(text.join(''))
  answer.keptUntil?.(new Promise((sent) => reply.raw.once('close', sent)))
  let bytes = 0
  for (const piece of piecesOf(text)) {
    bytes += Buffer.byteLength(piece)
    await turn()
  }
  return reply.header('content-length', bytes).send(Readable.from(encode(text)))
}

/**
 * Encoded when they are asked for, which is when the client has taken those before. One that takes
 * them at once would otherwise be served to the end before anybody else.
 */
async function* encode(parts: readonly string[]): AsyncGenerator<Buffer, void, undefined> {
  for (const piece of piecesOf(parts)) {
    yield Buffer.from(piece)
    await turn()
  }
}

/** The text in pieces of about one length, however long its parts are. */
function* piecesOf(parts: readonly string[]): Generator<string, void, undefined> {
  let piece = ''
  for (const part of parts) {
    let at = 0
    while (piece.length + part.length - at >= PIECE) {
      const end = endOfPiece(part, at + PIECE - piece.length)
      yield piece + part.slice(at, end)
      piece = ''
      at = end
    }
    piece += part.slice(at)
  }
  if (piece !== '') yield piece
}

/** Not between the two halves of a character. */
function endOfPiece(text: string, end: number): number {
  const unit = text.charCodeAt(end - 1)
  return unit >= 0xd800 && unit <= 0xdbff ? end + 1 : end
}
