import type { FastifyInstance } from 'fastify'

/** How often a closing server looks for connections that have become idle. */
const sweepMs = 20

/**
 * Lets requests in flight finish, then closes what they needed. Node closes the idle connections of
 * a closing server once; one whose answer comes later would be kept alive and hold the server.
 *
 * @param release called when no request can come any more
 */
export function closeWhenAnswered(app: FastifyInstance, release: () => Promise<void>): void {
  let sweep: NodeJS.Timeout | undefined
  app.addHook('preClose', async () => {
    sweep = setInterval(() => app.server.closeIdleConnections(), sweepMs)
  })
  app.addHook('onClose', async () => {
    clearInterval(sweep)
    await release()
  })
}
