/** Clients that leave in the middle, or never read what they asked for. */
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { GatewayLife } from './gateway-life.ts'
import { type Ledger, messages } from './ledger.ts'

const head = `GET ${messages}?limit=200 HTTP/1.1\r\nHost: soak\r\nx-access-token: con_test_contact\r\n`
const beginnings = [
  '',
  'GET /liv',
  head,
  `POST ${messages} HTTP/1.1\r\nHost: soak\r\nContent-Type: application/json\r\nContent-Length: 900\r\nx-access-token: con_test_contact\r\n\r\n{"type"`,
  // Many answers, never read.
  `${head}\r\n`.repeat(500),
]
const mostOpen = 150

/** Opens four sockets a second, writes a beginning and lets them be; the oldest are dropped. */
export async function leaveSockets(
  life: GatewayLife,
  ledger: Ledger,
  until: AbortSignal,
): Promise<void> {
  const open: Socket[] = []
  for (let n = 0; !until.aborted; n += 1) {
    const socket = connect(life.port(), '127.0.0.1')
    socket.on('error', () => undefined)
    socket.pause()
    socket.write(beginnings[n % beginnings.length] ?? '')
    open.push(socket)
    ledger.count('sockets left')
    if (open.length > mostOpen) open.shift()?.destroy()
    await sleep(250)
  }
  for (const socket of open) socket.destroy()
}
