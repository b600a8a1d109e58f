import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { Connection } from './connection.ts'
import type { Servers } from './servers.ts'

/** How often a closing server looks for connections that can go. */
const sweepMs = 20

/** A body of which nothing came for so long will not come. */
const silenceMs = 500

/**
 * Lets a closing server end: connections that owe no answer go at once, the others when they have
 * answered, or when the grace is over. A request whose body is still coming is waited for as well.
 *
 * @param graceMs how long answers may take
 * @param release called when no request can come any more
 */
export function closeWhenAnswered(
  app: FastifyInstance,
  { connections }: Servers,
  graceMs: number,
  release: () => Promise<void>,
): void {
  let timer: NodeJS.Timeout | undefined
  app.addHook('preClose', async () => {
    const began = performance.now()
    const received = new Map<Connection, { bytes: number; at: number }>()

    const isSilent = (connection: Connection, now: number) => {
      const { bytesRead } = connection.socket
      const before = received.get(connection)
      if (before?.bytes === bytesRead) return now - before.at > silenceMs
      received.set(connection, { bytes: bytesRead, at: now })
      return false
    }
    const sweep = () => {
      const now = performance.now()
      for (const connection of connections.values()) {
        const state = connection.state()
        if (now - began >= graceMs) connection.socket.destroy()
        else if (state === 'idle') connection.socket.destroySoon()
        else if (state === 'receiving' && isSilent(connection, now)) connection.socket.destroy()
      }
    }
    sweep()
    timer = setInterval(sweep, sweepMs)
  })
  app.addHook('onClose', async () => {
    // The server knows only those that it has accepted itself.
    while (connections.size > 0) await sleep(sweepMs)
    clearInterval(timer)
    await release()
  })
}
