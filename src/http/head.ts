/**
 * HEAD, which the routes of GET answer. Fastify would declare a route of its own beside each of them,
 * which takes as long as the GET, at every start. Node itself leaves out the body of an answer to HEAD.
 */
import type { IncomingMessage } from 'node:http'

/** Those that the router takes for GET: to everybody else they are what was asked. */
const routed = new WeakSet<IncomingMessage>()

/** To be called right before the router looks at a request. */
export function routeAsGet(request: IncomingMessage): void {
  if (request.method !== 'HEAD') return
  routed.add(request)
  request.method = 'GET'
}

/** To be called right behind the router. */
export function restoreMethod(request: IncomingMessage): void {
  if (routed.has(request)) request.method = 'HEAD'
}
