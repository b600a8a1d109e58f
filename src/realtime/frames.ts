/** Events as the bytes that a socket gets, made once for all sockets that get the same. Pure. */

/**
 * A WebSocket frame of a server: text, whole, not masked (RFC 6455, 5.2). In it is an event of
 * socket.io 5 (`2`, the namespace, the name and the payload) in a message of engine.io 4 (`4`).
 *
 * @param namespace with its slash
 * @param arguments_ name and payload as a JSON array
 */
export function eventFrame(namespace: string, arguments_: string): Buffer {
  const length = Buffer.byteLength(arguments_) + Buffer.byteLength(namespace) + 3
  const headLength = length < 126 ? 2 : length < 65_536 ? 4 : 10
  const frame = Buffer.allocUnsafe(headLength + length)
  frame[0] = 0x81
  if (headLength === 2) frame[1] = length
  else if (headLength === 4) {
    frame[1] = 126
    frame.writeUInt16BE(length, 2)
  } else {
    frame[1] = 127
    frame.writeBigUInt64BE(BigInt(length), 2)
  }
  frame.write(`42${namespace},${arguments_}`, headLength)
  return frame
}
