/** What this project adds to Fastify's request and to a route's `config`. */
import type { Addresses } from '../http/paths.ts'
import type { Worlds } from '../worlds/types.ts'
import type { World } from '../worlds/world.ts'
import type { Caller, CallerKind } from './directory/callers.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** The world of requests that name none. */
    readonly world: World
    worlds: Worlds
    /** The forms of the declared operations' addresses. Not to be asked before all are declared. */
    readonly operationAddresses: Addresses
    /**
     * What to say of an address or method that nothing answers.
     *
     * @param path without its query, as it was asked
     */
    explainAddress: (method: string, path: string) => string
  }

  interface FastifyRequest {
    /** The world that answers this request, and its name. */
    world: World
    world_name: string
    /** Who asks. Only on routes whose `config.callers` is set. */
    caller: Caller
    /** Why the request was refused, for the log line. */
    failureReason: string | undefined
    /** What the caller should know although it is answered, for the log line. */
    note: string | undefined
  }

  interface FastifyContextConfig {
    /** Who may call; without it the route takes everybody and `request.caller` is not there. */
    callers?: readonly CallerKind[]
    /** Of the mock's own calls: anybody may ask, whatever the page or the host. */
    isOpen?: true
    /** Of the mock's own calls: what would be right, for refusals. */
    expected?: string
    /** The message of the operation's documented 400. */
    invalidRequest?: string
  }
}
