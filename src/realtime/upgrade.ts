/** Requests for a socket: which they are, which world they mean, and what loads the rest. */
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { originProblem } from '../http/cors.ts'
import { rawRefusal } from '../http/errors.ts'
import { splitWorld } from '../http/paths.ts'
import type { Upgrades } from '../http/servers.ts'
import { chooseWorld } from '../worlds/choose.ts'
import { checkName, WorldProblem } from '../worlds/problem.ts'
import type { Worlds } from '../worlds/types.ts'
import type { SocketServer } from './server.ts'

export interface RealtimeOptions {
  /** Without it nobody has `/ws`. */
  isOn: boolean
  /** Origins whose pages may ask; none: every page may. */
  origins: readonly string[]
  /** How long a contact is online after its last socket has gone, in milliseconds. */
  presenceGraceMs: number
  warn: (message: string) => void
}

export interface Realtime extends Upgrades {
  /** Cuts off all sockets of a world, whose clients come again by themselves. @returns how many */
  drop: (world: string) => Promise<number>
  /** Lets all sockets go, as a network does that fails: their clients come again by themselves. */
  close: () => Promise<void>
}

/** How long a client may take to read why it is refused. */
const lingerMs = 1_000

/** Sockets of all worlds. Nothing is loaded before the first of them is asked for. */
export function createRealtime(worlds: Worlds, options: RealtimeOptions): Realtime {
  let loading: Promise<SocketServer> | undefined
  let isClosed = false

  async function load(): Promise<SocketServer> {
    const { createSocketServer } = await import('./server.ts')
    return createSocketServer(worlds, options)
  }

  function take(request: IncomingMessage, socket: Socket, head: Buffer): void {
    // Whoever leaves meanwhile is no failure.
    socket.on('error', () => socket.destroy())
    const asked = readRequest(request, options.origins)
    if ('refusal' in asked) {
      options.warn(`realtime: refused a socket: ${asked.refusal}`)
      socket.resume().end(rawRefusal(asked.status, asked.refusal))
      setTimeout(() => socket.destroy(), lingerMs).unref()
      return
    }
    loading ??= load()
    loading.then(
      (server) => {
        if (isClosed || socket.destroyed) socket.destroy()
        else server.take(request, socket, head, asked)
      },
      (error: Error) => {
        options.warn(`realtime: cannot be loaded: ${error.message}`)
        socket.destroy()
      },
    )
  }

  return {
    wants: (request) => options.isOn && isSocketRequest(request),
    take,
    drop: async (world) => (await loading)?.drop(world) ?? 0,
    async close() {
      isClosed = true
      const server = await loading?.catch(() => undefined)
      server?.close()
    },
  }
}

/** The world that a socket is of, and the query of its address. */
export interface AskedSocket {
  world: string
  query: string
}

const socketPath = /^(?:\/api)?\/ws\/?(\?.*)?$/s

function pathOf(url: string): { world: string | undefined; query: string } | undefined {
  const split = splitWorld(url)
  const found = socketPath.exec(split?.url ?? url)
  return found === null ? undefined : { world: split?.name, query: found[1] ?? '' }
}

function isSocketRequest({ headers, url = '/' }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket' && pathOf(url) !== undefined
}

/** A page cannot send headers with a socket: it may name its world in the query besides. */
function readRequest(
  request: IncomingMessage,
  origins: readonly string[],
): AskedSocket | { refusal: string; status: 400 | 403 | 404 } {
  const { headers, url = '/' } = request
  const path = pathOf(url)
  // Node before 22.21 does not ask whether an upgrade is wanted.
  if (path === undefined || !isSocketRequest(request)) {
    return { status: 404, refusal: 'sockets are at /ws' }
  }
  const isSecure = 'encrypted' in request.socket
  const problem = originProblem({ headers, protocol: isSecure ? 'https' : 'http' }, origins)
  if (problem !== undefined) return { status: 403, refusal: problem }
  const ofQuery = new URLSearchParams(path.query).get('world')?.trim() || undefined
  try {
    if (path.world !== undefined && ofQuery !== undefined && path.world !== ofQuery) {
      throw new WorldProblem(
        'invalid',
        `world: ${ofQuery} is not the world of the address, ${path.world}`,
      )
    }
    const world = chooseWorld(path.world ?? ofQuery, headers)
    checkName('world', world)
    return { world, query: path.query }
  } catch (error) {
    if (error instanceof WorldProblem) return { status: 400, refusal: error.message }
    throw error
  }
}
