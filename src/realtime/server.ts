/** The socket.io server of all worlds. Loaded when the first socket comes: a start pays nothing for it. */
import { createServer, type IncomingMessage } from 'node:http'
import type { Socket as Connection } from 'node:net'
import { Server, type Socket } from 'socket.io'
import { printable } from '../base/printable.ts'
import { redact } from '../http/redact.ts'
import type { Caller } from '../operations/directory/callers.ts'
import type { Worlds } from '../worlds/types.ts'
import type { World } from '../worlds/world.ts'
import { callerOf, namespaces, readHandshake } from './handshake.ts'
import { type Hub, openHub } from './hub.ts'
import type { Handshake } from './receivers.ts'
import { factsOf } from './spoilt-events.ts'
import type { AskedSocket, RealtimeOptions } from './upgrade.ts'

/** Clients send nothing but who they are. */
const longestMessage = 16 * 1024

/** How long a connection may take to say which organization it wants to hear. */
const connectMs = 10_000

/** What a socket may leave unread before it is cut off, in bytes. */
const mostUnsent = 4 * 1024 * 1024

export interface SocketServer {
  take: (request: IncomingMessage, socket: Connection, head: Buffer, asked: AskedSocket) => void
  /** Cuts off all sockets of a world. @returns how many */
  drop: (world: string) => number
  close: () => void
}

interface Place {
  world: World
  hub: Hub
}

export function createSocketServer(
  worlds: Worlds,
  { presenceGraceMs, warn }: RealtimeOptions,
): SocketServer {
  const places = new Map<string, Place>()
  const worldOf = new WeakMap<IncomingMessage, string>()
  const admitted = new WeakMap<Socket, { handshake: Handshake; caller: Caller }>()
  // It never listens: it is what the library takes upgrades from.
  const server = createServer()
  const io = new Server(server, {
    path: '/ws',
    transports: ['websocket'],
    serveClient: false,
    maxHttpBufferSize: longestMessage,
    connectTimeout: connectMs,
    cleanupEmptyChildNamespaces: true,
  })

  function placeOf(name: string): Place {
    const known = places.get(name)
    if (known !== undefined) return known
    const world = worlds.enter(name)
    const emptied = () => {
      const place = places.get(name)
      if (place === undefined) return
      places.delete(name)
      worlds.leave(place.world)
    }
    const hub = openHub(world, { presenceGraceMs, mostUnsent, warn, emptied })
    const place = { world, hub }
    places.set(name, place)
    return place
  }

  function admit(socket: Socket): void {
    const name = worldOf.get(socket.request) ?? 'default'
    const handshake = readHandshake(socket)
    const world = worlds.enter(name)
    try {
      const caller = callerOf(handshake, world)
      const hit = world.faults.isArmed
        ? world.faults.meet('handshake', factsOf(handshake, caller))
        : undefined
      if (hit !== undefined) throw new Error(`fault: ${hit.effect.kind} (${hit.rule})`)
      admitted.set(socket, { handshake, caller })
    } catch (error) {
      const where = name === 'default' ? '' : ` of world ${name}`
      const secrets = typeof handshake.token === 'string' ? [handshake.token] : []
      const told = `realtime: refused a socket for ${socket.nsp.name}${where}: ${(error as Error).message}`
      warn(printable(redact(told, secrets)))
      throw error
    } finally {
      worlds.leave(world)
    }
  }

  // Of clients of another kind or another version.
  io.engine.on('connection_error', ({ message }: Error) => {
    warn(`realtime: refused a socket: ${message}`)
  })
  io.of('/').use((_socket, next) => {
    warn('realtime: refused a socket for /: its namespace is /{organization}')
    next(new Error('Unauthorized'))
  })
  io.of(namespaces)
    .use((socket, next) => {
      try {
        admit(socket)
        next()
      } catch {
        next(new Error('Unauthorized'))
      }
    })
    .on('connection', (socket) => {
      const who = admitted.get(socket)
      if (who === undefined) return
      const { hub } = placeOf(worldOf.get(socket.request) ?? 'default')
      hub.add(socket, who.handshake, who.caller)
      socket.once('disconnect', () => hub.remove(socket))
    })

  worlds.watch((name, what) => {
    const place = places.get(name)
    if (place === undefined) return
    const { world, hub } = place
    if (what === 'removed') {
      places.delete(name)
      hub.close('ended')
    } else {
      place.world = worlds.enter(name)
      hub.moveTo(place.world)
    }
    worlds.leave(world)
  })

  return {
    take(request, socket, head, { world, query }) {
      worldOf.set(request, world)
      request.url = `/ws/${query}`
      server.emit('upgrade', request, socket, head)
    },
    drop: (name) => places.get(name)?.hub.drop() ?? 0,
    close() {
      for (const { world, hub } of places.values()) {
        hub.close('lost')
        worlds.leave(world)
      }
      places.clear()
      io.engine.close()
    },
  }
}
