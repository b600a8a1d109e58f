/** Gives each request the world that it means, for as long as it takes. */
import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { invalidRequest } from '../http/errors.ts'
import { splitWorld } from '../http/paths.ts'
import { chooseWorld } from '../worlds/choose.ts'
import { WorldProblem } from '../worlds/problem.ts'
import type { Worlds } from '../worlds/types.ts'

/** Worlds named by addresses, which are rewritten before there is a request to keep them. */
const named = new WeakMap<IncomingMessage, string>()

/** The address under which an operation is declared, without the world before it. */
export function rewriteUrl(this: FastifyInstance, request: IncomingMessage): string {
  const { url = '/' } = request
  const { canonicalUrl } = this.operationAddresses
  const split = splitWorld(url)
  if (split === undefined) return canonicalUrl(url)
  named.set(request, split.name)
  return canonicalUrl(split.url)
}

/**
 * Sets `request.world` before all other hooks look at it. Refused with 400: a name that cannot be, two
 * that disagree, one more than there is room for. No request falls back to another world.
 */
export function enterWorlds(app: FastifyInstance, worlds: Worlds): void {
  app.decorateRequest('world')
  app.decorateRequest('world_name', '')
  app.addHook('onRequest', (request, reply, done) => {
    const { raw, headers } = request
    const choice = chooseWorld(named.get(raw), headers)
    try {
      if ('problem' in choice) throw invalidRequest('Invalid request', choice.problem)
      const world = worlds.enter(choice.name)
      request.world = world
      request.world_name = choice.name
      // Comes once, whether it was answered or the caller has left.
      reply.raw.once('close', () => worlds.leave(world))
      done()
    } catch (error) {
      done(
        error instanceof WorldProblem
          ? invalidRequest('Invalid request', error.message)
          : (error as Error),
      )
    }
  })
}
