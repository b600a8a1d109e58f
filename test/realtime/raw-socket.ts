/** A socket without a client behind it: bytes as they come, read or not. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** A frame of a client, not hidden by its mask of zeros. */
function clientFrame(text: string): Buffer {
  const body = Buffer.from(text)
  const head =
    body.length < 126
      ? Buffer.from([0x81, 0x80 | body.length])
      : Buffer.from([0x81, 0x80 | 126, body.length >> 8, body.length & 255])
  return Buffer.concat([head, Buffer.alloc(4), body])
}

/** @returns connected to a namespace */
export async function rawSocket(
  url: string,
  namespace: string,
  auth: object,
): Promise<{ socket: Socket }> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  socket.on('error', () => undefined)
  socket.write(
    [
      'GET /ws/?EIO=4&transport=websocket HTTP/1.1',
      `host: ${hostname}`,
      'connection: Upgrade',
      'upgrade: websocket',
      'sec-websocket-version: 13',
      'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
      '\r\n',
    ].join('\r\n'),
  )
  let received = ''
  const collect = (bytes: Buffer) => {
    received += bytes.toString('latin1')
  }
  socket.on('data', collect)
  while (!received.includes('0{')) await once(socket, 'data')
  socket.write(clientFrame(`40${namespace},${JSON.stringify(auth)}`))
  while (!received.includes(`40${namespace},`)) await once(socket, 'data')
  socket.off('data', collect)
  return { socket }
}
