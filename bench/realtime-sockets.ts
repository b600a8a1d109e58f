/** Sockets that cost their reader little: frames are looked through, not parsed. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export interface Listener {
  socket: Socket
  close: () => void
}

const numbered = '"text":"n'

/** A frame of a client, with a mask of zeros. */
function clientFrame(text: string): Buffer {
  const body = Buffer.from(text)
  const isShort = body.length < 126
  const head = isShort
    ? [0x81, 0x80 | body.length]
    : [0x81, 0x80 | 126, body.length >> 8, body.length & 255]
  return Buffer.concat([Buffer.from(head), Buffer.alloc(4), body])
}

/** Whole frames of a server, and the bytes that are left of one that has not come yet. */
function splitFrames(bytes: Buffer, take: (payload: Buffer) => void): Buffer {
  let at = 0
  while (bytes.length - at >= 2) {
    const short = (bytes[at + 1] ?? 0) & 127
    const head = short < 126 ? 2 : short === 126 ? 4 : 10
    if (bytes.length - at < head) break
    const length =
      short < 126
        ? short
        : short === 126
          ? bytes.readUInt16BE(at + 2)
          : Number(bytes.readBigUInt64BE(at + 2))
    if (bytes.length - at < head + length) break
    take(bytes.subarray(at + head, at + head + length))
    at += head + length
  }
  return bytes.subarray(at)
}

/**
 * Connects to a namespace.
 *
 * @param hear called for each event that has the text `mark` with the number behind it
 * @param mark default that of the message `n<number>`
 */
export async function listenTo(
  port: number,
  namespace: string,
  auth: object,
  hear: (number: number) => void,
  mark = numbered,
): Promise<Listener> {
  const marker = Buffer.from(mark)
  const socket = connect(port, '127.0.0.1')
  socket.setNoDelay()
  socket.on('error', () => undefined)
  socket.write(
    [
      'GET /ws/?EIO=4&transport=websocket HTTP/1.1',
      'host: 127.0.0.1',
      'connection: Upgrade',
      'upgrade: websocket',
      'sec-websocket-version: 13',
      'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
      '\r\n',
    ].join('\r\n'),
  )
  const connected = Promise.withResolvers<void>()
  const welcome = `40${namespace},`
  let rest: Buffer = Buffer.alloc(0)
  let isUpgraded = false

  function take(payload: Buffer): void {
    const first = payload[0]
    if (first === 0x30) socket.write(clientFrame(`40${namespace},${JSON.stringify(auth)}`))
    else if (first === 0x32) socket.write(clientFrame('3'))
    else {
      const at = payload.indexOf(marker)
      if (at !== -1) {
        hear(
          Number.parseInt(
            payload.toString('latin1', at + marker.length, at + marker.length + 9),
            10,
          ),
        )
      } else if (payload.toString('latin1', 0, welcome.length) === welcome) connected.resolve()
      else if (payload.toString('latin1', 0, 2) === '44') connected.reject(new Error('refused'))
    }
  }

  socket.on('data', (bytes: Buffer) => {
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes])
    if (!isUpgraded) {
      const end = rest.indexOf('\r\n\r\n')
      if (end === -1) return
      isUpgraded = true
      rest = rest.subarray(end + 4)
    }
    rest = splitFrames(rest, take)
  })
  socket.on('close', () => connected.reject(new Error('closed')))
  await connected.promise
  return { socket, close: () => socket.destroy() }
}

export const gone = ({ socket }: Listener) =>
  socket.closed ? Promise.resolve() : once(socket, 'close').then(() => undefined)
