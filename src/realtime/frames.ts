/** Events as the bytes that a socket gets, made once for all sockets that get the same. Pure. */

/**
 * Events one behind the other, each a WebSocket frame of a server: text, whole, not masked (RFC 6455, 5.2).
 * In it is an event of socket.io 5 (`2`, the namespace, the name and the payload) in a message of
 * engine.io 4 (`4`).
 *
 * @param namespace with its slash
 * @param texts name and payload of each as a JSON array
 */
export function eventFrames(namespace: string, texts: readonly string[]): Buffer {
  const beginning = `42${namespace},`
  const beginningBytes = Buffer.byteLength(beginning)
  const lengths = texts.map((text) => beginningBytes + Buffer.byteLength(text))
  const frames = Buffer.allocUnsafe(
    lengths.reduce((sum, length) => sum + headOf(length) + length, 0),
  )
  let at = 0
  for (const [n, text] of texts.entries()) {
    at = writeHead(frames, at, lengths[n] ?? 0)
    at += frames.write(beginning, at)
    at += frames.write(text, at)
  }
  return frames
}

/** How many bytes the head of so many has. */
function headOf(length: number): number {
  if (length < 126) return 2
  return length < 65_536 ? 4 : 10
}

/** @returns where it ends */
function writeHead(frames: Buffer, at: number, length: number): number {
  frames[at] = 0x81
  if (length < 126) {
    frames[at + 1] = length
    return at + 2
  }
  if (length < 65_536) {
    frames[at + 1] = 126
    return frames.writeUInt16BE(length, at + 2)
  }
  frames[at + 1] = 127
  return frames.writeBigUInt64BE(BigInt(length), at + 2)
}
