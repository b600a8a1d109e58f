import { once } from 'node:events'
import type { Server } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'

/**
 * `localhost` means both addresses of this machine; a server listens on the first that the name
 * stands for. This takes connections on the other, for the same server.
 *
 * @returns what ends that; nothing happens where the other address is not there or is taken
 */
export async function listenOnBothLoopbacks(server: Server): Promise<() => void> {
  const { address, port } = server.address() as AddressInfo
  const other = createServer((socket) => server.emit('connection', socket))
  other.listen(port, address === '::1' ? '127.0.0.1' : '::1')
  await once(other, 'listening').catch(() => undefined)
  return () => other.close()
}
