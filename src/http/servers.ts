/** The HTTP servers of a gateway, and the connections they have. */
import type { IncomingMessage, RequestListener, Server } from 'node:http'
import type { Socket } from 'node:net'
import { http } from '../base/node-http.ts'
import { type Connection, createConnection } from './connection.ts'
import { refuseExpectation } from './errors.ts'

/** How long an idle connection is kept for the next request, as Fastify does. */
const keepAliveMs = 72_000

export interface Servers {
  create: (answer: RequestListener) => Server
  /** Those that are open. */
  connections: Map<Socket, Connection>
}

/** What takes connections that shall speak something else than HTTP. */
export interface Upgrades {
  /** All others are requests like any, whatever protocol they offer. */
  wants: (request: IncomingMessage) => boolean
  take: (request: IncomingMessage, socket: Socket, head: Buffer) => void
}

/** Node's, with the bytes that could not be read. */
interface ParserError extends NodeJS.ErrnoException {
  rawPacket?: Buffer
}

/**
 * @param requestTimeout how long a request may take to arrive, in milliseconds: then 408 and the end
 *   of the connection. 0 for any time
 * @param warn told of clients that take this for another kind of server
 */
export function createServers(
  requestTimeout: number,
  warn: (message: string) => void,
  upgrades: Upgrades,
): Servers {
  const connections = new Map<Socket, Connection>()

  function create(answer: RequestListener): Server {
    const server = http.createServer({
      requestTimeout,
      // How late the end of that time is noticed.
      connectionsCheckingInterval: Math.max(10, Math.min(1_000, Math.ceil(requestTimeout / 10))),
      keepAliveTimeout: keepAliveMs,
      // Node would refuse a request without a host by itself, without a body.
      requireHostHeader: false,
      shouldUpgradeCallback: upgrades.wants,
    })
    // A client that has said all may still read. Node would cut its answers off.
    Object.assign(server, { httpAllowHalfOpen: true })
    // To Node a connection is idle when its answer is written, whether it has been taken or not.
    server.closeIdleConnections = () => undefined
    server.on('connection', (socket) => {
      connections.set(socket, createConnection(socket, warn))
      socket.once('close', () => connections.delete(socket))
    })
    server.on('request', (request, response) => {
      connections.get(request.socket)?.ask(request, response, answer)
    })
    server.on('checkExpectation', (request, response) => {
      connections.get(request.socket)?.ask(request, response, refuseExpectation)
    })
    server.on('clientError', ({ code, rawPacket }: ParserError, socket) => {
      connections.get(socket as Socket)?.refuse(code, rawPacket)
    })
    server.on('upgrade', (request, socket, head) => {
      // Bytes behind an unanswered request, which no client of sockets sends.
      if (connections.get(request.socket)?.state() !== 'idle') socket.destroy()
      else upgrades.take(request, request.socket, head)
    })
    server.on('connect', ({ socket }) => {
      // Node leaves it alone from here on.
      socket.on('error', () => socket.destroy())
      connections.get(socket)?.refuse('CONNECT')
    })
    return server
  }

  return { create, connections }
}
