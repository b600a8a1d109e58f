/** Gives each request the world that it means, for as long as it takes. */
import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { invalidRequest } from '../http/errors.ts'
import { splitWorld } from '../http/paths.ts'
import { chooseWorld } from '../worlds/choose.ts'
import { checkName, WorldProblem } from '../worlds/problem.ts'
import { endEntry } from './journaling.ts'

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
 * Sets `request.world` before all later hooks of a scope look at it. What was refused or answered
 * before, and what no route takes, makes no world; neither do routes with `config.needsNoWorld`. Refused
 * with 400: a name that cannot be, two that disagree, one more than there is room for. No request falls
 * back to another world.
 *
 * @param options `isJournaled`: whether its requests are written into the journals of their worlds
 */
export function enterWorlds(
  scope: FastifyInstance,
  { isJournaled }: { isJournaled: boolean },
): void {
  scope.addHook('onRequest', (request, reply, done) => {
    try {
      if (!request.is404) enterWorld(request, reply, isJournaled)
      else if (isJournaled) nameWorld(request)
    } catch (error) {
      const problem = error instanceof WorldProblem ? error.message : undefined
      done(problem === undefined ? (error as Error) : invalidRequest('Invalid request', problem))
      return
    }
    if (request.world === undefined) done()
    else request.world.settle(done)
  })
}

function enterWorld(request: FastifyRequest, reply: FastifyReply, isJournaled: boolean): void {
  const { raw, headers, routeOptions, server } = request
  const name = chooseWorld(named.get(raw), headers)
  checkName('world', name)
  request.world_name = name
  const { needsNoWorld, operation } = routeOptions.config
  if (needsNoWorld) return
  const world = server.worlds.enter(name)
  request.world = world
  request.operation = operation
  nameRequest(request, reply)
  // Comes once, whether it was answered or the caller has left.
  reply.raw.once('close', () => {
    server.worlds.leave(world)
    if (isJournaled) endEntry(request, reply)
  })
}

/** An address that nobody has is of a world too, where it names one that can be. */
function nameWorld(request: FastifyRequest): void {
  try {
    const name = chooseWorld(named.get(request.raw), request.headers)
    checkName('world', name)
    request.world_name = name
  } catch {
    // It is answered with 404, whatever it names.
  }
}

/** In a world with a seed the ids of requests come from it too; all others share the gateway's. */
function nameRequest(request: FastifyRequest, reply: FastifyReply): void {
  const { world, server, headers } = request
  if (world.newId === server.world.newId || request.id === headers['x-request-id']) return
  request.id = world.newId('request')
  reply.header('x-request-id', request.id)
}
